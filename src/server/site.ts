/** A site that the collector counts for. */
export type Site = {
  /** As the beacons name it: a host, with its port if it has one. */
  readonly name: string;
  /** Origins whose pages may count for it, such as `https://example.org`. */
  readonly origins: readonly string[];
  /** IANA zone that decides the site's day. */
  readonly timeZone: string;
  /** Days after which counters are deleted; 0 keeps them. @default 0 */
  readonly retentionDays?: number;
  /** Rows with fewer counts are folded in reports. @default 3 */
  readonly k?: number;
};

/** Longest retention, in days: a century. */
export const MAX_RETENTION_DAYS = 36_500;
/** Largest k: more would hide what a small site looks for. */
export const MAX_K = 100;

/** Name under which refusals are counted that belong to no declared site; no site can be called so. */
export const UNKNOWN_SITE = "(unknown)";

/**
 * Reads one site of the settings: `name[=origin,origin…][@IANA/Zone]`.
 * Without origins, both schemes of the name are meant, with and without `www.`. Without a zone, UTC.
 * @returns the site, or what is wrong with it: where, expected, found
 */
export const parseSite = (text: string): Site | { readonly issue: string } => {
  const [, name = "", given, timeZone = "UTC"] = /^([^=@]*)(?:=([^@]*))?(?:@(.*))?$/.exec(text.trim()) ?? [];
  const origins = given?.split(",").map((origin) => origin.trim());
  return createSite(name, { timeZone, ...(origins ? { origins } : {}) }, text);
};

/**
 * A site with its defaults.
 * @param written how the site was written, for the issue
 */
export const createSite = (
  name: string,
  { origins = defaultOrigins(name), timeZone = "UTC", ...more }: Partial<Omit<Site, "name">>,
  written: string = name,
): Site | { readonly issue: string } => {
  const found = `found ${JSON.stringify(written)}`;
  if (!isSiteName(name)) return { issue: `site: expected a host such as example.org, ${found}` };
  if (!isTimeZone(timeZone))
    return {
      issue: `site ${name}: expected an IANA time zone${written === name ? `, found ${JSON.stringify(timeZone)}` : ` after @, ${found}`}`,
    };
  const wrong = origins.find((origin) => !isOrigin(origin));
  if (wrong !== undefined)
    return { issue: `site ${name}: expected an origin such as https://${name}, found ${JSON.stringify(wrong)}` };
  return { name, origins, timeZone, ...more };
};

/** Whether a beacon could name a site so. */
export const isSiteName = (text: string): boolean => /^[\w.-]+(:\d{1,5})?$/.test(text) && text.length <= 200;

/** Both schemes of a name, with and without `www.`. */
export const defaultOrigins = (name: string): string[] =>
  ["https://", "http://", "https://www.", "http://www."].map((start) => start + name).filter(isOrigin);

/** An origin is written in one way only, so that the `Origin` header can be compared as text. */
export const isOrigin = (text: string): boolean => {
  try {
    return /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
  } catch {
    return false;
  }
};

/** Whether the runtime knows a zone by this name. */
export const isTimeZone = (text: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};
