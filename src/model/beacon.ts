import { MAX_TEXT_LENGTH, scrubPath, scrubValue } from "./scrub.js";
import { MAX_GAP, MAX_STEP } from "./visit.js";

/** Version of the wire format. The collector accepts this one and the one before. */
export const BEACON_VERSION = 1;
/** Largest body that the collector reads, in bytes. */
export const MAX_BEACON_BYTES = 4096;
/** Longest visible time that one beacon counts, in seconds: a day. More counts as a day. */
export const MAX_SECONDS = 86_400;

type Common = {
  readonly v: typeof BEACON_VERSION;
  /** One-time random number, base 36, 8 to 32 characters: a beacon that comes twice is counted once. */
  readonly once: string;
  readonly site: string;
  /** Day number in the site's zone. */
  readonly day: number;
  /** Scrubbed path of the page. */
  readonly path: string;
};

/** One page was seen. */
export type PageView = Common & {
  readonly kind: "view";
  /** Page views in this visit, this one included: 1 is the entry. */
  readonly step: number;
  /** On the first view of a day: whole days since the last active day (visit.ts). */
  readonly gap?: number;
  /** Scrubbed path of the page before, in the same visit: no longer its exit. */
  readonly previous?: string;
  /** Host of the referrer; on the entry only. */
  readonly referrer?: string;
  /** Values of the known `utm_` keys, `source/medium/campaign`; on the entry only. */
  readonly campaign?: string;
  /** Primary language tag of the browser, such as `ru`. */
  readonly language: string;
  /** IANA time zone of the browser; the collector makes a country of it and forgets it. */
  readonly zone: string;
  /** Class of the window's width: small below 640 px, medium below 1024, large below 1600, wide. */
  readonly screen: ScreenClass;
};

/** A page was visible for some seconds. */
export type VisibleTime = Common & { readonly kind: "time"; readonly seconds: number };

/** Something that the owner counts happened. */
export type CustomCount = Common & { readonly kind: "count"; readonly name: string };

/** A beacon as it is on the wire: the JSON text of this object, at most 1 KB in ASCII as Kivok writes it, 1.25 KB in any letters. */
export type Beacon = PageView | VisibleTime | CustomCount;

export type ScreenClass = "small" | "medium" | "large" | "wide";

/** Class of a window's width in CSS pixels. */
export const screenClass = (width: number): ScreenClass =>
  width < 640 ? "small" : width < 1024 ? "medium" : width < 1600 ? "large" : "wide";

/** Why the collector refuses a beacon: the closed list of C3, as the `Kivok-Refused` response header spells it. */
export const DROP_REASONS = [
  "unknown-site",
  "malformed",
  "too-large",
  "too-old",
  "too-early",
  "bot",
  "over-limit",
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** The text that is sent. */
export const encodeBeacon = (beacon: Beacon): string => JSON.stringify(beacon);

const isText = (value: unknown, pattern: RegExp): value is string =>
  typeof value === "string" && value.length <= MAX_TEXT_LENGTH && pattern.test(value);
const isInteger = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
/** No control characters, no line or paragraph separators. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]*$/u;
const PATH = /^\/[^\p{C}\p{Zl}\p{Zp}?#]*$/u;

/**
 * Reads what arrived. Fields that this version does not know are dropped, and everything that stays is cleaned again.
 * @param value the parsed JSON body
 * @returns the beacon, or `malformed` for another shape, version, type or range
 */
export const decodeBeacon = (value: unknown): Beacon | "malformed" => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "malformed";
  const { v, kind, once, site, day, path, ...rest } = value as Record<string, unknown>;
  if (
    v !== BEACON_VERSION ||
    !isText(once, /^[0-9a-z]{8,32}$/) ||
    !isText(site, /^[\w.-]+(:\d{1,5})?$/) ||
    !isInteger(day, 0, 100_000) ||
    !isText(path, PATH)
  )
    return "malformed";
  const common = { v: BEACON_VERSION, once, site, day, path: scrubPath(path) } as const;
  if (kind === "time")
    return isInteger(rest.seconds, 1, Number.MAX_SAFE_INTEGER)
      ? { ...common, kind, seconds: Math.min(rest.seconds, MAX_SECONDS) }
      : "malformed";
  if (kind === "count") return isText(rest.name, /^[\w.-]{1,64}$/) ? { ...common, kind, name: rest.name } : "malformed";
  return kind === "view" ? decodePageView(common, rest) : "malformed";
};

const decodePageView = (common: Common, rest: Record<string, unknown>): PageView | "malformed" => {
  const { step, gap, previous, referrer, campaign, language, zone, screen } = rest;
  if (
    !isInteger(step, 1, MAX_STEP) ||
    !(gap === undefined || isInteger(gap, 0, MAX_GAP)) ||
    !(previous === undefined || isText(previous, PATH)) ||
    !(referrer === undefined || isText(referrer, /^[^\s/?#@]+$/)) ||
    !(campaign === undefined || typeof campaign === "string") ||
    !isText(language, /^[a-z]{2,3}$/) ||
    !isText(zone, /^[\w+/-]{1,64}$/) ||
    !(screen === "small" || screen === "medium" || screen === "large" || screen === "wide")
  )
    return "malformed";
  return {
    ...common,
    kind: "view",
    step,
    ...(gap === undefined ? {} : { gap }),
    ...(previous === undefined ? {} : { previous: scrubPath(previous) }),
    ...(referrer === undefined ? {} : { referrer: scrubValue(referrer) }),
    // What somebody else wrote into a link is no reason to lose the view.
    ...(campaign === undefined ? {} : { campaign: PRINTABLE.test(campaign) ? scrubValue(campaign) : "" }),
    language,
    zone,
    screen,
  };
};
