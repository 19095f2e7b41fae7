import type Database from "libsql";
import { query } from "./store-file.js";

/** Receipts as they came, kept apart from the counters. They are only ever added: the file itself refuses changes. */
export type StoredReceipts = {
  /**
   * Adds a receipt; when it returns it is on disk. `repeated` if the same came before, `other` if another one has its number, and
   * then nothing was added.
   * @throws Error if it could not be written
   */
  add(site: string, number: string, text: string): "added" | "repeated" | "other";
  /** The receipt of a number. */
  find(site: string, number: string): string | undefined;
  /** At most {@link PAGE} receipts, in the order in which they came, with the place to go on from; none at the end. */
  page(site: string, after: number): readonly { readonly place: number; readonly text: string }[];
};

/** Receipts that are read at once: an export never holds all of them in memory. */
const PAGE = 500;

/**
 * Made with the first receipt and by no step of the schema: the file of an owner who collects none stays one of counters only.
 */
const TABLE = `CREATE TABLE IF NOT EXISTS receipt (
    place INTEGER PRIMARY KEY, site TEXT NOT NULL, number TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (site, number)
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS receipt_stays BEFORE UPDATE ON receipt
    BEGIN SELECT RAISE(ABORT, 'receipts stay as they are'); END;`;

export const prepareReceipts = (database: Database.Database): StoredReceipts => {
  const rows = query(database);
  const prepare = () => ({
    find: rows("SELECT text FROM receipt WHERE site = ? AND number = ?"),
    page: rows(`SELECT place, text FROM receipt WHERE site = ? AND place > ? ORDER BY place LIMIT ${PAGE}`),
    insert: database.prepare("INSERT INTO receipt (site, number, text) VALUES (?, ?, ?)"),
  });
  let prepared: ReturnType<typeof prepare> | undefined;
  const table = (): typeof prepared => {
    if (!prepared && rows("SELECT 1 FROM sqlite_schema WHERE name = 'receipt'")().length > 0) prepared = prepare();
    return prepared;
  };
  const find: StoredReceipts["find"] = (site, number) => table()?.find(site, number)[0]?.[0] as string | undefined;
  return {
    add: (site, number, text) => {
      const before = find(site, number);
      if (before !== undefined) return before === text ? "repeated" : "other";
      if (!table()) database.exec(TABLE);
      // One statement is one transaction, synced when it returns (`synchronous=FULL`).
      table()?.insert.run([site, number, text]);
      return "added";
    },
    find,
    page: (site, after) =>
      (table()?.page(site, after) ?? []).map(([place, text]) => ({ place: Number(place), text: String(text) })),
  };
};
