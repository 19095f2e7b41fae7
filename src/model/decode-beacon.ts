import type { Beacon, CustomCount, OnPage, PageView } from "./beacon.js";
import { BEACON_VERSION, COUNT_NAME, MAX_PROPERTIES, MAX_SECONDS, PROPERTY_NAME, SHARES_GRANTED } from "./beacon.js";
import { MAX_TEXT_LENGTH, scrubPath, scrubValue } from "./scrub.js";
import { MAX_GAP, MAX_STEP } from "./visit.js";

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
