import Cookies from "js-cookie";
import type { CategoryName, DeclaredCookie } from "../model/category.js";
import { RECORD_COOKIE } from "../model/category.js";
import type { ConfigInput } from "../model/config.js";
import type { Choice, How } from "../model/consent-record.js";
import { isGranted, optionalCategories } from "../model/consent-record.js";
import type { Controller, Start } from "../model/controller.js";
import { resolveCoreConfig } from "../model/resolve-config.js";
import type { Api, CookieAttributes } from "./api.js";
import { createConsent } from "./consent.js";
import { guardCookies } from "./cookie-guard.js";
import { emit, on } from "./events.js";
import { onMarkup } from "./markup.js";
import type { OnMutation } from "./realms.js";

/** Starts Kivok on this page. The order matters: the guard first, since every later line may run code of the page. */
export const start = (given: ConfigInput): Api => {
  const config = resolveCoreConfig(given);
  const consent = /*@__INLINE__*/ createConsent(config, () => cookies.read());
  const has: Api["has"] = (category) => isGranted(consent.record(), category);
  /**
   * Loads one of Kivok's own files by URL and starts it; the browser keeps it, so a second call only starts it again.
   * A file that does not come is left away: the page goes on, and nothing is sent or granted without it.
   * `import()` of an own file passes nonces and `strict-dynamic`, since the script that imports vouches for it.
   */
  const bring = async (file: string, detail?: unknown): Promise<void> => {
    try {
      await ((await import(`${config.base}kivok-${file}.js`)) as { start: Start }).start(controller, detail);
    } catch {
      // Blocked, offline or an old browser.
    }
  };

  const onMutation: OnMutation = (records, root) => {
    const isGated = (node: Node): unknown =>
      (node as Partial<Element>).matches?.(GATED) || (node as Partial<Element>).querySelector?.(GATED);
    // Most pages have none at all, and a look at all of the root costs less than one at each of many new elements.
    if (root.querySelector(GATED) && records.some(({ addedNodes }) => [...addedNodes].some(isGated)))
      bring("gate", root);
  };
  const cookies = /*@__INLINE__*/ guardCookies(config, has, () => bring("decide"), onMutation);
  // In a sandbox there are no cookies: this throws, and nothing more is started.
  if (origin === "null") has("");
  const showWayBack = (): void => {
    if (`${config.button}` !== "false") bring("button");
  };
  let isCounting = false;
  const followGrants = (): void => {
    if (config.browserId && has("functional")) bring("browser-id");
    if (isCounting || !config.endpoint || !has("statistics")) return;
    isCounting = true;
    bring("count");
  };

  const carryOut = async (choice: Choice): Promise<void> => {
    const before = consent.record();
    // A withdrawal holds from this moment, even if the file that makes the new record does not come.
    consent.adopt(null);
    Cookies.remove(RECORD_COOKIE, config.cookie as object);
    await bring("decide", choice);
    const record = consent.record();
    if (!record) return;
    followGrants();
    emit("decision", record);
    if (`${record.granted}` !== `${before?.granted}`) emit("change", record);
    showWayBack();
  };

  // A count made while its file is on the way waits; one made without consent is not kept at all.
  const waiting: Controller["waiting"] = [];
  const count: Api["count"] = (...given) => {
    if (has("statistics")) waiting.push(given);
  };
  const controller: Controller = {
    config,
    ...consent,
    has,
    decide: carryOut,
    setCookie: Cookies.set,
    cookies,
    on,
    emit,
    open: () => {
      bring("ui", "settings");
    },
    sent: [],
    waiting,
  };
  const choose = (how: How, granted: readonly CategoryName[] = optionalCategories(config)): Promise<void> =>
    carryOut({ granted, how });

  const api: Api = {
    has,
    get record() {
      return consent.record();
    },
    accept: (categories) => choose("api", categories),
    reject: () => choose("api", []),
    open: controller.open,
    on,
    cookies: {
      get: Cookies.get,
      set: (name, value, { category, ...attributes }: CookieAttributes = {}) => {
        const declared = config.categories[category as string] as Declarable | undefined;
        if (declared) declared.cookies = [{ name }, ...(declared.cookies || [])];
        return Cookies.set(name, value, attributes);
      },
      remove: Cookies.remove,
    },
    count,
    sent: controller.sent,
    queue: { push: ([name, ...args]) => (api[name] as ((...args: unknown[]) => void) | undefined)?.(...args) },
  };

  const accept = (): unknown => (config.guardian ? bring("ui", "guardian") : choose("page"));
  onMarkup({ settings: controller.open, accept, reject: () => choose("page", []) }, count);
  // Not before the page goes on: whoever asks for the decision waits for the browser.
  setTimeout(() => {
    followGrants();
    if (consent.due()) bring("ui", "notice");
  });
  const onParsed = (): void => {
    if (config.reload || config.adapters || document.querySelector(GATED)) bring("gate");
    if (!consent.due()) showWayBack();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", onParsed);
  else onParsed();
  return api;
};

/** Elements that the gate follows: what waits for a category, and the declaration. */
const GATED = "[data-category],[data-kivok=declaration]";

type Declarable = { cookies?: readonly DeclaredCookie[] };
