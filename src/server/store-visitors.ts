// Visitors by source and the like in the store's file. The files called store… are the only ones that know SQL.
import type Database from "libsql";
import type { VisitorDimension } from "../model/report.js";
import { addGaps, GAP_DIMENSIONS, gapIn, gapsOf, gapValue, valueIn, visitorsIn } from "./gap-value.js";
import type { Piece } from "./store-blocks.js";
import { type Query, query } from "./store-file.js";

/** Unique visitors by dimension and value. */
export type ValueVisitors = ReadonlyMap<VisitorDimension, ReadonlyMap<string, number>>;

/**
 * First views by gap, for each value of some dimensions. All gaps of a value and day are one row, as a list: a row for
 * each would be ten times as many, and a report would read them all. Writing is only within a transaction.
 */
export type VisitorTable = {
  /** Adds to a day, or to a block of days. */
  add(
    site: string,
    dimension: VisitorDimension,
    piece: Omit<Piece, "to">,
    value: string,
    gaps: readonly number[],
  ): void;
  /** Adds up days or shorter blocks to a block of so many days. */
  addUp(site: string, lower: number, span: number, day: number): void;
  /**
   * Unique visitors of the days that these pieces cover. As in unique-visitors.ts, a browser is counted on its first day
   * among them; after 32 days only if it has no memory.
   */
  read(site: string, pieces: readonly Piece[]): ValueVisitors;
  firstDay(site: string): number | undefined;
  /** Every count of some days, as an export has it: dimension, day, value with its gap, count, 0. */
  counters(site: string, from: number, to: number): [string, number, string, number, number][];
  /** Deletes a value on every day. @returns how many rows went */
  removeValue(site: string, dimension: string, value: string): number;
};

/** Prepares the table's statements. */
export const prepareVisitors = (database: Database.Database): VisitorTable => {
  const rows = query(database);
  const readOne = rows(
    "SELECT gaps FROM visitor WHERE site = ? AND dimension = ? AND span = ? AND day = ? AND value = ?",
  );
  const write = database.prepare(
    "INSERT OR REPLACE INTO visitor (site, dimension, span, day, value, gaps) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const names = [...GAP_DIMENSIONS.values()].map((dimension) => `'${dimension}'`).join(",");
  const readDays = rows(
    `SELECT dimension, day, json_group_array(value), json_group_array(gaps) FROM visitor
     WHERE site = ? AND dimension IN (${names}) AND span = ? AND day BETWEEN ? AND ? GROUP BY dimension, day`,
  );
  const firstDay = rows("SELECT min(day) FROM visitor WHERE site = ? AND dimension = 'screen' AND span = 1");
  const removeOne = database.prepare("DELETE FROM visitor WHERE site = ? AND dimension = ? AND value = ?");

  return {
    add(site, dimension, { span, from }, value, gaps) {
      const sum = listOf(readOne(site, dimension, span, from, value)[0]?.[0]);
      addGaps(sum, gaps, 0);
      write.run([site, dimension, span, from, value, JSON.stringify(sum)]);
    },
    addUp(site, lower, span, day) {
      const sums = new Map<VisitorDimension, Map<string, number[]>>();
      for (const { dimension, at, value, gaps } of unfold(readDays(site, lower, day, day + span - 1))) {
        const own = sums.get(dimension) ?? new Map<string, number[]>();
        sums.set(dimension, own);
        const sum = own.get(value) ?? [];
        own.set(value, sum);
        addGaps(sum, gaps, at - day);
      }
      for (const [dimension, values] of sums)
        for (const [value, sum] of values) write.run([site, dimension, span, day, value, JSON.stringify(sum)]);
    },
    read(site, pieces) {
      const start = pieces[0]?.from ?? 0;
      const sums = new Map([...GAP_DIMENSIONS.values()].map((dimension) => [dimension, new Map<string, number>()]));
      for (const { span, from, to } of pieces)
        for (const { dimension, at, value, gaps } of unfold(readDays(site, span, from, to))) {
          const own = sums.get(dimension);
          const visitors = visitorsIn(gaps, at - start);
          if (visitors > 0) own?.set(value, (own.get(value) ?? 0) + visitors);
        }
      return sums;
    },
    firstDay: (site) => (firstDay(site)[0]?.[0] as number | null) ?? undefined,
    counters: (site, from, to) =>
      [...unfold(readDays(site, 1, from, to))].flatMap(({ dimension, at, value, gaps }) =>
        gaps.flatMap((count, gap) =>
          count ? [[gapsOf(dimension), at, gapValue(gap, value), count, 0] satisfies [...unknown[]]] : [],
        ),
      ) as [string, number, string, number, number][],
    removeValue: (site, dimension, value) => removeOne.run([site, dimension, value]).changes,
  };
};

/** Gaps of one value, made of counters with a gap in each value. */
export const gapsByValue = (counts: Iterable<readonly [gapped: string, count: number]>): Map<string, number[]> => {
  const values = new Map<string, number[]>();
  for (const [gapped, count] of counts) {
    const gaps = values.get(valueIn(gapped)) ?? [];
    values.set(valueIn(gapped), gaps);
    addGaps(gaps, [...Array<number>(gapIn(gapped)).fill(0), count], 0);
  }
  return values;
};

type Found = {
  readonly dimension: VisitorDimension;
  /** The day, or the first one of the block. */
  readonly at: number;
  readonly value: string;
  readonly gaps: readonly number[];
};

/** The values of each row, which has them and their lists of gaps as JSON arrays. */
function* unfold(rows: ReturnType<Query>): Iterable<Found> {
  for (const [dimension, at, values, lists] of rows) {
    const gaps = JSON.parse(String(lists)) as string[];
    for (const [index, value] of (JSON.parse(String(values)) as string[]).entries())
      yield { dimension: dimension as VisitorDimension, at: Number(at), value, gaps: listOf(gaps[index]) };
  }
}

const listOf = (gaps: unknown): number[] => (gaps === undefined ? [] : (JSON.parse(String(gaps)) as number[]));
