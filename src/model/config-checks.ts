import { MAX_PROPERTIES, MAX_PROPERTY_LENGTH, PROPERTY_NAME } from "./beacon.js";
import type { Category, DeclaredCookie } from "./category.js";
import type { Check, Checks, Issue } from "./check.js";
import { isObject, issue, leaf, like, list, map, oneOf, quote, shape } from "./check.js";
import type { Adapters, Config, Service } from "./config.js";
import { MAX_DAYS } from "./resolve-config.js";
import { MAX_TEXT_LENGTH } from "./scrub.js";

const days = (least: number, most = Number.MAX_VALUE): Check =>
  leaf(
    "number",
    `${least} ${most > MAX_DAYS ? "or more" : `to ${most}`} days`,
    (text) => +text >= least && +text <= most,
  );

/** Highest age of majority there is. */
const MOST_AGE = 21;

const isDate = (text: string): boolean => {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  // Engines move a day that does not exist, such as 31 February, to the next month.
  return !text || (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text));
};
const isTimeZone = (text: string): boolean => {
  try {
    return !!new Intl.DateTimeFormat("en", { timeZone: text });
  } catch {
    return false;
  }
};

const LANGUAGE = /^[a-z]{2,3}(-[a-z\d]{2,8})*$/i;
const STRING = leaf("string", "a string");
const TEXTS = map(LANGUAGE, "a language tag", STRING);
const TEXT: Check = (value, path) =>
  isObject(value) ? TEXTS(value, path) : leaf("string", "a string, or strings by language tag")(value, path);
