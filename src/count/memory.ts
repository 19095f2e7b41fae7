import { DAY_COOKIE, VISIT_COOKIE } from "../model/category.js";
import type { VisitMemory } from "../model/visit.js";
import { VISIT_SECONDS } from "../model/visit.js";

const readNumber = (name: string): number | undefined => {
  const pair = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return pair && /=\d+$/.test(pair) ? +pair.slice(name.length + 1) : undefined;
};

const writeNumber = (name: string, value: number, seconds: number): void => {
  document.cookie = `${name}=${value};Path=/;SameSite=Lax;Max-Age=${seconds}`;
};

/** The two integers, each in a cookie of its own; a browser that refuses cookies has no memory. */
export const readMemory = (): VisitMemory => ({ day: readNumber(DAY_COOKIE), step: readNumber(VISIT_COOKIE) ?? 0 });

/** @param days that the last active day is remembered, as long as the consent itself */
export const writeMemory = ({ day = 0, step }: VisitMemory, days: number): void => {
  writeNumber(DAY_COOKIE, day, days * 86_400);
  writeNumber(VISIT_COOKIE, step, VISIT_SECONDS);
};

/** Removes both, at a withdrawal. */
export const forget = (): void => {
  writeNumber(DAY_COOKIE, 0, 0);
  writeNumber(VISIT_COOKIE, 0, 0);
};
