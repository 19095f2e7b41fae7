import type { PageView } from "../../src/model/beacon.js";
import type { Logged } from "./week-log.js";

/** The five headline numbers of some beacons; `undefined` where there is no visit to take a share of. */
export type Five = readonly [visitors: number, visits: number, views: number, bounce?: number, time?: number];

/** The page views among them. */
export const viewsOf = (log: readonly Logged[]): (Logged & { beacon: PageView })[] =>
  log.filter((one): one is Logged & { beacon: PageView } => one.beacon.kind === "view");
/** The sum of some numbers. */
export const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
/** Seconds of visible time. */
export const secondsOf = (log: readonly Logged[]): number =>
  sumOf(log.map(({ beacon }) => (beacon.kind === "time" ? beacon.seconds : 0)));
/** Views that are so manieth of their visit; the first is the entry. */
export const atStep = (log: readonly Logged[], step: number) =>
  viewsOf(log).filter(({ beacon }) => beacon.step === step);

/** @param visitors who they are counts elsewhere: it differs by day and hour */
export const fiveOf = (log: readonly Logged[], visitors: number): Five => {
  const visits = atStep(log, 1).length;
  const views = viewsOf(log).length;
  if (visits === 0) return [visitors, visits, views];
  const bounces = Math.min(Math.max(visits - atStep(log, 2).length, 0), visits);
  return [visitors, visits, views, bounces / visits, secondsOf(log) / visits];
};
/** Browsers that were seen, each once. */
export const distinct = (log: readonly Logged[]): number => new Set(viewsOf(log).map(({ browser }) => browser)).size;
/** Hour of the site's clock. */
export const hourOf = ({ at }: { at: number }): number => (Math.floor(at / 3_600_000) + 3) % 24;
/** Day number by the site's clock. */
export const dayOf = ({ at }: { at: number }): number => Math.floor((at / 3_600_000 + 3) / 24);

/** How often there is a value. */
export type Counted = { readonly value: string; readonly count: number };

/** Adds up by value, largest first; what comes to nothing is left out. */
export const tally = (values: readonly (readonly [value: string, count: number])[]): Counted[] => {
  const sums = new Map<string, number>();
  for (const [value, count] of values) sums.set(value, (sums.get(value) ?? 0) + count);
  return [...sums]
    .map(([value, count]) => ({ value, count }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1));
};
/** What is under k goes into one row, and with it the next one if that is still under k. */
export const fold = (rows: readonly Counted[], k: number): { rows: Counted[]; few: Counted[] } => {
  const few = rows.filter(({ count }) => count < k);
  const rest = rows.filter(({ count }) => count >= k);
  if (few.length > 0 && sumOf(few.map(({ count }) => count)) < k) few.unshift(...rest.splice(-1));
  return { rows: rest, few };
};
