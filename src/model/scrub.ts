/** Longest path, referrer or campaign value that a beacon carries, in characters. */
export const MAX_TEXT_LENGTH = 200;

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/**
 * Digits that are no number of a person: the date in front of a title, year and month at the end. A whole date on its own
 * could be a birth date, and so could one of the last century.
 */
const CALENDAR = /^20\d\d-\d\d-\d\d(?=-\D)|(^|\D-)20\d\d-\d\d$/;

/**
 * Whether a text could identify a person, an order or a session: an e-mail address, six or more digits (a phone number,
 * also with separators), a UUID or another long hexadecimal number, or a token of 16 or more letters, digits and `_`
 * without a break in which a letter meets a digit (`World_War_2_battles` is none).
 */
const isIdentifying = (text: string): boolean =>
  // The code as text: links in e-mails are often encoded twice.
  /[@＠]|%40/.test(text) ||
  /\p{Nd}([\s().+_-]*\p{Nd}){5}/u.test(text.replace(CALENDAR, "")) ||
  /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}/i.test(text) ||
  /(?=\w*(\d[a-z]|[a-z]\d))\w{16}/i.test(text);

/** The path with `*` in place of each segment that is hidden. */
const hide = (path: string, isHidden: (segment: string, index: number) => boolean): string =>
  path
    .split("/")
    .map((segment, index) => (isHidden(segment, index) ? "*" : segment))
    .join("/");

const clean = (path: string): string => hide(path, (segment) => isIdentifying(decode(segment)));

/**
 * The path as it is counted: the first template that fits in its place, else each segment that could identify
 * somebody replaced by `*`. The browser and the collector run the same code, so a path that was cleaned once stays as it is;
 * one that is too long ends before a percent-encoded word that would be cut, and is cleaned again as it then reads.
 * @param path `location.pathname`, with a leading slash
 * @param templates such as `/orders/*`; a `*` stands for one whole segment
 */
export const scrubPath = (path: string, templates: readonly string[] = []): string => {
  const cleaned = clean(path);
  return (
    templates.find((template) => template === hide(path, (_, index) => template.split("/")[index] === "*")) ||
    (cleaned[MAX_TEXT_LENGTH] ? clean(cleaned.slice(0, MAX_TEXT_LENGTH).replace(/(%..)*(%.?)?$/, "")) : cleaned)
  );
};

/**
 * A campaign value or host, cleaned and bounded; empty if it could identify somebody. Punycode
 * (`xn--80aesfpebagmfblc0a.xn--p1ai`) looks like a token and is a name.
 */
export const scrubValue = (value: string): string =>
  isIdentifying(value.replace(/\bxn--[\w-]+/g, "")) ? "" : value.slice(0, MAX_TEXT_LENGTH);

const bareHost = (host: string): string => host.toLowerCase().replace(/^www\.|:\d+$/g, "");

/**
 * The host of a referrer without `www.`; empty for none, for the page's own host, or for what is no web address.
 * @param referrer as `document.referrer` gives it
 */
export const referrerHost = (referrer: string, ownHost: string): string => {
  const host = bareHost((/^https?:/.test(referrer) && referrer.split(/[/?#]/)[2]) || "");
  return host === bareHost(ownHost) ? "" : scrubValue(host);
};
