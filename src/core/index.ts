import Cookies from "js-cookie";
import type { CategoryName, DeclaredCookie } from "../model/category.js";
import { RECORD_COOKIE } from "../model/category.js";
import type { ConfigInput } from "../model/config.js";
import { resolveCoreConfig } from "../model/config.js";
import type { Choice, How } from "../model/consent-record.js";
import { isGranted, optionalCategories } from "../model/consent-record.js";
import type { Controller } from "../model/controller.js";
import type { Api } from "./api.js";
import { createConsent } from "./consent.js";
import { guardCookies } from "./cookie-guard.js";
import { emit, on } from "./events.js";
import { load } from "./load.js";
import { onMarkup } from "./markup.js";

/** Starts Kivok on this page. The order matters: the guard first, since every later line may run code of the page. */
export const start = (given: ConfigInput): Api => {
  const config = resolveCoreConfig(given);
  const consent = createConsent(config);
  const has: Api["has"] = (category) => isGranted(consent.record(), category);
  const bring = (file: string, detail?: unknown): Promise<void> =>
    load(`${config.base}kivok-${file}.js`, controller, detail);
  const cookies = guardCookies(config, has, () => bring("decide"));

  const followGate = (): void => {
    if (document.querySelector("[data-category]")) bring("gate");
  };
  const showWayBack = (): void => {
    if (`${config.button}` !== "false") bring("button");
  };
  let isCounting = false;
  const countPages = (): void => {
    if (isCounting || !config.endpoint || !has("statistics")) return;
    isCounting = true;
    bring("count");
  };

  const decide = async (choice: Choice): Promise<void> => {
    const before = consent.record();
    // A withdrawal holds from this moment, even if the file that makes the new record does not come.
    consent.adopt(null);
    Cookies.remove(RECORD_COOKIE, config.cookie as object);
    await bring("decide", choice);
    const record = consent.record();
    if (!record) return;
    followGate();
    countPages();
    emit("decision", record);
    if (`${record.granted}` !== `${before?.granted}`) emit("change", record);
    showWayBack();
  };

  const waiting: string[] = [];
  const controller: Controller = {
    config,
    ...consent,
    has,
    decide,
    setCookie: Cookies.set,
    cookies,
    on,
    emit,
    open: () => {
      bring("ui", "settings");
    },
    sent: [],
    // A count made while its file is on the way waits; one made without consent is not kept at all.
    counted: (name) => {
      if (isCounting) waiting.push(name);
    },
    waiting,
  };
  const choose = (how: How, granted: readonly CategoryName[] = optionalCategories(config)): Promise<void> =>
    decide({ granted, how });
  const count = (name: string): void => controller.counted(name);

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
      set: (name, value, { category, ...attributes } = {}) => {
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

  const accept = () => (config.guardian ? bring("ui", "guardian") : choose("page"));
  onMarkup({ settings: controller.open, accept, reject: () => choose("page", []) }, count);
  countPages();
  if (consent.due()) bring("ui", "notice");
  whenParsed(() => {
    followGate();
    if (document.querySelector("[data-kivok=declaration]")) bring("declaration");
    if (!consent.due()) showWayBack();
  });
  return api;
};

type Declarable = { cookies?: readonly DeclaredCookie[] };

const whenParsed = (run: () => void): void => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run);
  else run();
};
