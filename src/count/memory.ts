import { DAY_COOKIE, VISIT_COOKIE } from "../model/category.js";
import type { VisitMemory } from "../model/visit.js";

/**
 * The two integers, each in a cookie of its own, since they end at different times; a browser that refuses cookies has
 * no memory, and what is no number counts as none.
 */
export const readMemory = (): VisitMemory => {
  // Names and values in turn, after an empty text that stands for what is not there.
  const kept = `; ${document.cookie}`.split(/=|; /);
  return {
    day: +(kept[kept.indexOf(DAY_COOKIE) + 1] as string) | 0,
    step: +(kept[kept.indexOf(VISIT_COOKIE) + 1] as string) | 0,
  };
};

/**
 * Runs `record` with the memory while no other tab of the site does, so that two tabs that are opened at once are one
 * visitor. On pages without https there are no locks: there the two cookies are read and written in the same moment,
 * which is nearly as good.
 */
export const alone = (record: (memory: VisitMemory) => void): void => {
  const run = (): void => {
    record(readMemory());
    // Reading makes the browser finish writing before the next tab has its turn.
    readMemory();
  };
  // Refused where storage is: then there is no memory either, and nothing to keep in order.
  (navigator as { locks?: LockManager }).locks?.request(DAY_COOKIE, run).catch(run) ?? run();
};
