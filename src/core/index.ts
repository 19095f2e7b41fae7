import Cookies from "js-cookie";
import type { DeclaredCookie } from "../model/category.js";
import type { ConfigInput } from "../model/config.js";
import { resolveCoreConfig } from "../model/config.js";
import type { Choice, How } from "../model/consent-record.js";
import { isGranted, optionalCategories } from "../model/consent-record.js";
import type { Controller, Layer } from "../model/controller.js";
import type { Api } from "./api.js";
import { createConsent } from "./consent.js";
import { guardCookies } from "./cookie-guard.js";
import { emit, on } from "./events.js";
import { followGate } from "./gate.js";
import { load } from "./load.js";
import { onMarkup } from "./markup.js";

/** Starts Kivok on this page. The order matters: the guard first, since every later line may run code of the page. */
export const start = (given: ConfigInput): Api => {
  const config = resolveCoreConfig(given);
  const consent = createConsent(config);
  const has: Api["has"] = (category) => isGranted(consent.record(), category);
  const followCookies = guardCookies(config, has);

  const bring = (file: string, layer?: Layer): void => {
    load(`${config.base}kivok-${file}.js`, controller, layer);
  };
  const showWayBack = (): void => {
    if (config.button !== false) bring("button");
  };
  let isCounting = false;
  const countPages = (): void => {
    if (isCounting || !config.endpoint || !has("statistics")) return;
    isCounting = true;
    bring("count");
  };

  const decide = (choice: Choice): void => {
    const before = `${consent.record()?.granted}`;
    const record = consent.store(choice);
    followCookies();
    followGate(has);
    countPages();
    emit("decision", record);
    if (`${record.granted}` !== before) emit("change", record);
    showWayBack();
  };

  const controller: Controller = {
    config,
    due: consent.due,
    record: consent.record,
    has,
    decide,
    on,
    emit,
    open: () => bring("ui", "settings"),
    sent: [],
    // A count made while its file is on the way waits; one made without consent is not kept at all.
    counted: (name) => {
      if (isCounting) waiting.push(name);
    },
    waiting: [],
  };
  const { waiting } = controller;
  const accept = (how: How, granted = optionalCategories(config)): void => decide({ granted, how });
  const reject = (how: How): void => decide({ granted: [], how });
  const count = (name: string): void => controller.counted(name);

  const api: Api = {
    has,
    get record() {
      return consent.record();
    },
    accept: (categories) => accept("api", categories && [...categories]),
    reject: () => reject("api"),
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

  onMarkup({ settings: controller.open, accept: () => accept("page"), reject: () => reject("page") }, count);
  countPages();
  if (consent.due()) whenBody(() => bring("ui", "notice"));
  whenParsed(() => {
    followGate(has);
    if (!consent.due()) showWayBack();
  });
  return api;
};

type Declarable = { cookies?: readonly DeclaredCookie[] };

const whenParsed = (run: () => void): void => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run);
  else run();
};

/** The notice need not wait for the whole page, but it needs a place. */
const whenBody = (run: () => void): void => (document.body ? run() : whenParsed(run));
