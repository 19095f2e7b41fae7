import { type Beacon, type DropReason, MAX_BEACON_BYTES, type PageBeacon } from "../model/beacon.js";
import { decodeBeacon } from "../model/decode-beacon.js";
import type { AddressLimit } from "./address-limit.js";
import { aggregate, aggregateDecision, type Circumstances, type Increments } from "./aggregate.js";
import { createDayClock, HOUR_MILLISECONDS } from "./calendar.js";
import { classifyClient, isBot } from "./client-class.js";
import { countryOfZone } from "./country.js";
import type { DeclaredSites, KnownSite } from "./declared-sites.js";
import { UNKNOWN_SITE } from "./site.js";

/** A request to `POST /beacon`. Address and User-Agent are looked at here and go no further. */
export type Arrival = {
  readonly body: string;
  readonly origin: string | undefined;
  /** `undefined` if the connection is closed already; what it has sent counts all the same. */
  readonly address: string | undefined;
  readonly userAgent: string | undefined;
  /** Epoch milliseconds, UTC, by the collector's clock. */
  readonly now: number;
};

export type Outcome =
  | { readonly accepted: true; readonly beacon: Beacon; readonly increments: Increments }
  | { readonly accepted: false; readonly reason: DropReason; readonly site: string; readonly day: number };

export type Ingest = {
  /** Reads one arrival, or says why it is refused. */
  read(arrival: Arrival): Outcome;
  /** A refusal that was found before there was a body to read. */
  refuse(reason: DropReason, origin: string | undefined, now: number): Outcome & { accepted: false };
};

type Check = (beacon: Beacon, site: KnownSite, arrival: Arrival) => DropReason | undefined;

/** Days that a beacon's day may lie from the site's day: yesterday for late ones, tomorrow for clocks that are ahead. */
const DAYS_OFF = 1;

/** The way of a beacon: size → JSON → shape → site, and the checks below in their order. Each step may refuse. */
export const createIngest = (sites: DeclaredSites, limit: AddressLimit): Ingest => {
  const utcDay = createDayClock("UTC");

  const CHECKS: readonly Check[] = [fromOwnPage, notBot, dayInReach, withinLimit(limit)];

  const refuse = (reason: DropReason, origin: string | undefined, now: number, name?: string) => {
    const site = sites.find(name ?? "") ?? sites.ofOrigin(origin ?? "");
    return { accepted: false, reason, site: site?.name ?? UNKNOWN_SITE, day: (site?.dayAt ?? utcDay)(now) } as const;
  };

  const read = (arrival: Arrival): Outcome => {
    const { origin, now } = arrival;
    const beacon = readBeacon(arrival.body);
    if (typeof beacon === "string") return refuse(beacon, origin, now);
    const site = sites.find(beacon.site);
    if (site === undefined) return refuse("unknown-site", origin, now);
    for (const check of CHECKS) {
      const reason = check(beacon, site, arrival);
      if (reason !== undefined) return refuse(reason, origin, now, site.name);
    }
    const increments =
      beacon.kind === "decision"
        ? aggregateDecision(beacon, site.dayAt(now), Math.floor(now / HOUR_MILLISECONDS))
        : aggregate(beacon, circumstancesOf(beacon, arrival));
    return { accepted: true, beacon, increments };
  };

  return { read, refuse };
};

const readBeacon = (body: string): Beacon | "too-large" | "malformed" => {
  if (Buffer.byteLength(body) > MAX_BEACON_BYTES) return "too-large";
  try {
    return decodeBeacon(JSON.parse(body));
  } catch {
    return "malformed";
  }
};

/** Browsers name the page's origin in every cross-origin POST; a page cannot name another's. */
const fromOwnPage: Check = (_beacon, site, { origin }) =>
  origin !== undefined && site.origins.includes(origin) ? undefined : "unknown-site";

const notBot: Check = ({ bot }, _site, { userAgent }) => (bot || isBot(userAgent) ? "bot" : undefined);

/** A decision names no day: it counts on the day on which it comes. */
const dayInReach: Check = (beacon, site, { now }) => {
  if (beacon.kind === "decision") return undefined;
  const days = beacon.day - site.dayAt(now);
  return days < -DAYS_OFF ? "too-old" : days > DAYS_OFF ? "too-early" : undefined;
};

const withinLimit =
  (limit: AddressLimit): Check =>
  (_beacon, _site, { address, now }) =>
    limit.spend(address, now) < 0 ? "over-limit" : undefined;

/** Counted once a visit or with the first view of a day, so other views need none of it. */
const circumstancesOf = (beacon: PageBeacon, { userAgent = "", now }: Arrival): Circumstances => {
  const hour = Math.floor(now / HOUR_MILLISECONDS);
  if (beacon.kind !== "view" || (beacon.step > 1 && beacon.gap === undefined))
    return { hour, browser: "", system: "", country: "" };
  return { hour, ...classifyClient(userAgent), country: countryOfZone(beacon.zone ?? "") };
};
