import type { Decision, PageBeacon, PageView, Properties } from "../model/beacon.js";
import { type Dimension, VISITOR_DIMENSIONS } from "../model/report.js";
import { referrerHost } from "../model/scrub.js";
import type { ForeignEvent } from "./foreign-events.js";
import { type GapDimension, gapsOf, gapValue } from "./gap-value.js";

/**
 * What the counters are told apart by: the lists of a report, the gaps of visit.ts, refusals by reason, pairs of source
 * and entry page, how long browsers that forget were away, against the others, gaps by source and the like, and
 * decisions by how much they granted.
 */
export type CounterDimension = Dimension | "gap" | "refused" | "pair" | "forgets" | "decision" | GapDimension;

/** A number to add to one counter; the second number is visible seconds of a page, or bounces of an entry. */
export type Increment = {
  readonly dimension: CounterDimension;
  readonly value: string;
  readonly count: number;
  readonly second: number;
};

/** Everything that one beacon adds. Sums only: nothing in it says that two increments came together once they are added. */
export type Increments = {
  readonly site: string;
  /** Day number in the site's zone. */
  readonly day: number;
  /** UTC hours since 1970-01-01. */
  readonly hour: number;
  readonly views: number;
  readonly visits: number;
  readonly bounces: number;
  readonly seconds: number;
  readonly counts: readonly Increment[];
};

/** What the collector knows about an arrival without the beacon. */
export type Circumstances = {
  /** UTC hours since 1970-01-01. */
  readonly hour: number;
  readonly browser: string;
  readonly system: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
};

/** Source of a visit that began without a referrer. */
export const DIRECT = "(direct)";

/** Source and entry page as one value. A source holds no space, a path may. */
export const pairOf = (source: string, entry: string): string => `${source} ${entry}`;

/**
 * Browsers whose storage ends after seven days without a visit: all on iOS, and Safari elsewhere. Beyond seven days they
 * come as new, so their share of longer gaps, compared with that of the rest, tells how many may be counted too often.
 * @see https://webkit.org/blog/10218/full-third-party-cookie-blocking-and-more/
 */
const forgetsOf = ({ browser, system }: Circumstances, gap: number): string =>
  `${browser === "Safari" || system === "iOS" ? "safari" : "rest"}${gap > 7 ? " long" : ""}`;

/** Increments of one beacon about a page. Runs for every one of them, so it copies nothing. */
export const aggregate = (beacon: PageBeacon, circumstances: Circumstances): Increments => {
  const { site, day } = beacon;
  const { hour } = circumstances;
  switch (beacon.kind) {
    case "time": {
      const counts = [increment("page", beacon.path, 0, beacon.seconds)];
      return { site, day, hour, views: 0, visits: 0, bounces: 0, seconds: beacon.seconds, counts };
    }
    case "count": {
      const counts = customCounts(beacon.name, beacon.properties);
      return { site, day, hour, views: 0, visits: 0, bounces: 0, seconds: 0, counts };
    }
    case "view": {
      const counts = viewCounts(beacon);
      const isEntry = beacon.step === 1;
      if (beacon.gap !== undefined) counts.push(increment("forgets", forgetsOf(circumstances, beacon.gap)));
      if (isEntry) addEntryCounts(counts, beacon, circumstances);
      // The entry counts as a visit of one page until the second page says otherwise.
      const bounces = isEntry ? 1 : beacon.step === 2 ? -1 : 0;
      return { site, day, hour, views: 1, visits: isEntry ? 1 : 0, bounces, seconds: 0, counts };
    }
  }
};

/** Increment of a decision, which is no view and no visit, and counts on the day on which it comes. */
export const aggregateDecision = ({ site, granted }: Decision, day: number, hour: number): Increments => ({
  ...{ site, day, hour, views: 0, visits: 0, bounces: 0, seconds: 0 },
  counts: [increment("decision", granted)],
});

/**
 * Increments of what another product's client tells: views, sources, campaigns, custom counts. Without visits and
 * uniques, about which it knows nothing.
 */
export const aggregateForeign = (event: ForeignEvent, site: string, day: number, hour: number): Increments => {
  const { path, name, properties, seconds = 0, campaign } = event;
  const none = { site, day, hour, views: 0, visits: 0, bounces: 0, seconds } as const;
  if (name !== undefined) return { ...none, counts: customCounts(name, properties) };
  if (seconds > 0) return { ...none, counts: [increment("page", path, 0, seconds)] };
  const counts = [increment("page", path)];
  const source = hostOf(event.referrer, site);
  if (source) counts.push(increment("source", source));
  if (campaign) counts.push(increment("campaign", campaign));
  return { ...none, views: 1, counts };
};

/** Beside the count itself, each property by its own: which values came together is not kept. */
const customCounts = (name: string, properties: Properties = {}): Increment[] => [
  increment("count", name),
  ...Object.entries(properties).flatMap(([property, value]) =>
    value ? [increment("count", `${name} ${property}=${value}`)] : [],
  ),
];

const increment = (dimension: CounterDimension, value: string, count = 1, second = 0): Increment => ({
  dimension,
  value,
  count,
  second,
});

const viewCounts = ({ path, step, gap, previous }: PageView): Increment[] => {
  const counts = [increment("page", path), increment("exit", path)];
  if (gap !== undefined) counts.push(increment("gap", String(gap)));
  if (previous !== undefined) {
    // The page before was the exit only as long as this page had not been seen.
    counts.push(increment("exit", previous, -1));
    // On the second page, the page before is the entry, and its visit is no bounce after all.
    if (step === 2) counts.push(increment("entry", previous, 0, -1));
  }
  return counts;
};

/** Counted once a visit. Sources and campaigns have no bounces: the second page does not know where the visit came from. */
const addEntryCounts = (counts: Increment[], view: PageView, { browser, system, country }: Circumstances): void => {
  const source = sourceOf(view);
  counts.push(
    increment("entry", view.path, 1, 1),
    increment("source", source),
    increment("pair", pairOf(source, view.path)),
    increment("country", country),
    increment("language", view.language ?? ""),
    increment("screen", view.screen ?? ""),
    increment("browser", browser),
    increment("system", system),
  );
  // A campaign that could have identified somebody was emptied by scrubValue.
  const campaign = view.campaign ?? "";
  if (campaign) counts.push(increment("campaign", campaign));
  if (view.gap === undefined) return;
  const values = { source, campaign, country, screen: view.screen ?? "" };
  for (const dimension of VISITOR_DIMENSIONS)
    if (dimension !== "campaign" || campaign)
      counts.push(increment(gapsOf(dimension), gapValue(view.gap, values[dimension])));
};

/** A host name in letters, digits and points, with a port perhaps. Anything else was not written by Kivok. */
const HOST = /^[\p{L}\p{N}._-]+(:\d{1,5})?$/u;

const sourceOf = ({ referrer = "", site }: PageView): string => hostOf(referrer, site) || DIRECT;

const hostOf = (referrer: string, site: string): string => {
  const host = referrerHost(referrer, site);
  return HOST.test(host) ? host : "";
};
