/** Longest path, referrer or campaign value that a beacon carries, in characters. */
export const MAX_TEXT_LENGTH = 200;

/** What stands for a part of a path that could identify somebody. */
const SCRUBBED = "*";

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/**
 * Whether a text could identify a person, an order or a session: an e-mail address, six or more digits (a phone number,
 * also with separators), a UUID or another long hexadecimal number, or a token of 16 or more characters without a break
 * that mixes letters and digits.
 */
const isIdentifying = (text: string): boolean =>
  /[@＠]/.test(text) ||
  /\d([\s().+_-]*\d){5}/.test(text) ||
  /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}/i.test(text) ||
  /(?=\w*\d)(?=\w*[a-z])[a-z0-9_]{16}/i.test(text);

const fits = (template: readonly string[], segments: readonly string[]): boolean =>
  template.length === segments.length && template.every((part, index) => part === "*" || part === segments[index]);

/**
 * The path as it is counted: the first template that fits in its place, else each segment that could identify
 * somebody replaced by `*`. The browser and the collector run the same code, so a path that was cleaned once stays as it is.
 * @param path `location.pathname`, with a leading slash
 * @param templates such as `/orders/*`; a `*` stands for one whole segment
 */
export const scrubPath = (path: string, templates: readonly string[] = []): string => {
  const segments = path.split("/");
  return (
    templates.find((template) => fits(template.split("/"), segments)) ||
    segments
      .map((segment) => (isIdentifying(decode(segment)) ? SCRUBBED : segment))
      .join("/")
      .slice(0, MAX_TEXT_LENGTH)
  );
};

/** A campaign value, cleaned and bounded; empty if it could identify somebody. */
export const scrubValue = (value: string): string => (isIdentifying(value) ? "" : value.slice(0, MAX_TEXT_LENGTH));

/** The host of a referrer without `www.`; empty for none, for the page's own host, or for what is no web address. */
export const referrerHost = (referrer: string, ownHost: string): string => {
  const host = /^https?:\/\/([^/?#@]+)(?:[/?#]|$)/i.exec(referrer)?.[1] ?? "";
  return host === ownHost ? "" : scrubValue(host.toLowerCase().replace(/^www\.|:\d+$/g, ""));
};
