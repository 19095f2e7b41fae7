// Deleting and taking in counters in the store's file. The files called store… are the only ones that know SQL.
import type Database from "libsql";
import { GAP_DIMENSIONS } from "./gap-value.js";
import type { Blocks } from "./store-blocks.js";
import { query } from "./store-file.js";
import { gapsByValue, type VisitorTable } from "./store-visitors.js";

/**
 * Every counter of some days of a site, as it is kept: what an export holds and an import takes in. Days are numbers in
 * the site's zone, hours UTC hours since 1970-01-01.
 */
export type Counters = {
  /** Dimension, day, value, count, second number. */
  readonly counters: readonly (readonly [string, number, string, number, number])[];
  /** Day, hour, views, visits, bounces, seconds. */
  readonly totals: readonly (readonly number[])[];
  /** Day, hour, gap, count. */
  readonly gaps: readonly (readonly number[])[];
};

/** Changes that the owner asks for. Only within a transaction, `wipe` excepted. */
export type Upkeep = {
  /** Deletes days of a site, both ends included. @returns whether there was anything */
  remove(site: string, from: number, to: number): boolean;
  /** Whether a site has anything of days before this one. */
  hasBefore(site: string, day: number): boolean;
  /** Deletes a value on every day, wherever it is counted. @returns how many counters went */
  removeValue(site: string, dimension: string, value: string): number;
  /** Puts counters in the place of all that the site has on their days. */
  takeIn(site: string, counters: Counters): void;
  /** Writes the file anew, without what was deleted, and empties the log. */
  wipe(): void;
};

/** Dimensions that hold the same kind of value: who deletes a path means it as an entry and as an exit too. */
const KIN: readonly (readonly string[])[] = [["page", "entry", "exit"]];

const HAS_SPAN: ReadonlySet<string> = new Set(["counter", "visitor"]);

/** Prepares the owner's changes. */
export const prepareUpkeep = (database: Database.Database, blocks: Blocks, visitors: VisitorTable): Upkeep => {
  const tables = ["counter", "visitor", "total", "day_total", "gap"].map((table) =>
    database.prepare(
      `DELETE FROM ${table} WHERE site = ? AND day BETWEEN ? AND ?${HAS_SPAN.has(table) ? " AND span = 1" : ""}`,
    ),
  );
  const removeOne = database.prepare("DELETE FROM counter WHERE site = ? AND dimension = ? AND value = ?");
  // A pair is a source, a space and an entry page.
  const removePairs = database.prepare(
    `DELETE FROM counter WHERE site = ?1 AND dimension = 'pair'
       AND (substr(value, 1, instr(value, ' ') - 1) = ?2 OR substr(value, instr(value, ' ') + 1) = ?2)`,
  );
  const addCounter = database.prepare(
    "INSERT INTO counter (site, dimension, span, day, value, n, second) VALUES (?, ?, 1, ?, ?, ?, ?)",
  );
  const addTotal = database.prepare("INSERT INTO total VALUES (?, ?, ?, ?, ?, ?, ?)");
  const addDayTotals = database.prepare(
    `INSERT INTO day_total SELECT site, day, sum(views), sum(visits), sum(bounces), sum(seconds)
     FROM total WHERE site = ? AND day = ? GROUP BY site, day`,
  );
  const addGap = database.prepare("INSERT INTO gap VALUES (?, ?, ?, ?, ?)");

  const remove = (site: string, from: number, to: number): boolean => {
    const changes = tables.map((table) => table.run([site, from, to]).changes);
    // A block of many days that touches these is no longer true; it is added up again from the days that stay.
    blocks.drop(site, from, to);
    return changes.some((count) => count > 0);
  };

  // Refusals and decisions are counted on days without views too. Each is found by its key, without reading the days.
  const oldest = query(database)(
    `SELECT min(day) FROM total WHERE site = ?1 UNION ALL
     SELECT min(day) FROM counter WHERE site = ?1 AND dimension = 'refused' AND span = 1 UNION ALL
     SELECT min(day) FROM counter WHERE site = ?1 AND dimension = 'decision' AND span = 1`,
  );

  return {
    remove,
    hasBefore: (site, day) => oldest(site).some(([first]) => first !== null && Number(first) < day),
    removeValue(site, dimension, value) {
      const dimensions = KIN.find((kin) => kin.includes(dimension)) ?? [dimension];
      const removed = dimensions.map((one) => removeOne.run([site, one, value]).changes);
      removed.push(visitors.removeValue(site, dimension, value));
      if (dimensions.includes("page") || dimension === "source") removed.push(removePairs.run([site, value]).changes);
      return removed.reduce((sum, count) => sum + count, 0);
    },
    takeIn(site, { counters, totals, gaps }) {
      const days = new Set([...counters.map(([, day]) => day), ...totals.map(([day = 0]) => day)]);
      for (const day of days) remove(site, day, day);
      for (const [dimension, day, value, count, second] of counters)
        if (!GAP_DIMENSIONS.has(dimension)) addCounter.run([site, dimension, day, value, count, second]);
      for (const [gaps, dimension] of GAP_DIMENSIONS)
        for (const [day, own] of byDay(counters.filter(([name]) => name === gaps)))
          visitors.add(site, { span: 1, from: day }, new Map([[dimension, gapsByValue(own)]]), 0);
      for (const row of totals) addTotal.run([site, ...row]);
      for (const day of days) addDayTotals.run([site, day]);
      for (const row of gaps) addGap.run([site, ...row]);
    },
    wipe() {
      database.exec("VACUUM");
      query(database)("PRAGMA wal_checkpoint(TRUNCATE)")();
    },
  };
};

const byDay = (counters: Counters["counters"]): Map<number, [string, { count: number }][]> => {
  const days = new Map<number, [string, { count: number }][]>();
  for (const [, day, value, count] of counters) {
    const own = days.get(day);
    if (own) own.push([value, { count }]);
    else days.set(day, [[value, { count }]]);
  }
  return days;
};
