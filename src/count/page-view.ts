import { screenClass } from "../model/beacon.js";
import type { Controller } from "../model/controller.js";
import { referrerHost, scrubPath, scrubValue } from "../model/scrub.js";
import { dayNumber, nextView } from "../model/visit.js";
import { forget, readMemory, writeMemory } from "./memory.js";
import type { Happening } from "./send.js";

/** Counts one page view per path (A2). */
export type PageViews = {
  /** Counts the page if it is visible and its path is another than the last one, or if it came back (`isBack`). */
  readonly see: (isBack?: boolean) => void;
  /** Scrubbed path of the page that was counted last; empty before. */
  readonly path: () => string;
};

export const createPageViews = (controller: Controller, send: (happening: Happening) => void): PageViews => {
  const { paths, timeZone = "UTC", consent } = controller.config;
  let seen = "";
  let path = "";
  controller.on("change", () => controller.has("statistics") || forget());

  return {
    path: () => path,
    see: (isBack) => {
      const { pathname } = location;
      if (document.visibilityState !== "visible" || !controller.has("statistics") || (pathname === seen && !isBack))
        return;
      const { gap, step, memory } = nextView(readMemory(), dayNumber(Date.now(), timeZone));
      writeMemory(memory, consent.days);
      const previous = path || previousPath();
      seen = pathname;
      path = scrubPath(pathname, paths);
      const referrer = referrerHost(document.referrer, location.host);
      const campaign = campaignOf(location.search);
      send({
        kind: "view",
        path,
        step,
        ...(gap !== undefined && { gap }),
        ...(step > 1
          ? previous && { previous: scrubPath(previous, paths) }
          : { ...(referrer && { referrer }), ...(campaign && { campaign }) }),
        language: navigator.language.split("-", 1)[0] as string,
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        screen: screenClass(innerWidth),
      });
    },
  };
};

/** Path of the page before on this site, which the browser tells in the referrer; empty for none. */
const previousPath = (): string => {
  const { referrer } = document;
  return referrer.startsWith(`${location.origin}/`) ? new URL(referrer).pathname : "";
};

/** Values of the known keys, `source/medium/campaign`; empty if there is none. */
const campaignOf = (search: string): string => {
  const query = new URLSearchParams(search);
  return ["source", "medium", "campaign"]
    .map((key) => scrubValue(query.get(`utm_${key}`) || ""))
    .join("/")
    .replace(/\/+$/, "");
};
