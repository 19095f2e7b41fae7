import { MAX_TEXT_LENGTH, scrubPath, scrubValue } from "./scrub.js";
import { MAX_GAP, MAX_STEP } from "./visit.js";

/** Version of the wire format. The collector accepts this one and the one before. */
export const BEACON_VERSION = 1;
/** Largest body that the collector reads, in bytes. */
export const MAX_BEACON_BYTES = 4096;
/** Longest visible time that one beacon counts, in seconds: a day. More counts as a day. */
export const MAX_SECONDS = 86_400;
/** Properties that a custom count may have. */
export const MAX_PROPERTIES = 5;
/** Longest name of a property, and longest value that an owner may declare, in characters. */
export const MAX_PROPERTY_LENGTH = 64;
export const PROPERTY_NAME: RegExp = /^[\w.-]{1,64}$/;
/** Names that can be counted. */
export const COUNT_NAME: RegExp = /^[\w.-]{1,64}$/;

type Common = {
  readonly v: typeof BEACON_VERSION;
  /** One-time random number, base 36, 8 to 32 characters: a beacon that comes twice is counted once. */
  readonly once: string;
  readonly site: string;
  /**
   * The browser says that a program drives it (`navigator.webdriver`): the collector counts a bot, and nothing else.
   */
  readonly bot?: true;
};

type OnPage = Common & {
  /** Day number in the site's zone. */
  readonly day: number;
  /** Scrubbed path of the page. */
  readonly path: string;
};

/** One page was seen. */
export type PageView = OnPage & {
  readonly kind: "view";
  /** Page views in this visit, this one included: 1 is the entry. */
  readonly step: number;
  /** On the first view of a day: whole days since the last active day (visit.ts). */
  readonly gap?: number;
  /** Scrubbed path of the page before, in the same visit: no longer its exit. Empty where it is not known. */
  readonly previous?: string;
} & Partial<Entry>;

/** What is told on the first view of a visit only, since it is counted once a visit. */
type Entry = {
  /** Host of the referrer; empty without one. */
  readonly referrer: string;
  /** Values of the known `utm_` keys, `source/medium/campaign`; empty without them. */
  readonly campaign: string;
  /** Primary language tag of the browser, such as `ru`. */
  readonly language: string;
  /** IANA time zone of the browser; the collector makes a country of it and forgets it. */
  readonly zone: string;
  /** Class of the window's width: small below 640 px, medium below 1024, large below 1600, wide. */
  readonly screen: ScreenClass;
};

/** A page was visible for some seconds. */
export type VisibleTime = OnPage & { readonly kind: "time"; readonly seconds: number };

/** Something that the owner counts happened. */
export type CustomCount = OnPage & {
  readonly kind: "count";
  readonly name: string;
  /** At most {@link MAX_PROPERTIES}, of declared values. */
  readonly properties?: Properties;
};
/** Values by name, each text short and cleaned. */
export type Properties = Readonly<Record<string, string>>;

/** How much of the optional categories a decision granted. */
export const SHARES_GRANTED = ["all", "some", "none"] as const;
export type ShareGranted = (typeof SHARES_GRANTED)[number];

/**
 * Somebody has chosen in the notice or in the settings, where the owner asked to be told (`decisions`). Without a day or
 * a page: it is sent after a refusal too, so it says as little as a consent rate needs.
 */
export type Decision = Common & { readonly kind: "decision"; readonly granted: ShareGranted };

/** A beacon about a page, sent while `statistics` are granted. */
export type PageBeacon = PageView | VisibleTime | CustomCount;

/**
 * A beacon as it is on the wire: the JSON text of this object, at most 1 KB in ASCII as Kivok writes it, 1.25 KB in any
 * letters.
 */
export type Beacon = PageBeacon | Decision;

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
export const encodeBeacon: (beacon: Beacon) => string = JSON.stringify;

const isText = (value: unknown, pattern: RegExp): value is string =>
  typeof value === "string" && value.length <= MAX_TEXT_LENGTH && pattern.test(value);
const isInteger = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const isFlag = (value: unknown): value is true | undefined => value === undefined || value === true;
/** No control characters, no line or paragraph separators. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]*$/u;
/** `?` and `#` only where an owner counts keys of the query, or routes in the hash. */
const PATH = /^\/[^\p{C}\p{Zl}\p{Zp}]*$/u;