const BOOLEAN = leaf("boolean", "true or false");
const BEFORE = oneOf("allow", "session", "block");
const ORIGIN = /^https?:\/\/[^\s/?#@\\]+/i;

const COOKIE = shape({
  name: like("a cookie name of letters, digits and !#$%&'*+.^_`|~-", /^[\w!#$%&'*+.^`|~-]+$/),
  provider: TEXT,
  purpose: TEXT,
  days: days(0),
  before: BEFORE,
} satisfies Checks<DeclaredCookie>);
const CATEGORY = shape({
  title: TEXT,
  purpose: TEXT,
  limits: TEXT,
  before: BEFORE,
  // The name is the one part that cannot be left out.
  cookies: list((value, path) => COOKIE(isObject(value) ? { name: undefined, ...value } : value, path)),
} satisfies Checks<Category>);

/** An adapter's options; those named have to be there. */
const adapter = (checks: Readonly<Record<string, Check>>, ...needed: string[]): Check => {
  const check = shape({ category: STRING, ...checks });
  return (value, path) =>
    check(isObject(value) ? { ...Object.fromEntries(needed.map((name) => [name, undefined])), ...value } : value, path);
};
const ADAPTERS = shape({
  "google-tag-manager": shape({}),
  "microsoft-uet": adapter({}),
  "microsoft-clarity": adapter({}),
  "meta-pixel": adapter({ id: like("the digits of a pixel's number", /^\d+$/) }),
  "yandex-metrica": adapter(
    { id: leaf("number", "a counter's number", (text) => /^[1-9]\d*$/.test(text)), options: map(/^/, "", () => []) },
    "id",
  ),
  "vk-pixel": adapter({ id: like("the digits of a pixel's number", /^\d+$/) }, "id"),
  matomo: adapter({ tracking: BOOLEAN }),
} satisfies Checks<Adapters>);

const HOST = /^[a-z\d_-]+(\.[a-z\d_-]+)*$/;
/** What an owner probably meant: the host of an address, without the rest. Other letters stand in the browser's own form there. */
const hostIn = (text: string): string => {
  const host = text.toLowerCase().replace(/^([a-z][a-z\d+.-]*:)?\/\/|^\*?\.|[:/?#].*|\.$/g, "");
  if (HOST.test(host)) return `write ${quote(host)}: all of the host is meant, with its subdomains, on any port`;
  return /[^\0-\x7f]/.test(host)
    ? "write it as browsers ask for it, `new URL(…).hostname`, which begins with xn--"
    : "";
};
const SERVICE = shape({
  name: STRING,
  category: STRING,
  match: list(leaf("string", "a host name in lower case, without a port", (text) => HOST.test(text), hostIn)),
} satisfies Checks<Service>);
const PROPERTIES = map(
  PROPERTY_NAME,
  `up to ${MAX_PROPERTY_LENGTH} letters, digits and . _ -`,
  list(like(`1 to ${MAX_PROPERTY_LENGTH} letters, digits and . _ -`, PROPERTY_NAME)),
);
const tooManyProperties = (value: unknown, path: string): Issue[] =>
  isObject(value) && Object.keys(value).length > MAX_PROPERTIES
    ? [issue(path, `at most ${MAX_PROPERTIES} properties`, `${Object.keys(value).length}`)]
    : [];

/** Checks everything that an owner may write, but for what one part says of another. */
export const CONFIG: Check = shape({
  policy: shape({
    url: STRING,
    version: like("1 to 32 letters, digits and . _ -", /^[\w.-]{1,32}$/),
    date: leaf("string", "a date, YYYY-MM-DD", isDate),
    changes: list(TEXT),
  } satisfies Checks<Config["policy"]>),
  base: like("an address with a trailing slash", /^$|\/$/),
  endpoint: leaf(
    "string",
    "an http or https origin",
    (text) => (ORIGIN.exec(text)?.[0] ?? "") === text,
    (text) => ORIGIN.exec(text)?.map((origin) => `write ${quote(origin)}, without a path`)[0] ?? "",
  ),
  site: like("a host name, with its port if it has one", /^$|^[\w.-]{1,190}(:\d{1,5})?$/),
  timeZone: leaf("string", "an IANA time zone such as Europe/Moscow", isTimeZone),
  paths: list(like("a path template such as /orders/*", new RegExp(`^/[^\\s?]{0,${MAX_TEXT_LENGTH - 1}}$`))),
  count: shape({
    hash: BOOLEAN,
    query: list(like("a key of the query", /^[^\s?&=#]{1,64}$/)),
    frames: BOOLEAN,
    properties: (value, path) => [...tooManyProperties(value, path), ...PROPERTIES(value, path)],
    outbound: BOOLEAN,
    downloads: BOOLEAN,
    notFound: BOOLEAN,
  } satisfies Checks<Config["count"]>),
  protocol: oneOf("", "plausible", "umami", "goatcounter"),
  language: like("a language tag", new RegExp(`^$|${LANGUAGE.source}`, "i")),
  consent: shape({ days: days(1, MAX_DAYS) } satisfies Checks<Config["consent"]>),
  refusal: shape({ days: days(0, MAX_DAYS) } satisfies Checks<Config["refusal"]>),
  cookie: shape({ domain: like("a domain", /^$|^[a-z\d-]+(\.[a-z\d-]+)*$/i) } satisfies Checks<Config["cookie"]>),
  browserId: BOOLEAN,
  guard: shape({ persistWith: STRING, undeclared: STRING, storage: BOOLEAN } satisfies Checks<Config["guard"]>),
  guardian: shape({
    age: leaf("number", "0 to 21 years", (text) => +text >= 0 && +text <= MOST_AGE),
  } satisfies Checks<Config["guardian"]>),
  categories: map(/^[a-z][a-z0-9_]{0,31}$/, "up to 32 of a-z, 0-9 and _, a letter first", (value, path) =>
    value === false ? [] : CATEGORY(value, path),
  ),
  thirdParties: list(TEXT),
  limits: TEXT,
  owner: TEXT,
  contact: shape({
    email: like("an e-mail address", /^$|^[^\s@]+@[^\s@]+$/),
    address: TEXT,
  } satisfies Checks<Config["contact"]>),
  layout: oneOf("box", "bar", "dialog"),
  corner: oneOf("", "top", "end", "top end"),
  theme: oneOf("auto", "light", "dark"),
  accent: like("a colour, #rrggbb", /^$|^#[\da-f]{6}$/i),
  decision: (value, path) => (value === undefined ? [] : list(STRING)(value, path)),
  webView: shape({
    parameter: like("a key of the query", /^[^\s?&=#]{0,64}$/),
    userAgent: STRING,
  } satisfies Checks<Config["webView"]>),
  receipts: BOOLEAN,
  decisions: BOOLEAN,
  button: BOOLEAN,
  adapters: ADAPTERS,
  services: list((value, path) =>
    SERVICE(isObject(value) ? { name: undefined, category: undefined, match: undefined, ...value } : value, path),
  ),
  reload: BOOLEAN,
  messages: map(LANGUAGE, "a language tag", map(/^/, "", STRING)),
} satisfies Checks<Config>);
