// Visitors by source and the like in the store's file. The files called store… are the only ones that know SQL.
import type Database from "libsql";
import type { VisitorDimension } from "../model/report.js";
import { addGaps, GAP_DIMENSIONS, gapIn, gapsOf, gapValue, valueIn, visitorsIn } from "./gap-value.js";
import type { Piece } from "./store-blocks.js";
import { jsonObject, type Query, query } from "./store-file.js";

/** First views by gap, for each value of some dimensions. */
export type VisitorGaps = ReadonlyMap<VisitorDimension, ReadonlyMap<string, readonly number[]>>;

/** Unique visitors by dimension and value. */
export type ValueVisitors = ReadonlyMap<VisitorDimension, ReadonlyMap<string, number>>;

/**
 * First views by gap, for each value of some dimensions. All gaps of a value and day are one row, as a list: a row for
 * each would be ten times as many, and a report would read them all. Writing is only within a transaction.
 */
export type VisitorTable = {
  /**
   * Adds to a day, or to a block of days.
   * @param away days between the first day of the block and that of the gaps
   */
  add(site: string, piece: Omit<Piece, "to">, values: VisitorGaps, away: number): void;
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
  // A batch is one question and one command. CROSS JOIN keeps this order, in which each row is found by its key.
  const readSome = rows(
    `SELECT dimension, visitor.value, gaps FROM json_each(?1) AS listed CROSS JOIN json_each(listed.value) AS one
     CROSS JOIN visitor ON site = ?2 AND dimension = listed.key AND span = ?3 AND day = ?4 AND visitor.value = one.key`,
  );
  const write = database.prepare(
    `INSERT OR REPLACE INTO visitor (site, dimension, span, day, value, gaps)
     SELECT ?2, listed.key, ?3, ?4, one.key, one.value
     FROM json_each(?1) AS listed, json_each(listed.value) AS one`,
  );
  const names = [...GAP_DIMENSIONS.values()].map((dimension) => `'${dimension}'`).join(",");
  const readDays = rows(
    `SELECT dimension, day, json_group_array(value), json_group_array(gaps) FROM visitor
     WHERE site = ? AND dimension IN (${names}) AND span = ? AND day BETWEEN ? AND ? GROUP BY dimension, day`,
  );
  const firstDay = rows("SELECT min(day) FROM visitor WHERE site = ? AND dimension = 'screen' AND span = 1");
  const removeOne = database.prepare("DELETE FROM visitor WHERE site = ? AND dimension = ? AND value = ?");

  return {
    add(site, { span, from }, values, away) {
      if (values.size === 0) return;
      const sums = new Map(Array.from(values, ([dimension, own]) => [dimension, movedBy(own, away)]));
      for (const [dimension, value, gaps] of readSome(jsonOf(sums), site, span, from)) {
        const sum = sums.get(dimension as VisitorDimension)?.get(String(value));
        if (sum) addGaps(sum, listOf(gaps), 0);
      }
      write.run([jsonOf(sums), site, span, from]);
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
      write.run([jsonOf(sums), site, span, day]);
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

/**
 * Gaps of each value, made of counters with a gap in each value.
 * @param counts each a value with its gap, and its count
 * @param nameOf the value under which one is counted @default itself
 */
export const gapsByValue = (
  counts: Iterable<readonly [gapped: string, sum: { readonly count: number }]>,
  nameOf: (value: string) => string = (value) => value,
): Map<string, number[]> => {
  const values = new Map<string, number[]>();
  for (const [gapped, { count }] of counts) {
    // An import may hold anything; see store-counters.ts.
    const name = nameOf(valueIn(gapped).toWellFormed());
    const gaps = values.get(name) ?? [];
    values.set(name, gaps);
    const gap = gapIn(gapped);
    while (gaps.length <= gap) gaps.push(0);
    gaps[gap] = (gaps[gap] ?? 0) + count;
  }
  return values;
};

/** The gaps of some values as those of a day that came so many days earlier. */
const movedBy = (values: ReadonlyMap<string, readonly number[]>, away: number): Map<string, number[]> =>
  new Map(
    Array.from(values, ([value, gaps]) => {
      const moved: number[] = [];
      addGaps(moved, gaps, away);
      return [value, moved];
    }),
  );

/** `{"source":{"example.org":[1,0,2],…},…}` */
const jsonOf = (values: VisitorGaps): string =>
  jsonObject(values, (own) => jsonObject(own, (gaps) => `[${gaps.join(",")}]`));

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
