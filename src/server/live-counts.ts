import type { PageView } from "../model/beacon.js";
import type { Live } from "../model/report.js";
import { FEW } from "./fold-rows.js";

const MINUTES = 30;
const MINUTE_MILLISECONDS = 60_000;
/** Pages that a site may have in one minute; further ones count as views only, so that the memory stays bounded. */
const MAX_PAGES = 500;
const PAGES_SHOWN = 5;

/** The last half hour of each site, in memory only. */
export type LiveCounts = {
  count(view: PageView, now: number): void;
  /** @param k pages with fewer views are left out @default 3 */
  read(site: string, now: number, k?: number): Live;
};

type Minute = { readonly minute: number; views: number; visits: number; readonly pages: Map<string, number> };

/** Empty counts, of this process only. */
export const createLiveCounts = (): LiveCounts => {
  const sites = new Map<string, Minute[]>();

  /** The site's minutes that still count, oldest first. Forgets the others. */
  const recent = (site: string, now: number): Minute[] => {
    const oldest = Math.floor(now / MINUTE_MILLISECONDS) - MINUTES + 1;
    const minutes = (sites.get(site) ?? []).filter(({ minute }) => minute >= oldest);
    sites.set(site, minutes);
    return minutes;
  };

  return {
    count({ site, path, step }, now) {
      const current = Math.floor(now / MINUTE_MILLISECONDS);
      let minute = sites.get(site)?.at(-1);
      if (minute?.minute !== current) {
        minute = { minute: current, views: 0, visits: 0, pages: new Map() };
        recent(site, now).push(minute);
      }
      minute.views += 1;
      if (step === 1) minute.visits += 1;
      if (minute.pages.has(path) || minute.pages.size < MAX_PAGES)
        minute.pages.set(path, (minute.pages.get(path) ?? 0) + 1);
    },
    read(site, now, k = FEW) {
      const oldest = Math.floor(now / MINUTE_MILLISECONDS) - MINUTES + 1;
      const minutes = Array<number>(MINUTES).fill(0);
      const pages = new Map<string, number>();
      let views = 0;
      let visits = 0;
      for (const one of recent(site, now)) {
        minutes[one.minute - oldest] = one.views;
        views += one.views;
        visits += one.visits;
        for (const [path, count] of one.pages) pages.set(path, (pages.get(path) ?? 0) + count);
      }
      const rows = [...pages]
        .map(([value, count]) => ({ value, count }))
        // As in a report: what fewer have seen could be about one person, who would be watched here page by page.
        .filter(({ count }) => count >= k)
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
      return { minutes, views, visits, pages: rows.slice(0, PAGES_SHOWN) };
    },
  };
};
