import { MAX_GAP } from "../model/visit.js";
import { HOUR_MILLISECONDS, hoursOfDay } from "./calendar.js";
import type { Site } from "./site.js";
import type { Store } from "./store.js";
import type { Histogram, Sums } from "./store-read.js";

/** What was counted in one hour of a day. */
export type HourCounts = {
  /** Hour of the site's clock, 0 to 23. */
  readonly hour: number;
  readonly sums: readonly Sums[];
  readonly gaps: Histogram;
};

/**
 * The hours of one day by the site's clock: 23 when summer time begins, and the hour that comes twice in autumn is one.
 * What arrived late, or from a clock that is ahead, counts in the nearest hour of its day.
 */
export const hourCounts = (store: Store, { name, timeZone }: Site, day: number): HourCounts[] => {
  const hours = hoursOfDay(day, timeZone);
  const byHour = new Map(hours.map(({ local }) => [local, { sums: [] as Sums[], gaps: emptyHistogram() }]));
  const nearest = (utcHour: number) => {
    const found = hours.find(({ hour }) => hour >= utcHour) ?? hours.at(-1);
    return found && byHour.get(found.local);
  };
  for (const [hour, sums] of store.hourSums(name, day)) nearest(hour)?.sums.push(sums);
  for (const [hour, histogram] of store.gapsByHour(name, day)) {
    const gaps = nearest(hour)?.gaps;
    if (gaps) addHistogram(gaps, histogram);
  }
  return [...byHour].map(([hour, counts]) => ({ hour, ...counts }));
};

/** The hour of the site's clock, as {@link hourCounts} names it: in a zone with half-hours, the one that began last. */
export const hourAt = (now: number, day: number, { timeZone }: Site): number =>
  hoursOfDay(day, timeZone).find(({ hour }) => hour === Math.floor(now / HOUR_MILLISECONDS))?.local ?? 0;

/** No first views at all. */
export const emptyHistogram = (): number[] => Array<number>(MAX_GAP + 1).fill(0);

/** Adds one histogram to another, in place. */
export const addHistogram = (sum: number[], histogram: Histogram): void => {
  for (const [gap, count] of histogram.entries()) sum[gap] = (sum[gap] ?? 0) + count;
};
