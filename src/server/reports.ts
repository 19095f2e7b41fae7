import type { Bucket, Bucketing, Report, Totals } from "../model/report.js";
import { DAY_MILLISECONDS, dayAt, isoDate } from "./calendar.js";
import { foldDecisions } from "./fold-decisions.js";
import { FEW } from "./fold-rows.js";
import { addHistogram, emptyHistogram, hourAt, hourCounts } from "./hour-counts.js";
import { overCountOf } from "./over-count.js";
import { listsOf, refusedOf, visitorsOf } from "./report-lists.js";
import { type Site, UNKNOWN_SITE } from "./site.js";
import type { Store } from "./store.js";
import type { Gaps, Sums } from "./store-read.js";
import { gapHistogram, uniqueVisitors } from "./unique-visitors.js";

/** Longest range in days that is drawn by days; longer ones are drawn by weeks. */
const MAX_DAYS_BY_DAY = 92;

/** What may be asked for beyond the range. */
export type Wishes = {
  readonly bucket?: Bucketing;
  /** Rows of each list; the others are added up. @default all */
  readonly top?: number;
};

/**
 * A site's report.
 * @param from first day, a day number in the site's zone
 * @param to last day, included
 * @param now epoch milliseconds, UTC
 */
export const buildReport = (
  store: Store,
  site: Site,
  from: number,
  to: number,
  now: number,
  wishes: Wishes = {},
): Report => {
  const { name, timeZone } = site;
  const length = to - from + 1;
  const earlier = from - length;
  const today = dayAt(now, timeZone);
  const hour = hourAt(now, today, site);
  const bucket = wishes.bucket ?? (length === 1 ? "hour" : length <= MAX_DAYS_BY_DAY ? "day" : "week");
  const k = site.k ?? FEW;
  const since = store.firstDay(name);
  const values = store.values(name, from, to);
  const counted: Counted = { gaps: store.gaps(name, earlier, to), sums: store.daySums(name, earlier, to) };
  const bucketsOf = (own: Counted, first: number, end: End): Bucket[] =>
    bucket === "hour" ? hourBuckets(store, site, first, end) : dayBuckets(own, first, end.day, bucket);

  const end = since !== undefined && since <= earlier ? comparableEnd(from, to, today, hour) : undefined;
  const before = end && cutAfter(counted, store, site, end);
  const ownEnd = end && { ...end, day: end.day + length };
  return {
    site: name,
    timeZone,
    from: isoDate(from),
    to: isoDate(to),
    today: isoDate(today),
    hour,
    since: since === undefined ? null : isoDate(since),
    k,
    totals: totalsOf(counted, from, to),
    before: end && before ? totalsOf(before, earlier, end.day) : null,
    comparable: ownEnd ? totalsOf(cutAfter(counted, store, site, ownEnd), from, ownEnd.day) : null,
    bucket,
    buckets: bucketsOf(counted, from, { day: to }),
    bucketsBefore: end && before ? bucketsOf(before, earlier, end) : [],
    gaps: gapHistogram(counted.gaps, from, to),
    lists: listsOf(values, visitorsOf(store, name, from, to), k, wishes.top),
    overCount: overCountOf(values, k),
    decisions: foldDecisions(store.decisions(name, from, to), k),
    decisionsBefore: foldDecisions(store.decisions(name, earlier, from - 1), k),
    refused: refusedOf([...values, ...store.values(UNKNOWN_SITE, from, to)]),
  };
};

/** Last day of a period, whole or only before an hour of the site's clock. */
type End = { readonly day: number; readonly hour?: number };

/**
 * Where the period before a range ends: the day before the range, or if today lies within it, as far into the period as
 * today is into the range. `undefined` if nothing of the range has passed that could be compared.
 */
const comparableEnd = (from: number, to: number, today: number, hour: number): End | undefined => {
  if (today > to) return { day: from - 1 };
  const first = from - (to - from + 1);
  const day = first + (today - from);
  const end = hour > 0 ? { day, hour } : { day: day - 1 };
  return end.day < first ? undefined : end;
};

/** The same counts, without what came at the end's hour of its last day or later. */
const cutAfter = (counted: Counted, store: Store, site: Site, { day, hour }: End): Counted => {
  if (hour === undefined) return counted;
  const gaps = emptyHistogram();
  const sums: Sums[] = [];
  for (const counts of hourCounts(store, site, day)) {
    if (counts.hour >= hour) continue;
    addHistogram(gaps, counts.gaps);
    sums.push(...counts.sums);
  }
  return { gaps: new Map([...counted.gaps, [day, gaps]]), sums: new Map([...counted.sums, [day, addUp(sums)]]) };
};

type Counted = { readonly gaps: Gaps; readonly sums: ReadonlyMap<number, Sums> };

const NONE: Sums = { views: 0, visits: 0, bounces: 0, seconds: 0 };

const addUp = (sums: readonly Sums[]): Sums => {
  const sum = { views: 0, visits: 0, bounces: 0, seconds: 0 };
  for (const { views, visits, bounces, seconds } of sums) {
    sum.views += views;
    sum.visits += visits;
    sum.bounces += bounces;
    sum.seconds += seconds;
  }
  return sum;
};

/** A visit's second page takes its bounce back, perhaps in the next hour or after the entry's beacon was lost. */
const withinVisits = (sums: Sums): Sums => ({
  ...sums,
  bounces: Math.min(Math.max(sums.bounces, 0), sums.visits),
});

const totalsOf = ({ gaps, sums }: Counted, from: number, to: number): Totals => {
  const { low, high } = uniqueVisitors(gaps, from, to);
  const own: Sums[] = [];
  for (let day = from; day <= to; day++) own.push(sums.get(day) ?? NONE);
  return { visitors: low, visitorsHigh: high, ...withinVisits(addUp(own)) };
};

/** Buckets of some days, the last one shorter where the range ends. Each counts its own visitors once. */
const dayBuckets = (counted: Counted, from: number, to: number, bucket: Exclude<Bucketing, "hour">): Bucket[] => {
  const buckets: Bucket[] = [];
  let day = from;
  while (day <= to) {
    const next = bucket === "month" ? monthAfter(day) : day + (bucket === "week" ? 7 : 1);
    buckets.push({ at: isoDate(day), ...totalsOf(counted, day, Math.min(next - 1, to)) });
    day = next;
  }
  return buckets;
};

/** First day of the calendar month after a day's. */
const monthAfter = (day: number): number => {
  const date = new Date(day * DAY_MILLISECONDS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / DAY_MILLISECONDS;
};

const hourBuckets = (store: Store, site: Site, from: number, end: End): Bucket[] => {
  const buckets: Bucket[] = [];
  for (let day = from; day <= end.day; day++) {
    for (const { hour, sums, gaps } of hourCounts(store, site, day)) {
      if (day === end.day && end.hour !== undefined && hour >= end.hour) continue;
      const visitors = gaps.reduce((sum, count) => sum + count, 0);
      const at = `${isoDate(day)}T${String(hour).padStart(2, "0")}`;
      buckets.push({ at, visitors, visitorsHigh: visitors, ...withinVisits(addUp(sums)) });
    }
  }
  return buckets;
};
