import { NECESSARY } from "../model/category.js";
import type { ConfigInput } from "../model/config.js";
import type { Api } from "./api.js";
import { start as startCore } from "./index.js";

export type { Category, CategoryName, DeclaredCookie, GuardAction, Text } from "../model/category.js";
export type { Config, ConfigInput } from "../model/config.js";
export type { ConsentRecord } from "../model/consent-record.js";
export type { Api, CookieAttributes, PrefixedAttributes, PrefixedName } from "./api.js";

const nothing = (): void => {};

/** On a server nobody has chosen anything, and nothing can be shown. */
const INERT: Api = {
  has: (category) => category === NECESSARY,
  record: null,
  accept: async () => {},
  reject: async () => {},
  open: nothing,
  on: () => nothing,
  cookies: { get: (() => undefined) as unknown as Api["cookies"]["get"], set: () => undefined, remove: nothing },
  count: nothing,
  sent: [],
  queue: { push: nothing },
};

let started: Api | undefined;

/**
 * Starts Kivok from a module; importing alone does nothing. Prefer the tag: a module runs after the page's first scripts,
 * so cookies that they write are only found afterwards.
 * Started again, or on a page with the tag, it returns what is there: the first one has it all.
 * On a server it returns an interface on which only `necessary` is granted.
 */
export const start = (config: ConfigInput = {}): Api => {
  if (typeof document === "undefined") return INERT;
  const { kivok } = window as { kivok?: Api };
  started ??= kivok?.has ? kivok : startCore({ ...config, base: config.base ?? new URL(".", import.meta.url).href });
  return started;
};
