/** A site that the collector counts for. */
export type Site = {
  /** As the beacons name it: a host, with its port if it has one. */
  readonly name: string;
  /** Origins whose pages may count for it, such as `https://example.org`. */
  readonly origins: readonly string[];
  /** IANA zone that decides the site's day. */
  readonly timeZone: string;
};

/** Name under which refusals are counted that belong to no declared site; no site can be called so. */
export const UNKNOWN_SITE = "(unknown)";

/**
 * Reads one site of the settings: `name[=origin,origin…][@IANA/Zone]`.
 * Without origins, both schemes of the name are meant, with and without `www.`. Without a zone, UTC.
 * @returns the site, or what is wrong with it: where, expected, found
 */
export const parseSite = (text: string): Site | { readonly issue: string } => {
  const [, name = "", given, timeZone = "UTC"] = /^([^=@]*)(?:=([^@]*))?(?:@(.*))?$/.exec(text.trim()) ?? [];
  const found = `found ${JSON.stringify(text)}`;
  if (!/^[\w.-]+(:\d{1,5})?$/.test(name)) return { issue: `site: expected a host such as example.org, ${found}` };
  if (!isTimeZone(timeZone)) return { issue: `site ${name}: expected an IANA time zone after @, ${found}` };
  const origins = given === undefined ? defaultOrigins(name) : given.split(",").map((origin) => origin.trim());
  const wrong = origins.find((origin) => !isOrigin(origin));
  if (wrong !== undefined)
    return { issue: `site ${name}: expected an origin such as https://${name}, found ${JSON.stringify(wrong)}` };
  return { name, origins, timeZone };
};

const defaultOrigins = (name: string): string[] =>
  ["https://", "http://", "https://www.", "http://www."].map((start) => start + name).filter(isOrigin);

/** An origin is written in one way only, so that the `Origin` header can be compared as text. */
const isOrigin = (text: string): boolean => {
  try {
    return /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
  } catch {
    return false;
  }
};

const isTimeZone = (text: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};
