import { SENT_ITEM } from "../model/category.js";
import type { Controller, Start } from "../model/controller.js";
import { dayNumber } from "../model/visit.js";
import type { Counted, Counting, More } from "./counting.js";
import { createPageViews } from "./page-view.js";
import { createSender } from "./send.js";

/** Characters of the beacons that are kept, about 300 of them: the page's own entries share the browser's quota. */
const MAX_KEPT = 100_000;

/** Where there is none, `kivok-count-ways.js` follows the history. */
type Page = { readonly navigation?: { addEventListener(name: string, listener: () => void): void } };

/**
 * Counts this page and the ones that follow without a load, until the visitor withdraws. A page inside a frame is part of
 * another page and is not counted, unless the owner says so.
 */
export const start: Start = async (controller) => {
  const { timeZone, count, base, protocol, paths } = controller.config;
  if (self !== top && !count?.frames) return;
  const more = async (file: string, detail: unknown): Promise<unknown> =>
    ((await import(`${base}kivok-count-${file}.js`)) as { start: More<unknown> }).start(counting, detail);
  const counting = {
    ...controller,
    path: "",
    addressOf: ({ pathname }) => pathname,
    campaign: () => "",
    today: () => dayNumber(Date.now(), timeZone),
    keep: (change) => {
      try {
        sessionStorage[SENT_ITEM] = change((sessionStorage[SENT_ITEM] || "").slice(-MAX_KEPT));
      } catch {
        // Storage is off or full: nothing is sent again, and `sent` holds this page's.
      }
    },
  } as Counting;
  counting.send = createSender(counting, more);
  const see = createPageViews(counting);
  const counted =
    ((paths ||
      count ||
      protocol ||
      // Made a text by the pattern itself.
      /\butm_/.test(location as unknown as string) ||
      !(window as Page).navigation ||
      navigator.webdriver) &&
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
