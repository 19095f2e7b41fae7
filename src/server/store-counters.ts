// Adding to the counters in the store's file. The files called store… are the only ones that know SQL.
import type Database from "libsql";
import type { VisitorDimension } from "../model/report.js";
import type { CounterDimension, Increments } from "./aggregate.js";
import { addGaps, GAP_DIMENSIONS } from "./gap-value.js";
import type { Blocks } from "./store-blocks.js";
import { query } from "./store-file.js";
import { gapsByValue, type VisitorTable } from "./store-visitors.js";

/** Values that a dimension may have for one site and day; further ones are counted together under {@link OTHER}. */
export const MAX_VALUES_PER_DAY = 2000;
/** Name of what is over the cap. */
export const OTHER = "(other)";

/** Upserts that are made without a look at the cap: they do not tell whether a value is new, so all of them may be. */
const UNSEEN = MAX_VALUES_PER_DAY / 2;

/** Refusals of one kind. */
export type Refusals = { readonly site: string; readonly day: number; readonly reason: string; count: number };

/** Writes increments. Only within a transaction. */
export type Counters = {
  add(batch: readonly Increments[], refusals: Iterable<Refusals>): void;
  /** Forgets what it knows of the file: after a transaction that was rolled back, and now and then to save memory. */
  forgetSizes(): void;
};

type Sum = { count: number; second: number };
type HourSums = { views: number; visits: number; bounces: number; seconds: number; readonly gaps: Map<string, number> };
/** Sums of one day of one site. */
type DaySums = {
  readonly site: string;
  readonly day: number;
  readonly hours: Map<number, HourSums>;
  readonly dimensions: Map<CounterDimension, Map<string, Sum>>;
};

/** Prepares the writing of counters. */
export const prepareCounters = (database: Database.Database, blocks: Blocks, visitors: VisitorTable): Counters => {
  const update = database.prepare(
    `UPDATE counter SET n = n + ?, second = second + ?
     WHERE site = ? AND dimension = ? AND span = ? AND day = ? AND value = ?`,
  );
  const upsert = database.prepare(
    `INSERT INTO counter (n, second, site, dimension, span, day, value) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET n = n + excluded.n, second = second + excluded.second`,
  );
  const addTotals = database.prepare(
    `INSERT INTO total VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET views = views + excluded.views, visits = visits + excluded.visits,
       bounces = bounces + excluded.bounces, seconds = seconds + excluded.seconds`,
  );
  const addDayTotals = database.prepare(
    `INSERT INTO day_total VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET views = views + excluded.views, visits = visits + excluded.visits,
       bounces = bounces + excluded.bounces, seconds = seconds + excluded.seconds`,
  );
  const addGap = database.prepare(
    "INSERT INTO gap VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
  );
  const countValues = query(database)(
    "SELECT count(*) FROM counter WHERE site = ? AND dimension = ? AND span = 1 AND day = ?",
  );
  /** By site, dimension and day: how many upserts fit under the cap in any case, or exactly how many values there are. */
  const spare = new Map<string, number>();
  const sizes = new Map<string, number>();

  /** Adds to the day. @returns the value under which it was counted */
  const addToDay = (site: string, day: number, dimension: CounterDimension, value: string, sum: Sum): string => {
    const write = (counted: string): string => {
      upsert.run([sum.count, sum.second, site, dimension, 1, day, counted]);
      return counted;
    };
    const key = `${site} ${dimension} ${day}`;
    const fits = spare.get(key) ?? 0;
    if (fits > 0) {
      spare.set(key, fits - 1);
      return write(value);
    }
    const size = sizes.get(key) ?? Number(countValues(site, dimension, day)[0]?.[0]);
    if (size <= MAX_VALUES_PER_DAY - UNSEEN) {
      spare.set(key, UNSEEN - 1);
      return write(value);
    }
    sizes.set(key, size);
    if (update.run([sum.count, sum.second, site, dimension, 1, day, value]).changes > 0) return value;
    if (size >= MAX_VALUES_PER_DAY) return write(OTHER);
    sizes.set(key, size + 1);
    return write(value);
  };

  /** @returns the value under which it was counted */
  const addOne = (site: string, day: number, dimension: CounterDimension, value: string, sum: Sum): string => {
    const counted = addToDay(site, day, dimension, value, sum);
    if (dimension === "gap") return counted;
    for (const block of blocks.around(site, day))
      upsert.run([sum.count, sum.second, site, dimension, block.span, block.day, counted]);
    return counted;
  };

  const addVisitors = (site: string, day: number, dimension: VisitorDimension, value: string, gaps: number[]): void => {
    visitors.add(site, dimension, { span: 1, from: day }, value, gaps);
    for (const block of blocks.around(site, day)) {
      const moved: number[] = [];
      addGaps(moved, gaps, day - block.day);
      visitors.add(site, dimension, { span: block.span, from: block.day }, value, moved);
    }
  };

  const addDimensions = ({ site, day, dimensions }: DaySums): void => {
    /** Values that are over the cap: their visitors are counted together as well. */
    const over = new Set<string>();
    for (const [dimension, values] of dimensions) {
      const base = GAP_DIMENSIONS.get(dimension);
      if (base) {
        for (const [value, gaps] of gapsByValue([...values].map(([value, { count }]) => [value, count])))
          addVisitors(site, day, base, over.has(`${base} ${value}`) ? OTHER : value, gaps);
        continue;
      }
      for (const [value, sum] of values)
        if ((sum.count || sum.second) && addOne(site, day, dimension, value, sum) !== value)
          over.add(`${dimension} ${value}`);
    }
  };

  return {
    add(batch, refusals) {
      for (const sums of sumUp(batch)) {
        const { site, day, hours } = sums;
        for (const [hour, { views, visits, bounces, seconds, gaps }] of hours) {
          if (views || visits || bounces || seconds) {
            addTotals.run([site, day, hour, views, visits, bounces, seconds]);
            addDayTotals.run([site, day, views, visits, bounces, seconds]);
          }
          for (const [gap, count] of gaps) addGap.run([site, day, hour, Number(gap), count]);
        }
        addDimensions(sums);
      }
      for (const { site, day, reason, count } of refusals) addOne(site, day, "refused", reason, { count, second: 0 });
    },
    forgetSizes() {
      spare.clear();
      sizes.clear();
    },
  };
};

/** Adds up in memory first: under load most beacons of a batch meet in the same few counters. */
const sumUp = (batch: readonly Increments[]): Iterable<DaySums> => {
  const days = new Map<string, DaySums>();
  for (const { site, day, hour, views, visits, bounces, seconds, counts } of batch) {
    const { hours, dimensions } = entry(days, `${site} ${day}`, () => ({
      site,
      day,
      hours: new Map(),
      dimensions: new Map(),
    }));
    const total = entry(hours, hour, () => ({ views: 0, visits: 0, bounces: 0, seconds: 0, gaps: new Map() }));
    total.views += views;
    total.visits += visits;
    total.bounces += bounces;
    total.seconds += seconds;
    for (const { dimension, value, count, second } of counts) {
      const values = entry(dimensions, dimension, () => new Map<string, Sum>());
      const sum = entry(values, value, () => ({ count: 0, second: 0 }));
      sum.count += count;
      sum.second += second;
      if (dimension === "gap") total.gaps.set(value, (total.gaps.get(value) ?? 0) + count);
    }
  }
  return days.values();
};

/** The value of a key, made if it was not there. */
const entry = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
};
