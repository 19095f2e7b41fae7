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
export const cookieName = (text: string): string => splitPair(text.split(";", 1)[0] as string)?.name ?? "";

/**
 * The cookie-date algorithm of RFC 6265bis, section 5.6.1, which is not `Date.parse`: it takes two-digit years and any
 * order of the tokens.
 * @returns epoch milliseconds, UTC; `undefined` where the norm fails
 */
export const parseCookieDate = (text: string): number | undefined => {
  let time: number[] | undefined;
  let day: number | undefined;
  let month: number | undefined;
  let year: number | undefined;
  for (const token of text.split(/[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/)) {
    const clock = /^(\d\d?):(\d\d?):(\d\d?)(?!\d)/.exec(token);
    const digits = /^\d+(?!\d)/.exec(token)?.[0] ?? "";
    const name = MONTHS.indexOf(token.slice(0, 3).toLowerCase());
    if (!time && clock) time = clock.slice(1).map(Number);
    else if (day === undefined && digits && digits.length < 3) day = +digits;
    else if (month === undefined && token.length > 2 && name >= 0 && name % 3 === 0) month = name / 3;
    else if (year === undefined && digits.length > 1 && digits.length < 5) year = +digits;
  }
  if (!time || !day || month === undefined || year === undefined) return undefined;
  // Two-digit years: 70 to 99 are of the last century, 0 to 69 of this one.
  if (year < 70) year += 2000;
  else if (year < 100) year += 1900;
  const [hour = 0, minute = 0, second = 0] = time;
  const date = new Date(Date.UTC(year, month, day, hour, minute, second));
  return year < 1601 || hour > 23 || minute > 59 || second > 59 || date.getUTCDate() !== day
    ? undefined
    : date.getTime();
};

/**
 * When a cookie ends: epoch milliseconds, UTC; at or before `now` for a deletion; `undefined` for a session cookie.
 * `Max-Age` wins over `Expires`, the last valid one of each counts, invalid ones are ignored (RFC 6265bis, section 5.7).
 */
export const cookieEnd = (text: string, now: number): number | undefined => {
  let maxAge: number | undefined;
  let expires: number | undefined;
  for (const part of text.split(";").slice(1)) {
    const { name, value } = splitPair(part) ?? { name: "", value: "" };
    if (/^max-age$/i.test(name) && /^-?\d+$/.test(value)) maxAge = +value;
    if (/^expires$/i.test(name)) expires = parseCookieDate(value) ?? expires;
  }
  return maxAge === undefined ? expires : maxAge > 0 ? now + maxAge * 1000 : 0;
};

/** The same cookie without a lifetime; every other character stays as it was written. */
export const toSessionCookie = (text: string): string =>
  text
    .split(";")
    .filter((part, index) => !index || !/^\s*(max-age|expires)\s*(=|$)/i.test(part))
    .join(";");
