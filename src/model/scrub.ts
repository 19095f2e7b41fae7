/** Longest path, referrer or campaign value that a beacon carries, in characters. */
export const MAX_TEXT_LENGTH = 200;

/**
 * Whether a text could identify a person, an order or a session: an e-mail address, six or more digits (a phone number,
 * also with separators), a UUID or another long hexadecimal number, or a token of 16 or more letters, digits and `_`
 * without a break in which a letter meets a digit (`World_War_2_battles` is none). The date in front of a title
 * (`2026-11-23-new-hall`) is none, but one that stands alone, or behind a name, could be a birth date. Punycode
 * (`xn--80aesfpebagmfblc0a.xn--p1ai`) looks like a token and is a name.
 */
const isIdentifying = (text: string): boolean => {
  try {
    text = decodeURIComponent(text).replace(/^20\d\d-\d\d-\d\d(?=-\D)/, "");
  } catch {
    // No percent-encoding of UTF-8: read as it is.
  }
  // `%40` as text: links in e-mails are often encoded twice.
  return /@|＠|%40|[\da-f]{8}-?[\da-f]{4}|(?<!xn--[\w-]*)(?=\w*(\d[a-z]|[a-z]\d))\w{16}|(\p{Nd}[^\p{L}]*){6}/iu.test(
    text,
  );
};

/** The path with `*` in place of each segment that is hidden. */
const hide = (path: string, isHidden: (segment: string, index: number) => boolean): string =>
  path
    .split("/")
    .map((segment, index) => (isHidden(segment, index) ? "*" : segment))
    .join("/");

/**
 * The path as it is counted: each segment that could identify somebody is replaced by `*`. The browser and the
 * collector run the same code, so a path that was cleaned once stays as it is.
 * @param path `location.pathname`, with a leading slash
 */
export const scrubPath = (path: string): string => {
  const cleaned = path.replace(/[^/]+/g, (segment) => (isIdentifying(segment) ? "*" : segment));
  // Too long: ends before a percent-encoded word that would be cut, and is read again as it then ends.
  return cleaned[MAX_TEXT_LENGTH] ? scrubPath(cleaned.slice(0, MAX_TEXT_LENGTH).replace(/(%..)*(%.?)?$/, "")) : cleaned;
};

/**
 * The first template that a path fits in, else the path as it is counted without templates.
 * @param templates such as `/orders/*`; a `*` stands for one whole segment
 */
export const fitPath = (path: string, templates: readonly string[]): string =>
  templates.find((template) => template === hide(path, (_, index) => template.split("/")[index] === "*")) ||
  scrubPath(path);

/** A campaign value or host, cleaned and bounded; empty if it could identify somebody. */
export const scrubValue = (value: string): string => (isIdentifying(value) ? "" : value.slice(0, MAX_TEXT_LENGTH));

const bareHost = (host: string): string => host.replace(/^www\./, "");

/** A host as it is counted: without `www.`, cleaned; empty if it could identify somebody. */
export const scrubHost = (host: string): string => scrubValue(bareHost(host));

/**
 * What is counted of a referrer: its host; empty for none and for the site's own host, also by its other name: one that
 * answers with and without `www.` sends its visitors from one to the other.
 * @param host host name of the referrer without its port, in lower case
 * @param ownHost the site's
 */
export const referrerHost = (host: string, ownHost: string): string =>
  bareHost(host) === bareHost(ownHost) ? "" : scrubHost(host);
