// Sums over blocks of days in the store's file. The files called store… are the only ones that know SQL.
import type Database from "libsql";
import { DIMENSIONS } from "../model/report.js";
import { query } from "./store-file.js";
import type { VisitorTable } from "./store-visitors.js";

/** Some days whose counters have the same span: single days (1), or blocks of so many days. Both ends are included. */
export type Piece = { readonly span: number; readonly from: number; readonly to: number };

/** Which days have been added up to blocks. */
export type Blocks = {
  /** Adds up what is finished. Only within a transaction. @returns what to call after its commit */
  addUp(): () => void;
  /** The blocks that a day is part of: what still arrives for it is counted in them as well. */
  around(site: string, day: number): readonly { readonly span: number; readonly day: number }[];
  /** Covers some days with as few counters as there are. */
  cover(site: string, from: number, to: number): Piece[];
  /** Deletes the blocks that any of these days is part of. Only within a transaction, and {@link reload} after it. */
  drop(site: string, from: number, to: number): void;
  /** Believes nothing but the file any more. */
  reload(): void;
};

/** Days of a block, each a multiple of the one before: a year is read from a dozen blocks and a few days at its ends. */
const SPANS = [4, 16, 64, 256] as const;

/**
 * Dimensions of a report, named one by one, or SQLite would not use the key behind them. They have blocks, and so have
 * pairs, which are many and are read by themselves. Unique visitors need every single day.
 */
export const LISTED: string = [...DIMENSIONS, "forgets", "refused"].map((dimension) => `'${dimension}'`).join(",");

const largest = [...SPANS].reverse();

const nameOf = (site: string, span: number, day: number): string => `${site} ${span} ${day}`;

/** Reads which blocks there are. */
export const prepareBlocks = (database: Database.Database, visitors: VisitorTable): Blocks => {
  const rows = query(database);
  const sites = rows("SELECT site, min(day), max(day) FROM total GROUP BY site");
  const mark = database.prepare("INSERT INTO block VALUES (?, ?, ?)");
  const insert = database.prepare(
    `INSERT INTO counter (site, dimension, span, day, value, n, second)
     SELECT site, dimension, ?, ?, value, sum(n), sum(second) FROM counter
     WHERE site = ? AND dimension IN (${LISTED}, 'pair', 'decision') AND span = ? AND day BETWEEN ? AND ? GROUP BY dimension, value`,
  );
  const readBlocks = rows("SELECT site, span, day FROM block");
  const unmark = database.prepare("DELETE FROM block WHERE site = ? AND day <= ? AND day + span > ?");
  const empty = ["counter", "visitor"].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE site = ? AND span > 1 AND day <= ? AND day + span > ?`),
  );
  const added = new Set<string>();
  const reload = (): void => {
    added.clear();
    for (const [site, span, day] of readBlocks()) added.add(nameOf(String(site), Number(span), Number(day)));
  };
  reload();

  return {
    reload,
    drop(site, from, to) {
      unmark.run([site, to, from]);
      for (const statement of empty) statement.run([site, to, from]);
    },
    addUp() {
      const names: string[] = [];
      for (const [site, first, last] of sites() as [string, number, number][]) {
        let lower = 1;
        for (const span of SPANS) {
          // Up to two days ago: for the last two there is much to come, which would be written twice.
          for (let day = first - (first % span); day + span < last; day += span) {
            const name = nameOf(site, span, day);
            if (added.has(name)) continue;
            insert.run([span, day, site, lower, day, day + span - 1]);
            visitors.addUp(site, lower, span, day);
            mark.run([site, span, day]);
            names.push(name);
          }
          lower = span;
        }
      }
      return () => {
        for (const name of names) added.add(name);
      };
    },
    around: (site, day) =>
      SPANS.map((span) => ({ span, day: day - (day % span) })).filter((block) =>
        added.has(nameOf(site, block.span, block.day)),
      ),
    cover(site, from, to) {
      const pieces: Piece[] = [];
      let day = from;
      while (day <= to) {
        const span =
          largest.find((span) => day % span === 0 && day + span - 1 <= to && added.has(nameOf(site, span, day))) ?? 1;
        const last = pieces.at(-1);
        const isSame = last?.span === span;
        if (isSame) pieces.pop();
        pieces.push({ span, from: isSame ? last.from : day, to: day + span - 1 });
        day += span;
      }
      return pieces;
    },
  };
};
