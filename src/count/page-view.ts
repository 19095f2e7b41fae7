import { screenClass } from "../model/beacon.js";
import { DAY_COOKIE, VISIT_COOKIE } from "../model/category.js";
import { scrubPath, scrubValue } from "../model/scrub.js";
import { nextView, VISIT_DAYS, type VisitMemory } from "../model/visit.js";
import type { See } from "./counting.js";
import { alone, readMemory } from "./memory.js";
import { counting } from "./state.js";

/** Address of the page that was counted last; empty before the first one. */
let seen = "";
/** Since when this page is visible, on the clock of `performance.now`; 0 while it is not. */
let since = 0;

/**
 * Counts one page view per address (A2), and the seconds for which each page was visible (A6); without consent forgets
 * both, and what was kept of the beacons.
 */
export const see: See = (event) => {
  const address = counting.addressOf(location);
  if (!counting.has("statistics")) {
    // The two cookies are removed with all others of the category.
    seen = counting.path = "";
    since = 0;
    counting.keep(() => "");
  } else if (document.hidden) leave();
  else {
    if (address !== seen || event?.persisted) {
      leave();
      // As it is kept: this page may come back from the back/forward cache, or was made before another one was left.
      counting.keep((lines) => {
        if (!readMemory().step) return "";
        counting.sent.length = 0;
        counting.sent.push(...lines.split(/\n\d*/).slice(1));
        return lines;
      });
      // Without a referrer an address that has neither host nor path.
      const from = new URL(document.referrer || "a:");
      // The page before is known here, or the browser tells it in the referrer.
      const previous = seen || (from.host === location.host ? counting.addressOf(from) : "");
      seen = address;
      // Another page may be there by the time that the lock is.
      const path = scrubPath(address);
      counting.path = path;
      const record = (memory: VisitMemory): void => {
        const next = nextView(memory, counting.today());
        counting.setCookie(DAY_COOKIE, next.day, { ...counting.config.cookie, expires: counting.config.consent.days });
        counting.setCookie(VISIT_COOKIE, next.step, { ...counting.config.cookie, expires: VISIT_DAYS });
        counting.send(
          {
            kind: "view",
            path,
            ...next,
            ...(next.step > 1
              ? { previous: scrubPath(previous) }
              : {
                  // Of another site only; a visit may begin on a page that was left open.
                  referrer: previous ? "" : scrubValue(from.hostname),
                  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
                  screen: screenClass(innerWidth),
                  language: navigator.language.split("-")[0],
                  campaign: campaignOf(),
                }),
          },
          () => record(memory),
        );
      };
      alone(record);
    }
    since ||= performance.now();
  }
};

/** Tells at once how long the page was visible: on a phone, nothing that happens later is certain to be sent. */
const leave = (): void => {
  const seconds = Math.round((performance.now() - since) / 1000);
  if (since && seconds) counting.send({ kind: "time", seconds });
  since = 0;
};

/** Values of the known `utm_` keys, `source/medium/campaign`; empty if there is none. */
const campaignOf = (): string => {
  const query = new URLSearchParams(location.search);
  return scrubValue(
    ["source", "medium", "campaign"]
      .map((key) => query.get(`utm_${key}`))
      .join("/")
      .replace(/\/+$/, ""),
  );
};