/**
 * Reads what arrived. Fields that this version does not know are dropped, and everything that stays is cleaned again.
 * @param value the parsed JSON body
 * @returns the beacon, or `malformed` for another shape, version, type or range
 */
export const decodeBeacon = (value: unknown): Beacon | "malformed" => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "malformed";
  const fields = value as Record<string, unknown>;
  const { kind, once, site, day, path, bot } = fields;
  if (
    fields.v !== BEACON_VERSION ||
    !isText(once, /^[0-9a-z]{8,32}$/) ||
    !isText(site, /^[\w.-]+(:\d{1,5})?$/) ||
    !isFlag(bot)
  )
    return "malformed";
  if (kind === "decision") {
    const granted = SHARES_GRANTED.find((share) => share === fields.granted);
    return granted ? { v: BEACON_VERSION, once, site, ...(bot && { bot }), kind, granted } : "malformed";
  }
  if (!isInteger(day, 0, 100_000) || !isText(path, PATH)) return "malformed";
  const common: Mutable<OnPage> = { v: BEACON_VERSION, once, site, day, path: scrubPath(path) };
  if (bot) common.bot = bot;
  if (kind === "time")
    return isInteger(fields.seconds, 1, Number.MAX_SAFE_INTEGER)
      ? { ...common, kind, seconds: Math.min(fields.seconds, MAX_SECONDS) }
      : "malformed";
  if (kind === "count") return decodeCustomCount(common, fields);
  return kind === "view" ? decodePageView(common, fields) : "malformed";
};

const decodeCustomCount = (
  common: OnPage,
  { name, properties }: Record<string, unknown>,
): CustomCount | "malformed" => {
  if (!isText(name, COUNT_NAME)) return "malformed";
  const count = { ...common, kind: "count", name } as const;
  if (properties === undefined) return count;
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) return "malformed";
  const entries = Object.entries(properties as Record<string, unknown>);
  if (entries.length > MAX_PROPERTIES) return "malformed";
  const cleaned: Record<string, string> = {};
  for (const [property, value] of entries) {
    if (!PROPERTY_NAME.test(property) || !isText(value, PRINTABLE)) return "malformed";
    // A path is cleaned as paths are, so that only what could identify somebody is lost.
    cleaned[property] = value[0] === "/" ? scrubPath(value) : scrubValue(value);
  }
  return { ...count, properties: cleaned };
};

type Mutable<Fields> = { -readonly [Field in keyof Fields]: Fields[Field] };

const decodePageView = (common: OnPage, fields: Record<string, unknown>): PageView | "malformed" => {
  const { step, gap, previous, referrer, campaign, language, zone, screen } = fields;
  if (
    !isInteger(step, 1, MAX_STEP) ||
    !(gap === undefined || isInteger(gap, 0, MAX_GAP)) ||
    !(previous === undefined || previous === "" || isText(previous, PATH)) ||
    !(referrer === undefined || isText(referrer, /^[^\s/?#@]*$/)) ||
    !(campaign === undefined || typeof campaign === "string") ||
    !(language === undefined || isText(language, /^[a-z]{2,3}$/)) ||
    !(zone === undefined || isText(zone, /^[\w+/-]{1,64}$/)) ||
    !(screen === undefined || screen === "small" || screen === "medium" || screen === "large" || screen === "wide") ||
    // The entry is where they are counted.
    (step === 1 && !(language && zone && screen))
  )
    return "malformed";
  // One literal, filled field by field: a spread into a new object takes three times as long as all the checks above, and
  // nearly every beacon is a view.
  const { once, site, day, path, bot } = common;
  const view: Mutable<PageView> = { v: BEACON_VERSION, kind: "view", once, site, day, path, step };
  if (bot) view.bot = bot;
  if (gap !== undefined) view.gap = gap;
  if (previous) view.previous = scrubPath(previous);
  if (referrer !== undefined) view.referrer = scrubValue(referrer);
  // What somebody else wrote into a link is no reason to lose the view.
  if (campaign !== undefined) view.campaign = PRINTABLE.test(campaign) ? scrubValue(campaign) : "";
  if (language) view.language = language;
  if (zone) view.zone = zone;
  if (screen) view.screen = screen;
  return view;
};
