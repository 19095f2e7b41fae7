import { DAY_COOKIE, VISIT_COOKIE } from "../model/category.js";
import type { VisitMemory } from "../model/visit.js";
import { VISIT_SECONDS } from "../model/visit.js";

const writeNumber = (name: string, value: number, seconds: number): void => {
  document.cookie = `${name}=${value};Path=/;SameSite=Lax;Max-Age=${seconds}`;
};

/** The two integers, each in a cookie of its own; a browser that refuses cookies has no memory, and what is no number counts as none. */
export const readMemory = (): VisitMemory => {
  const kept = Object.fromEntries(document.cookie.split("; ").map((pair) => pair.split("=")));
  return { day: +kept[DAY_COOKIE] || 0, step: +kept[VISIT_COOKIE] || 0 };
};

/**
 * @param days that the last active day is remembered, as long as the consent itself; 0 removes it
 * @param seconds that the visit goes on without a view; 0 ends it
 */
export const writeMemory = ({ day = 0, step }: VisitMemory, days: number, seconds: number = VISIT_SECONDS): void => {
  writeNumber(DAY_COOKIE, day, days * 86_400);
  writeNumber(VISIT_COOKIE, step, seconds);
};
