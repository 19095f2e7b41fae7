// Opening the store's file, and its schema. With store.ts the only file that knows SQL.
import Database from "libsql";

/** Days of a block of counters; near the square root of half a year, where blocks and single days cost the same. */
export const BLOCK_DAYS = 16;

/** "Kivk": tells a file of ours from any other SQLite file (sqlite.org/fileformat2.html, section 1.3.1). */
const APPLICATION_ID = 0x4b69766b;

/**
 * One step for each version of the schema; `user_version` is the number of steps that a file has seen. Steps are only
 * ever added. Days are numbers in the site's zone, hours are UTC; there is no finer time, and no row about one visit.
 * Counters with a `span` of {@link BLOCK_DAYS} hold the sums of so many days from `day` on: a year's report reads 23 of
 * them and at most 30 days at its ends, instead of 365 days.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE counter (
     site TEXT NOT NULL, dimension TEXT NOT NULL, day INTEGER NOT NULL, value TEXT NOT NULL,
     span INTEGER NOT NULL, n INTEGER NOT NULL, second INTEGER NOT NULL,
     PRIMARY KEY (site, dimension, span, day, value)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE total (
     site TEXT NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL,
     views INTEGER NOT NULL, visits INTEGER NOT NULL, bounces INTEGER NOT NULL, seconds INTEGER NOT NULL,
     PRIMARY KEY (site, day, hour)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE once_0 (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
   CREATE TABLE once_1 (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
   CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
];

/** Milliseconds to wait for another program that has the file open, a copy for safety for example. */
const BUSY_MILLISECONDS = 1000;

/**
 * Opens a database of the current schema, or makes it. `synchronous=FULL`: a commit has been synced when it returns.
 * @throws Error with the reason for a file that is not ours, damaged, too new or out of reach; it is left as it is
 */
export const openDatabase = (path: string): Database.Database => {
  const database = connect(path);
  try {
    const rows = query(database);
    const number = (sql: string): number => Number(rows(sql)()[0]?.[0]);
    // Nothing may be written before it is clear that the file is ours and sound.
    const found = String(rows("PRAGMA quick_check(1)")()[0]?.[0]);
    if (found !== "ok") throw new Error(`the file is damaged (${found.replace(/\s+/g, " ").trim()})`);
    const version = number("PRAGMA user_version");
    const isEmpty = number("SELECT count(*) FROM sqlite_schema") === 0;
    if (!isEmpty && number("PRAGMA application_id") !== APPLICATION_ID)
      throw new Error("it belongs to another program");
    if (version > MIGRATIONS.length) throw new Error(`a newer Kivok wrote it (version ${version})`);
    rows("PRAGMA journal_mode = WAL")();
    database.exec("PRAGMA synchronous = FULL");
    for (const [index, migration] of MIGRATIONS.entries()) {
      if (index < version) continue;
      const stamp = `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1};`;
      database.exec(`BEGIN IMMEDIATE; ${migration} ${stamp} COMMIT;`);
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

const connect = (path: string): Database.Database => {
  try {
    return new Database(path, { timeout: BUSY_MILLISECONDS });
  } catch (error) {
    // The driver says "ConnectionFailed" and SQLite's result code: 14 is SQLITE_CANTOPEN.
    const cannotOpen = error instanceof Error && /: 14"\)$/.test(error.message);
    throw cannotOpen ? new Error("the folder is missing or out of reach", { cause: error }) : error;
  }
};

/** A prepared question: parameters to rows, each an array of its columns. */
export type Query = (...parameters: readonly unknown[]) => unknown[][];

/** Prepares questions. Rows as arrays, parameters always as an array: the driver takes a single object, a Buffer too, for named parameters. */
export const query =
  (database: Database.Database): ((sql: string) => Query) =>
  (sql) => {
    const statement = database.prepare(sql) as unknown as {
      raw(): { all(parameters: readonly unknown[]): unknown[][] };
    };
    const raw = statement.raw();
    return (...parameters) => raw.all(parameters);
  };
