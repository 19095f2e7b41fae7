import { MAX_PROPERTIES, MAX_SECONDS, PROPERTY_NAME, type Properties } from "../model/beacon.js";
import { MAX_TEXT_LENGTH, scrubPath, scrubValue } from "../model/scrub.js";

/** What another product's client tells, cleaned as a beacon is. It knows nothing of visits, so it has no uniques. */
export type ForeignEvent = {
  /** Names by which the site may be declared here, the likeliest first. */
  readonly sites: readonly string[];
  readonly path: string;
  /** Seconds of visible time, of a view that was told before. */
  readonly seconds?: number;
  /** What is counted; none: a view. */
  readonly name?: string;
  readonly properties: Properties;
  /** Host of the referrer; empty without one. */
  readonly referrer: string;
  /** `source/medium/campaign`; empty without one. */
  readonly campaign: string;
};

/** `ignored` is a message that this collector has no use for. */
export type Reading = ForeignEvent | "malformed" | "ignored";

type Fields = Readonly<Record<string, unknown>>;

/** Reads an event of Plausible's clients. @see https://plausible.io/docs/events-api */
export const readPlausible = (body: unknown): Reading => {
  if (!isFields(body)) return "malformed";
  // Older clients write the names in full, and properties as a JSON string.
  const name = body.n ?? body.name;
  const address = addressOf(body.u ?? body.url);
  const domains = body.d ?? body.domain;
  if (typeof name !== "string" || !address || typeof domains !== "string") return "malformed";
  const event = {
    sites: [...domains.split(","), address.host, address.hostname],
    ...pageOf(address, body.h === 1),
    ...originOf(body.r ?? body.referrer, address),
    properties: cleanProperties(parsed(body.p ?? body.props ?? body.m ?? body.meta)),
  };
  if (name === "pageview") return { ...event, properties: {} };
  if (name !== "engagement") return named(event, name);
  // How long the page was looked at, in milliseconds.
  const seconds = Math.round(Number(body.e) / 1000);
  return seconds >= 1 ? { ...event, properties: {}, seconds: Math.min(seconds, MAX_SECONDS) } : "ignored";
};

/** Reads an event of Umami's clients. @see https://docs.umami.is/docs/api/sending-stats */
export const readUmami = (body: unknown): Reading => {
  if (!isFields(body) || !isFields(body.payload)) return "malformed";
  // `identify` names a visitor, and `performance` measures the page.
  if (body.type !== "event") return typeof body.type === "string" ? "ignored" : "malformed";
  const { website, hostname, url = "/", referrer, name, data } = body.payload;
  if (typeof website !== "string") return "malformed";
  const host = typeof hostname === "string" && hostname ? hostname : website;
  const address = addressOf(url, `http://${host}`);
  if (!address) return "malformed";
  const event = {
    sites: [website, address.host, host],
    ...pageOf(address),
    ...originOf(referrer, address),
    properties: cleanProperties(data),
  };
  return name === undefined || name === null || name === "" ? { ...event, properties: {} } : named(event, name);
};

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const addressOf = (value: unknown, base?: string): URL | undefined => {
  try {
    const address = new URL(String(value), base);
    return /^https?:$/.test(address.protocol) ? address : undefined;
  } catch {
    return undefined;
  }
};

const pageOf = ({ pathname, hash }: URL, hasRoutes = false): { path: string } => ({
  path: scrubPath(pathname + (hasRoutes ? (/^#!?\/[^?]*/.exec(hash)?.[0] ?? "") : "")),
});

/** These clients name the referrer with every view; the site's own pages are none. */
const originOf = (referrer: unknown, { host, searchParams }: URL): { referrer: string; campaign: string } => {
  const from = typeof referrer === "string" ? addressOf(referrer) : undefined;
  const keys = ["source", "medium", "campaign"].map((key) => searchParams.get(`utm_${key}`) ?? "");
  return {
    referrer: from && from.host !== host ? scrubValue(from.hostname) : "",
    campaign: scrubValue(keys.join("/").replace(/\/+$/, "")),
  };
};

/** Names of events are free texts there (`Outbound Link: Click`), and here letters, digits and `. _ -`. */
const named = (event: ForeignEvent, given: unknown): Reading => {
  const name = String(given)
    .replace(/[^\w.-]+/g, "-")
    .slice(0, 64);
  return /\w/.test(name) && scrubValue(name) !== "" ? { ...event, name } : "malformed";
};

const parsed = (value: unknown): unknown => {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
};

/** The first five that are short texts, numbers or truth values; an address is cut down to its host and cleaned path. */
const cleanProperties = (value: unknown): Properties => {
  const cleaned: Record<string, string> = {};
  for (const [key, given] of Object.entries(isFields(value) ? value : {})) {
    if (Object.keys(cleaned).length === MAX_PROPERTIES) break;
    if (!PROPERTY_NAME.test(key) || !/^(string|number|boolean)$/.test(typeof given)) continue;
    const text = String(given);
    const address = text.length > MAX_TEXT_LENGTH || /^https?:/.test(text) ? addressOf(text) : undefined;
    const kept = address ? scrubValue(address.host) + scrubPath(address.pathname) : scrubValue(text);
    if (/^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(kept)) cleaned[key] = kept;
  }
  return cleaned;
};
