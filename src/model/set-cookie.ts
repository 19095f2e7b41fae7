/**
 * One cookie string, as `document.cookie` and the `Set-Cookie` field take it.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-5.6
 */
export type SetCookie = {
  /** Empty for a nameless cookie (`=a` or `a`). */
  readonly name: string;
  readonly value: string;
  /** In the order written, also unknown and repeated ones; names as written. */
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
};

/** Longest life of a cookie in seconds: 400 days (RFC 6265bis, section 5.5). */
const MAX_AGE_SECONDS = 34_560_000;

const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
/** The white space that the norm trims; JavaScript's `trim` would take more. */
const trim = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, "");

const splitPair = (part: string): { name: string; value: string } | undefined => {
  const at = part.indexOf("=");
  return at < 0 ? undefined : { name: trim(part.slice(0, at)), value: trim(part.slice(at + 1)) };
};

/** Splits a cookie string by RFC 6265bis, section 5.6. Never fails: what a browser would refuse is still split. */
export const parseSetCookie = (text: string): SetCookie => {
  const [pair = "", ...attributes] = text.split(";");
  return {
    ...(splitPair(pair) ?? { name: "", value: trim(pair) }),
    attributes: attributes.map((part) => splitPair(part) ?? { name: trim(part), value: "" }),
  };
};

/** Writes what {@link parseSetCookie} read, with one space after each semicolon. */
export const serializeSetCookie = (cookie: SetCookie): string =>
  [
    cookie.name ? `${cookie.name}=${cookie.value}` : cookie.value.includes("=") ? `=${cookie.value}` : cookie.value,
    ...cookie.attributes.map(({ name, value }) => (value ? `${name}=${value}` : name)),
  ].join("; ");

/** The name that a browser would store, read without splitting the rest. */
export const cookieName = (text: string): string => /^[ \t]*([^;=]*[^;= \t])?[ \t]*=/.exec(text)?.[1] ?? "";

/**
 * The cookie-date algorithm of RFC 6265bis, section 5.6.1, which is not `Date.parse`: it takes two-digit years and any
 * order of the tokens.
 * @returns epoch milliseconds, UTC; `undefined` where the norm fails
 */
export const parseCookieDate = (text: string): number | undefined => {
  let time: string[] | null | undefined;
  let day = "";
  let month = -1;
  let year = "";
  for (const token of text.split(/[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/)) {
    const clock = /^(\d\d?):(\d\d?):(\d\d?)(?!\d)/.exec(token);
    const digits = token.replace(/\D.*/, "");
    const name = token[2] ? MONTHS.indexOf(token.slice(0, 3).toLowerCase()) / 3 : -1;
    if (!time && clock) time = clock;
    else if (!day && /^..?$/.test(digits)) day = digits;
    else if (month < 0 && name >= 0 && name % 1 === 0) month = name;
    else if (!year && /^..(..?)?$/.test(digits)) year = digits;
  }
  if (!time || !year || month < 0) return undefined;
  const [, hour, minute, second] = time.map(Number) as [number, number, number, number];
  // Two-digit years: 70 to 99 are of the last century, 0 to 69 of this one.
  const century = +year < 70 ? 2000 : +year < 100 ? 1900 : 0;
  const date = new Date(Date.UTC(+year + century, month, +day, hour, minute, second));
  // A day or an hour that does not exist would have moved the day on. The norm fails before 1601 as well; Chromium
  // takes such a year as past, and where it is ignored nothing asks for a lifetime either, so it may pass as a
  // deletion.
  return date.getUTCDate() === +day && minute < 60 && second < 60 ? date.getTime() : undefined;
};

/**
 * An attribute that gives a lifetime, or would with another value, up to a control character: browsers refuse a cookie that
 * has one (section 5.6, step 1), and are to do so still. Its groups are the seconds and the date, where it has such a value
 * of at most 1,024 bytes; a longer one is ignored. The norm has no plus sign, but Chromium takes it: to ignore it would let
 * a lifetime through. It is kept, since each write asks it, and starts anew after its last match.
 */
const LIFETIME =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left
  /;[ \t]*(?:max-age[ \t]*=(?:[ \t]*([+-]?\d{1,1024})[ \t]*(?=;|$))?|expires[ \t]*=(?:([^;\0-\x08\n-\x1f\x7f]{0,1024})(?=;|$))?)[^;\0-\x08\n-\x1f\x7f]*/gi;

/**
 * When a cookie ends: epoch milliseconds, UTC; at or before `now` for a deletion; `undefined` for a session cookie.
 * `Max-Age` wins over `Expires`, the last valid one of each counts, invalid ones are ignored (RFC 6265bis, section
 * 5.7). A `Max-Age` over 400 days counts as 400, as browsers take it, so that the end is always a finite number.
 */
export const cookieEnd = (text: string, now: number): number | undefined => {
  let maxAge: number | undefined;
  let expires: number | undefined;
  for (let found = LIFETIME.exec(text); found; found = LIFETIME.exec(text)) {
    const [, seconds, date] = found;
    if (seconds) maxAge = +seconds;
    else if (date) expires = parseCookieDate(date) ?? expires;
  }
  return maxAge === undefined ? expires : maxAge > 0 ? now + Math.min(maxAge, MAX_AGE_SECONDS) * 1000 : 0;
};

/** The same cookie without a lifetime; every other character stays as it was written. */
export const toSessionCookie = (text: string): string => text.replace(LIFETIME, "");
