import { SENT_ITEM } from "../model/category.js";
import type { Controller, Start } from "../model/controller.js";
import { dayNumber } from "../model/visit.js";
import type { Counted } from "./counting.js";
import { more } from "./more.js";
import { see } from "./page-view.js";
import { send } from "./send.js";
import { begin, counting } from "./state.js";

/** Characters of the beacons that are kept, about 300 of them: the page's own entries share the browser's quota. */
const MAX_KEPT = 100_000;

/** Where there is none, `kivok-count-ways.js` follows the history. */
type Page = { readonly navigation?: { addEventListener(name: string, listener: () => void): void } };

/**
 * Counts this page and the ones that follow without a load, until the visitor withdraws. A page inside a frame is part
 * of another page and is not counted, unless the owner says so.
 */
export const start: Start = async (controller) => {
  if (self !== top && !controller.config.count?.frames) return;
  begin({
    ...controller,
    path: "",
    addressOf: ({ pathname }) => pathname,
    today: () => dayNumber(Date.now(), counting.config.timeZone),
    send,
    keep: (change) => {
      try {
        sessionStorage[SENT_ITEM] = change((sessionStorage[SENT_ITEM] || "").slice(-MAX_KEPT));
      } catch {
        // Storage is off or full: nothing is sent again, and `sent` holds this page's.
      }
    },
  });
  const counted =
    ((counting.config.paths ||
      counting.config.count ||
      counting.config.protocol ||
      !(window as Page).navigation ||
      navigator.webdriver) &&
      ((await more("ways", see)) as Counted | undefined)) ||
    // What is no name could be anything about anybody, so it stays here; the collector would refuse it.
    (([name]) => /[^.\w-]/.test(name) || counting.send({ kind: "count", name }, true));
  (window as Page).navigation?.addEventListener("currententrychange", see);
  addEventListener("pageshow", see);
  addEventListener("visibilitychange", see as () => void);
  counting.on("change", see as () => void);
  see();
  counting.waiting.forEach(counted);
  counting.waiting.push = counted as Controller["waiting"]["push"];
};
