// Adding to the counters in the store's file. The files called store… are the only ones that know SQL.
import type Database from "libsql";
import type { VisitorDimension } from "../model/report.js";
import type { CounterDimension, Increments } from "./aggregate.js";
import { GAP_DIMENSIONS } from "./gap-value.js";
import type { Blocks } from "./store-blocks.js";
import { jsonObject, query } from "./store-file.js";
import { gapsByValue, type VisitorTable } from "./store-visitors.js";

/** Values that a dimension may have for one site and day; further ones are counted together under {@link OTHER}. */
export const MAX_VALUES_PER_DAY = 2000;
/** Name of what is over the cap. */
export const OTHER = "(other)";

/** Refusals of one kind. */
export type Refusals = { readonly site: string; readonly day: number; readonly reason: string; count: number };

/** Writes increments. Only within a transaction. */
export type Counters = {
  add(batch: readonly Increments[], refusals: Iterable<Refusals>): void;
  /** Forgets what it knows of the file: after a transaction that was rolled back, and now and then to save memory. */
  forgetSizes(): void;
};

type Sum = { count: number; second: number };
type Values = ReadonlyMap<string, Readonly<Sum>>;
type HourSums = { views: number; visits: number; bounces: number; seconds: number; readonly gaps: Map<string, number> };
/** Sums of one day of one site. */
type DaySums = {
  readonly site: string;
  readonly day: number;
  readonly hours: Map<number, HourSums>;
  readonly dimensions: Map<CounterDimension, Map<string, Sum>>;
};

/**
 * Prepares the writing of counters. One command writes all counters of a day, from JSON: a call of the driver costs more
 * than what SQLite does in it.
 */
export const prepareCounters = (database: Database.Database, blocks: Blocks, visitors: VisitorTable): Counters => {
  const rows = query(database);
  // `WHERE true`, or SQLite takes ON for a part of the join (sqlite.org/lang_upsert.html, section 2.2).
  const upsert = database.prepare(
    `INSERT INTO counter (n, second, site, dimension, span, day, value)
     SELECT one.value ->> 0, one.value ->> 1, ?1, listed.key, ?2, ?3, one.key
     FROM json_each(?4) AS listed, json_each(listed.value) AS one WHERE true
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
  const addGaps = database.prepare(
    `INSERT INTO gap SELECT ?, ?, ?, key, value FROM json_each(?) WHERE true
     ON CONFLICT DO UPDATE SET n = n + excluded.n`,
  );
  const countValues = rows("SELECT count(*) FROM counter WHERE site = ? AND dimension = ? AND span = 1 AND day = ?");
  const knownValues = rows(
    `SELECT value FROM counter WHERE site = ? AND dimension = ? AND span = 1 AND day = ?
       AND value IN (SELECT value FROM json_each(?))`,
  );
  /** By site, dimension and day: how many upserts fit under the cap in any case. */
  const spare = new Map<string, number>();

  /** The values under which these are counted: new ones above the cap are counted together. */
  const withinCap = (site: string, day: number, dimension: CounterDimension, values: Values): Values => {
    const key = `${site} ${dimension} ${day}`;
    let fits = spare.get(key) ?? 0;
    if (fits < values.size) {
      const size = Number(countValues(site, dimension, day)[0]?.[0]);
      if (size + values.size > MAX_VALUES_PER_DAY) return fold(site, day, dimension, values, size);
      fits = MAX_VALUES_PER_DAY - size;
    }
    // An upsert does not tell whether its value is new, so all of them may be.
    spare.set(key, fits - values.size);
    return values;
  };

  const fold = (site: string, day: number, dimension: CounterDimension, values: Values, size: number): Values => {
    const asked = JSON.stringify([...values.keys()]);
    const known = new Set(knownValues(site, dimension, day, asked).map(([value]) => value));
    const folded = new Map<string, Sum>();
    let left = MAX_VALUES_PER_DAY - size;
    for (const [value, { count, second }] of values) {
      const isCounted = known.has(value) || left-- > 0;
      const sum = entry(folded, isCounted ? value : OTHER, () => ({ count: 0, second: 0 }));
      sum.count += count;
      sum.second += second;
    }
    return folded;
  };

  const addDimensions = ({ site, day, dimensions }: Pick<DaySums, "site" | "day" | "dimensions">): void => {
    const counted = new Map<CounterDimension, Values>();
    const visits = new Map<VisitorDimension, ReadonlyMap<string, readonly number[]>>();
    for (const [dimension, values] of dimensions) {
      const base = GAP_DIMENSIONS.get(dimension);
      // What adds nothing makes no row, such as an exit that was one only until the next page of the same batch.
      for (const [value, { count, second }] of values) if (!count && !second) values.delete(value);
      if (!base) counted.set(dimension, withinCap(site, day, dimension, values));
      // The base came before: visitors of values over the cap are counted together as well.
      else
        visits.set(
          base,
          gapsByValue(values, (value) => (counted.get(base)?.has(value) ? value : OTHER)),
        );
    }
    upsert.run([site, 1, day, jsonOf(counted)]);
    visitors.add(site, { span: 1, from: day }, visits, 0);
    const around = blocks.around(site, day);
    counted.delete("gap");
    for (const { span, day: from } of around) {
      upsert.run([site, span, from, jsonOf(counted)]);
      visitors.add(site, { span, from }, visits, day - from);
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
          if (gaps.size > 0) addGaps.run([site, day, hour, JSON.stringify(Object.fromEntries(gaps))]);
        }
        addDimensions(sums);
      }
      for (const { site, day, reason, count } of refusals)
        addDimensions({ site, day, dimensions: new Map([["refused", new Map([[reason, { count, second: 0 }]])]]) });
    },
    forgetSizes: () => spare.clear(),
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
      // Half a surrogate pair, where a text was cut, has no UTF-8: the driver would end the process when it reads it.
      const sum = entry(values, value.toWellFormed(), () => ({ count: 0, second: 0 }));
      sum.count += count;
      sum.second += second;
      if (dimension === "gap") total.gaps.set(value, (total.gaps.get(value) ?? 0) + count);
    }
  }
  return days.values();
};

/**
 * Values by dimension as the upsert reads them: `{"page":{"/":[1,0],…},…}`. Written as text, since objects with a key for each
 * value take longer to build than everything else that is done with a batch.
 */
const jsonOf = (dimensions: ReadonlyMap<CounterDimension, Values>): string =>
  jsonObject(dimensions, (values) => jsonObject(values, ({ count, second }) => `[${count},${second}]`));

/** The value of a key, made if it was not there. */
const entry = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
};
