import { DAY_COOKIE, VISIT_COOKIE } from "../model/category.js";
import type { VisitMemory } from "../model/visit.js";

/**
 * The two integers, each in a cookie of its own, since they end at different times; a browser that refuses cookies has no
 * memory, and what is no number counts as none.
 */
export const readMemory = (): VisitMemory => {
  const kept = Object.fromEntries(document.cookie.split("; ").map((pair) => pair.split("=")));
  return { day: +kept[DAY_COOKIE] || 0, step: +kept[VISIT_COOKIE] || 0 };
};

/**
 * Runs `record` with the memory while no other tab of the site does, so that two tabs that are opened at once are one visitor. On pages without
 * https there are no locks: there the two cookies are read and written in the same moment, which is nearly as good.
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
