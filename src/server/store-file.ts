// Opening the store's file, and its schema. The files called store… are the only ones that know SQL.
import { closeSync, existsSync, fsyncSync, openSync, rmSync } from "node:fs";
import Database from "libsql";

/** "Kivk": tells a file of ours from any other SQLite file (sqlite.org/fileformat2.html, section 1.3.1). */
const APPLICATION_ID = 0x4b69766b;

/**
 * One step for each version of the schema; `user_version` is the number of steps that a file has seen. Steps are only
 * ever added. Days are numbers in the site's zone, hours are UTC; there is no finer time, and no row about one visit.
 * Counters with a `span` over 1 hold the sums of so many days from `day` on.
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
  // Gaps by hour as well, so that a part of a day can be compared with the same part of another. Of the days before, the
  // hours are not known: each gap is spread over the hours in which its day had views, and the sum of a day stays.
  // Blocks were written with every count, now they are added up later: those that there are, are complete.
  `CREATE TABLE gap (
     site TEXT NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL, gap INTEGER NOT NULL, n INTEGER NOT NULL,
     PRIMARY KEY (site, day, hour, gap)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO gap
     SELECT site, day, hour, gap, (2 * n * upto + whole) / (2 * whole) - (2 * n * (upto - views) + whole) / (2 * whole) AS part
     FROM (SELECT site, day, CAST(value AS INTEGER) AS gap, n FROM counter WHERE dimension = 'gap' AND span = 1)
     JOIN (SELECT site, day, hour, views, sum(views) OVER (PARTITION BY site, day ORDER BY hour) AS upto,
       sum(views) OVER (PARTITION BY site, day) AS whole FROM total WHERE views > 0) USING (site, day)
     WHERE part > 0;
   CREATE TABLE once_log (batch INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT;
   CREATE TABLE block (site TEXT NOT NULL, span INTEGER NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (site, span, day))
     STRICT, WITHOUT ROWID;
   INSERT INTO block SELECT DISTINCT site, span, day FROM counter WHERE span > 1;`,
  // Sums of whole days, which long ranges are drawn from: a year of hours is 24 times as many rows.
  `CREATE TABLE day_total (
     site TEXT NOT NULL, day INTEGER NOT NULL,
     views INTEGER NOT NULL, visits INTEGER NOT NULL, bounces INTEGER NOT NULL, seconds INTEGER NOT NULL,
     PRIMARY KEY (site, day)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO day_total
     SELECT site, day, sum(views), sum(visits), sum(bounces), sum(seconds) FROM total GROUP BY site, day;`,
  // First views by gap as a list, for each value of some dimensions: [gap 0, gap 1, …], as far as there are any.
  `CREATE TABLE visitor (
     site TEXT NOT NULL, dimension TEXT NOT NULL, day INTEGER NOT NULL, value TEXT NOT NULL,
     span INTEGER NOT NULL, gaps TEXT NOT NULL,
     PRIMARY KEY (site, dimension, span, day, value)
   ) STRICT, WITHOUT ROWID;`,
];

/** What SQLite keeps of the file in memory. Under load all of it fills up, and the system keeps the file in memory as well. */
const CACHE_KIBIBYTES = 4 * 1024;
/** Pages of 4 KiB after which the log is moved into the file. The same pages are written again and again: 16 MiB save most. */
const LOG_PAGES = 4096;

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
    database.exec(
      `PRAGMA synchronous = FULL; PRAGMA cache_size = ${-CACHE_KIBIBYTES}; PRAGMA wal_autocheckpoint = ${LOG_PAGES};`,
    );
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

/**
 * Writes a consistent copy while a collector runs on the file, in this process or another; what was deleted before is not
 * in it. Resolves when it is on disk.
 * @param target must not exist yet
 * @throws Error with one clear sentence
 */
export const backupDatabase = (path: string, target: string): void => {
  if (!existsSync(path)) throw new Error(`cannot back up ${path}: there is no such file`);
  if (existsSync(target)) throw new Error(`cannot write the backup to ${target}: it exists already`);
  let database: Database.Database | undefined;
  try {
    database = connect(path);
    if (Number(query(database)("PRAGMA application_id")()[0]?.[0]) !== APPLICATION_ID)
      throw new Error("it belongs to another program");
    database.prepare("VACUUM INTO ?").run([target]);
    // SQLite leaves the copy to the system, which has not written it yet.
    const file = openSync(target, "r+");
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    rmSync(target, { force: true });
    throw new Error(`cannot back up ${path} to ${target}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  } finally {
    database?.close();
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

/**
 * The JSON object of a map, as text: a batch has other keys each time, and objects that get a new shape for each are slow.
 * @param write gives the JSON of a value
 */
export const jsonObject = <Value>(map: ReadonlyMap<string, Value>, write: (value: Value) => string): string => {
  let text = "";
  for (const [key, value] of map) text += `${text && ","}${JSON.stringify(key)}:${write(value)}`;
  return `{${text}}`;
};
