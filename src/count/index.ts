import { OWED_ITEM } from "../model/category.js";
import type { Controller, Start } from "../model/controller.js";
import { dayNumber } from "../model/visit.js";
import type { Counted, Counting, More } from "./counting.js";
import { createPageViews } from "./page-view.js";
import { createSender } from "./send.js";

/** Where there is none, `kivok-count-ways.js` follows the history. */
type Page = { readonly navigation?: { addEventListener(name: string, listener: () => void): void } };

/**
 * Counts this page and the ones that follow without a load, until the visitor withdraws. A page inside a frame is part of
 * another page and is not counted, unless the owner says so.
 */
export const start: Start = async (controller) => {
  const { base, paths, count, protocol, timeZone } = controller.config;
  if (self !== top && !count?.frames) return;
  const more = async (file: string, detail: unknown): Promise<unknown> =>
    ((await import(`${base}kivok-count-${file}.js`)) as { start: More<unknown> }).start(counting, detail);
  const counting = {
    ...controller,
    path: "",
    addressOf: ({ pathname }) => pathname,
    today: () => dayNumber(Date.now(), timeZone),
    owe: (change) => {
      try {
        sessionStorage[OWED_ITEM] = change(sessionStorage[OWED_ITEM] || "");
      } catch {
        // Storage is off: nothing is sent again.
      }
    },
  } as Counting;
  counting.send = createSender(counting, more);
  const see = createPageViews(counting);
  const counted =
    ((paths || count || protocol || !(window as Page).navigation || navigator.webdriver) &&
      ((await more("ways", see)) as Counted | undefined)) ||
    // What is no name could be anything about anybody, so it stays here; the collector would refuse it.
    (([name]) => /[^.\w-]/.test(name) || counting.send({ kind: "count", name }, true));
  (window as Page).navigation?.addEventListener("currententrychange", see);
  addEventListener("pageshow", see);
  addEventListener("visibilitychange", see as () => void);
  see();
  controller.waiting.forEach(counted);
  controller.waiting.push = counted as Controller["waiting"]["push"];
};
