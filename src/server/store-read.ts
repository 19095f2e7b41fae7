// Reading the counters of the store's file. The files called store… are the only ones that know SQL.
import type Database from "libsql";
import { MAX_GAP } from "../model/visit.js";
import type { CounterDimension, Increment } from "./aggregate.js";
import { type Blocks, LISTED } from "./store-blocks.js";
import { type Query, query } from "./store-file.js";
import type { Counters } from "./store-upkeep.js";
import type { ValueVisitors, VisitorTable } from "./store-visitors.js";

/** Sums of a day, or of one hour of it. */
export type Sums = {
  readonly views: number;
  readonly visits: number;
  readonly bounces: number;
  readonly seconds: number;
};
/** First views of a day by gap: how many browsers' last active day was so many days before (model/visit.ts). */
export type Histogram = readonly number[];
/** Histograms by day. */
export type Gaps = ReadonlyMap<number, Histogram>;

/** The part of a store that reads. Days are both included everywhere. */
export type Reading = {
  /** Sums by day. */
  daySums(site: string, from: number, to: number): ReadonlyMap<number, Sums>;
  /** Sums of one day by UTC hours since 1970-01-01. */
  hourSums(site: string, day: number): ReadonlyMap<number, Sums>;
  /** Sums over the days, by dimension and value, gaps, pairs and decisions left out. */
  values(site: string, from: number, to: number): Increment[];
  /** The same for pairs of source and entry page. */
  pairs(site: string, from: number, to: number): Increment[];
  /** The same for decisions. */
  decisions(site: string, from: number, to: number): Increment[];
  gaps(site: string, from: number, to: number): Gaps;
  /**
   * Unique visitors by source and the like: each with what they first came with in the range. In more than 32 days the low
   * bound.
   */
  visitors(site: string, from: number, to: number): ValueVisitors;
  /** The first day on which visitors were counted by source and the like. */
  firstDayOfVisitors(site: string): number | undefined;
  /** Histograms of one day by UTC hours since 1970-01-01. */
  gapsByHour(site: string, day: number): ReadonlyMap<number, Histogram>;
  /** The first day that anything was counted on. */
  firstDay(site: string): number | undefined;
  /** Every counter as it is kept. */
  counters(site: string, from: number, to: number): Counters;
};

/** Prepares the reading of counters. */
export const prepareReading = (database: Database.Database, blocks: Blocks, visitors: VisitorTable): Reading => {
  const rows = query(database);
  const daySums = rows(
    "SELECT day, views, visits, bounces, seconds FROM day_total WHERE site = ? AND day BETWEEN ? AND ? ORDER BY day",
  );
  const hourSums = rows(
    "SELECT hour, views, visits, bounces, seconds FROM total WHERE site = ? AND day = ? ORDER BY hour",
  );
  // One row a dimension and day, in the order of the key, and added up here: the driver takes ten times as long for one
  // row a value, and SQLite as long to sort them for its own sums.
  const columnsOf = (dimensions: string) =>
    rows(`SELECT dimension, json_group_array(value), json_group_array(n),
      json_group_array(second) FILTER (WHERE dimension IN ('page', 'entry'))
    FROM counter WHERE site = ? AND dimension IN (${dimensions}) AND span = ? AND day BETWEEN ? AND ? GROUP BY dimension, day`);
  const [listed, paired, decided] = [columnsOf(LISTED), columnsOf("'pair'"), columnsOf("'decision'")];
  const gaps = rows(`SELECT day, json_group_array(value), json_group_array(n) FROM counter
    WHERE site = ? AND dimension = 'gap' AND span = 1 AND day BETWEEN ? AND ? GROUP BY day`);
  const gapsByHour = rows(
    "SELECT hour, json_group_array(gap), json_group_array(n) FROM gap WHERE site = ? AND day = ? GROUP BY hour",
  );
  const firstDay = rows("SELECT min(day) FROM total WHERE site = ?");
  const everyCounter = rows(
    "SELECT dimension, day, value, n, second FROM counter WHERE site = ? AND span = 1 AND day BETWEEN ? AND ?",
  );
  const everyTotal = rows(
    "SELECT day, hour, views, visits, bounces, seconds FROM total WHERE site = ? AND day BETWEEN ? AND ?",
  );
  const everyGap = rows("SELECT day, hour, gap, n FROM gap WHERE site = ? AND day BETWEEN ? AND ?");

  const sumUp = (read: Query, site: string, from: number, to: number): Increment[] => {
    const sums = new Map<string, Map<string, Sum>>();
    for (const piece of blocks.cover(site, from, to))
      for (const row of read(site, piece.span, piece.from, piece.to)) addColumns(sums, row as string[]);
    return [...sums].flatMap(([dimension, ofDimension]) =>
      [...ofDimension].map(([value, sum]) => ({ dimension: dimension as CounterDimension, value, ...sum })),
    );
  };

  return {
    daySums: (site, from, to) => new Map(daySums(site, from, to).map(([day, ...sums]) => [Number(day), sumsOf(sums)])),
    hourSums: (site, day) => new Map(hourSums(site, day).map(([hour, ...sums]) => [Number(hour), sumsOf(sums)])),
    values: (site, from, to) => sumUp(listed, site, from, to),
    pairs: (site, from, to) => sumUp(paired, site, from, to),
    decisions: (site, from, to) => sumUp(decided, site, from, to),
    gaps: (site, from, to) => readHistograms(gaps(site, from, to)),
    visitors: (site, from, to) => visitors.read(site, blocks.cover(site, from, to)),
    firstDayOfVisitors: visitors.firstDay,
    gapsByHour: (site, day) => readHistograms(gapsByHour(site, day)),
    firstDay: (site) => (firstDay(site)[0]?.[0] as number | null) ?? undefined,
    counters: (site, from, to) => ({
      counters: [
        ...(everyCounter(site, from, to) as [string, number, string, number, number][]),
        ...visitors.counters(site, from, to),
      ],
      totals: everyTotal(site, from, to) as number[][],
      gaps: everyGap(site, from, to) as number[][],
    }),
  };
};

const sumsOf = (row: readonly unknown[]): Sums => {
  const [views = 0, visits = 0, bounces = 0, seconds = 0] = row as number[];
  return { views, visits, bounces, seconds };
};

/** Rows of a day or hour with its gaps and their counts, each as a JSON array. */
const readHistograms = (rows: ReturnType<Query>): ReadonlyMap<number, Histogram> =>
  new Map(
    rows.map(([at, ...columns]) => {
      const histogram = Array<number>(MAX_GAP + 1).fill(0);
      const [gaps = [], counts = []] = columns.map((column) => JSON.parse(String(column)));
      for (const [index, gap] of gaps.entries()) histogram[Number(gap)] = counts[index];
      return [Number(at), histogram];
    }),
  );

type Sum = { count: number; second: number };

/** Adds columns of values, counts and second numbers (none: 0), each as a JSON array, to the sums of their dimension. */
const addColumns = (sums: Map<string, Map<string, Sum>>, [dimension = "", ...columns]: readonly string[]): void => {
  const [values, counts, seconds] = columns.map((column) => JSON.parse(column)) as [string[], number[], number[]];
  const own = sums.get(dimension) ?? new Map<string, Sum>();
  sums.set(dimension, own);
  for (const [index, value] of values.entries()) {
    const sum = own.get(value);
    if (sum === undefined) own.set(value, { count: counts[index] ?? 0, second: seconds[index] ?? 0 });
    else {
      sum.count += counts[index] ?? 0;
      sum.second += seconds[index] ?? 0;
    }
  }
};
