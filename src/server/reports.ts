import { DROP_REASONS } from "../model/beacon.js";
import {
  type Bucket,
  DIMENSIONS,
  type Dimension,
  type List,
  type Report,
  type Row,
  type Totals,
} from "../model/report.js";
import { dayNumber } from "../model/visit.js";
import type { Increment } from "./aggregate.js";
import { HOUR_MILLISECONDS, hoursOfDay, isoDate, startOfDay } from "./calendar.js";
import { foldRows } from "./fold-rows.js";
import { type Site, UNKNOWN_SITE } from "./site.js";
import type { Gaps, Store, TimeSums } from "./store.js";
import { gapHistogram, uniqueVisitors } from "./unique-visitors.js";

/** Longest range in days that is drawn by days; longer ones are drawn by weeks. */
const MAX_DAYS_BY_DAY = 92;

/**
 * A site's report.
 * @param from first day, a day number in the site's zone
 * @param to last day, included
 * @param now epoch milliseconds, UTC
 */
export const buildReport = (store: Store, site: Site, from: number, to: number, now: number): Report => {
  const { name, timeZone } = site;
  const length = to - from + 1;
  const earlier = from - length;
  const today = dayNumber(now, timeZone);
  const bucket = length === 1 ? "hour" : length <= MAX_DAYS_BY_DAY ? "day" : "week";
  const values = store.values(name, from, to);
  const counted: Counted = {
    gaps: store.gaps(name, earlier, to),
    sums: byDay(store.sums(name, earlier, to, bucket === "hour" ? "hour" : "day")),
  };
  const bucketsOf = (first: number): Bucket[] =>
    bucket === "hour"
      ? hourBuckets(counted.sums.get(first) ?? [], first, timeZone)
      : dayBuckets(counted, first, first + length - 1, bucket === "day" ? 1 : 7);
  return {
    site: name,
    timeZone,
    from: isoDate(from),
    to: isoDate(to),
    today: isoDate(today),
    hour: Math.floor((now - startOfDay(today, timeZone)) / HOUR_MILLISECONDS),
    totals: totalsOf(counted, from, to),
    before: [...counted.sums.keys()].some((day) => day < from) ? totalsOf(counted, earlier, from - 1) : null,
    bucket,
    buckets: bucketsOf(from),
    bucketsBefore: bucketsOf(earlier),
    gaps: gapHistogram(counted.gaps, from, to),
    lists: listsOf(values),
    refused: refusedOf([...values, ...store.values(UNKNOWN_SITE, from, to)]),
  };
};

type Counted = { readonly gaps: Gaps; readonly sums: ReadonlyMap<number, TimeSums[]> };

const byDay = (sums: readonly TimeSums[]): Counted["sums"] => {
  const days = new Map<number, TimeSums[]>();
  for (const sum of sums) days.set(sum.day, [...(days.get(sum.day) ?? []), sum]);
  return days;
};

const addUp = (sums: readonly TimeSums[]): Omit<Totals, "visitors" | "visitorsHigh"> => {
  const sum = { views: 0, visits: 0, bounces: 0, seconds: 0 };
  for (const { views, visits, bounces, seconds } of sums) {
    sum.views += views;
    sum.visits += visits;
    sum.bounces += bounces;
    sum.seconds += seconds;
  }
  // A visit's second page takes its bounce back, perhaps in the next hour or after the entry's beacon was lost.
  return { ...sum, bounces: Math.min(Math.max(sum.bounces, 0), sum.visits) };
};

const totalsOf = ({ gaps, sums }: Counted, from: number, to: number): Totals => {
  const { low, high } = uniqueVisitors(gaps, from, to);
  const own: TimeSums[] = [];
  for (let day = from; day <= to; day++) own.push(...(sums.get(day) ?? []));
  return { visitors: low, visitorsHigh: high, ...addUp(own) };
};

/** Buckets of so many days, the last one shorter where the range ends. Each counts its own visitors once. */
const dayBuckets = (counted: Counted, from: number, to: number, days: number): Bucket[] => {
  const buckets: Bucket[] = [];
  for (let day = from; day <= to; day += days)
    buckets.push({ at: isoDate(day), ...totalsOf(counted, day, Math.min(day + days - 1, to)) });
  return buckets;
};

/**
 * The hours of one day by the site's clock: 23 when summer time begins, and the hour that comes twice in autumn is one.
 * What arrived late, or from a clock that is ahead, counts in the nearest hour of its day.
 * Visitors of an hour are approximated by its visits, since gaps are kept by day only.
 */
const hourBuckets = (sums: readonly TimeSums[], day: number, timeZone: string): Bucket[] => {
  const hours = hoursOfDay(day, timeZone);
  const byLocalHour = new Map<number, TimeSums[]>(hours.map(({ local }) => [local, []]));
  for (const sum of sums) {
    const nearest = hours.find(({ hour }) => hour >= sum.hour) ?? hours.at(-1);
    if (nearest) byLocalHour.get(nearest.local)?.push(sum);
  }
  return [...byLocalHour].map(([local, own]) => {
    const sum = addUp(own);
    const at = `${isoDate(day)}T${String(local).padStart(2, "0")}`;
    return { at, visitors: sum.visits, visitorsHigh: sum.visits, ...sum };
  });
};

/** Dimensions whose second number means something: seconds of pages, bounces of entries. */
const HAS_SECOND: ReadonlySet<string> = new Set<Dimension>(["page", "entry"]);

const listsOf = (values: readonly Increment[]): Record<Dimension, List> => {
  const rows = new Map<string, Row[]>(DIMENSIONS.map((dimension) => [dimension, []]));
  for (const { dimension, value, count, second } of values) {
    // An exit that was taken back, or seconds of a page whose view was refused.
    if (count <= 0) continue;
    const most = dimension === "entry" ? count : Number.POSITIVE_INFINITY;
    const row = HAS_SECOND.has(dimension)
      ? { value, count, second: Math.min(Math.max(second, 0), most) }
      : { value, count };
    rows.get(dimension)?.push(row);
  }
  const lists = DIMENSIONS.map((dimension) => [dimension, foldRows(rows.get(dimension) ?? [])]);
  return Object.fromEntries(lists) as Record<Dimension, List>;
};

/** Refusals of the site, and those that named no declared site: there is one owner, who looks for them here. */
const refusedOf = (values: readonly Increment[]): Record<string, number> => {
  const refused: Record<string, number> = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0]));
  for (const { dimension, value, count } of values)
    if (dimension === "refused") refused[value] = (refused[value] ?? 0) + count;
  return refused;
};
