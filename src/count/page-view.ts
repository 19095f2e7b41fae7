import { screenClass } from "../model/beacon.js";
import type { Controller } from "../model/controller.js";
import { referrerHost, scrubPath, scrubValue } from "../model/scrub.js";
import { dayNumber, nextView } from "../model/visit.js";
import { readMemory, writeMemory } from "./memory.js";
import type { CountedPage, Happening } from "./send.js";

/**
 * Counts one page view per path (A2), and the seconds for which each page was visible (A6).
 * @returns to be called whenever the page may have come into view or left it; with `true` when it comes from the
 *   back/forward cache
 */
export const createPageViews = (
  { config: { paths, timeZone = "UTC", consent }, has, on }: Controller,
  page: CountedPage,
  send: (happening: Happening) => void,
): ((isBack?: unknown) => void) => {
  let seen = "";
  /** Since when this page is visible, on the clock of `performance.now`; 0 while it is not. */
  let since = 0;

  /** Tells at once how long the page was visible: on a phone, nothing that happens later is certain to be sent. */
  const leave = (): void => {
    const seconds = Math.round((performance.now() - since) / 1000);
    if (since && seconds) send({ kind: "time", seconds });
    since = 0;
  };

  const see = (isBack?: unknown): void => {
    const { pathname } = location;
    if (document.hidden) {
      leave();
      return;
    }
    if ((pathname !== seen || isBack === true) && has("statistics")) {
      leave();
      const next = nextView(readMemory(), dayNumber(Date.now(), timeZone));
      const isEntry = next.step < 2;
      writeMemory(next, consent.days);
      // Without a referrer an address that has neither host nor path.
      const from = new URL(document.referrer || "a:");
      // The page before is known here, or the browser tells it in the referrer.
      const previous = page.path || (from.origin === location.origin ? from.pathname : "");
      seen = pathname;
      page.path = scrubPath(pathname, paths);
      send({
        kind: "view",
        step: next.step,
        gap: next.gap,
        previous: (!isEntry && scrubPath(previous, paths)) || undefined,
        referrer: (isEntry && referrerHost(from.hostname, location.hostname)) || undefined,
        campaign: (isEntry && campaignOf(new URLSearchParams(location.search))) || undefined,
        language: navigator.language.split("-")[0],
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        screen: screenClass(innerWidth),
      });
    }
    since ||= performance.now();
  };
  on("change", () => {
    if (has("statistics")) see();
    else {
      seen = page.path = "";
      since = 0;
      writeMemory({ step: 0 }, 0, 0);
    }
  });
  return see;
};

/** Values of the known keys, `source/medium/campaign`; empty if there is none. */
const campaignOf = (query: URLSearchParams): string =>
  scrubValue(
    ["source", "medium", "campaign"]
      .map((key) => query.get(`utm_${key}`))
      .join("/")
      .replace(/\/+$/, ""),
  );
