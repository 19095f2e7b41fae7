import type { Category, CategoryName } from "./category.js";
import { actionBefore, DAY_COOKIE, ID_COOKIE, NECESSARY, RECORD_COOKIE, VISIT_COOKIE } from "./category.js";
import type { Config, ConfigInput, CoreConfig } from "./config.js";

/** Days that a consent lasts when the owner names none: half a year, which regulators name as reasonable. */
export const DEFAULT_CONSENT_DAYS = 180;
/** Browsers cap cookies at 400 days (RFC 6265bis, section 5.5), and a consent should not be older. */
export const MAX_DAYS = 400;

/** Fills in the defaults that the core needs; takes the shape on trust. */
export const resolveCoreConfig = (given: ConfigInput): CoreConfig => ({
  ...given,
  categories: { [NECESSARY]: {}, functional: {}, statistics: {}, ...given.categories },
  guard: { persistWith: "functional", undeclared: "functional", ...given.guard },
  policy: { version: "1", ...given.policy },
  consent: { days: DEFAULT_CONSENT_DAYS, ...given.consent },
  refusal: { days: 0, ...given.refusal },
});

/** Names of the cookies that Kivok itself may set in a category. */
const ownCookies = (name: CategoryName, { browserId }: CoreConfig): string[] => {
  if (name === NECESSARY) return [RECORD_COOKIE];
  if (name === "functional") return browserId ? [ID_COOKIE] : [];
  return name === "statistics" ? [DAY_COOKIE, VISIT_COOKIE] : [];
};

const inBounds = (days: number, least: number, otherwise: number): number =>
  days >= least ? Math.min(days, MAX_DAYS) : otherwise;

/**
 * Fills in every default. Takes the shape on trust: `parseConfig` says what is wrong with it. May be given its own
 * result, in which, however, nothing tells any more that a default category was removed: it is there again. Days over
 * the bound are cut to it, days under it fall back to the default, for the visitor's sake.
 * @throws TypeError where a part has a shape that cannot be read
 */
export const resolveConfig = (given: ConfigInput): Config => {
  const core = resolveCoreConfig(given);
  const categories: Record<CategoryName, Category> = {};
  for (const name in core.categories) {
    const category = core.categories[name];
    if (!category && name !== NECESSARY) continue;
    const { cookies = [] } = category || {};
    const own = ownCookies(name, core).filter((cookie) => !cookies.some((declared) => declared.name === cookie));
    categories[name] = {
      ...category,
      before: actionBefore(name, category),
      cookies: [...own.map((cookie) => ({ name: cookie })), ...cookies],
    };
  }
  return {
    base: "",
    endpoint: "",
    site: "",
    timeZone: "UTC",
    paths: [],
    protocol: "",
    language: "",
    thirdParties: [],
    limits: "",
    owner: "",
    layout: "box",
    corner: "",
    theme: "auto",
    accent: "",
    browserId: false,
    decision: undefined,
    receipts: false,
    decisions: false,
    button: true,
    adapters: {},
    services: [],
    reload: false,
    messages: {},
    ...core,
    policy: { url: "", date: "", changes: [], ...core.policy },
    consent: { days: inBounds(core.consent.days, 1, DEFAULT_CONSENT_DAYS) },
    refusal: { days: inBounds(core.refusal.days, 0, 0) },
    cookie: { domain: "", ...core.cookie },
    guardian: { age: 0, ...core.guardian },
    contact: { email: "", address: "", ...core.contact },
    webView: { parameter: "", userAgent: "", ...core.webView },
    count: {
      hash: false,
      query: [],
      frames: false,
      properties: {},
      outbound: false,
      downloads: false,
      notFound: false,
      ...core.count,
    },
    categories,
  };
};
