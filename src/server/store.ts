// The files called store… are the only ones that know SQL: this one batches and reads, and is longer than others for it.
import type Database from "libsql";
import { MAX_GAP } from "../model/visit.js";
import type { CounterDimension, Increment, Increments } from "./aggregate.js";
import { LISTED, prepareBlocks } from "./store-blocks.js";
import { prepareCounters, type Refusals } from "./store-counters.js";
import { openDatabase, type Query, query } from "./store-file.js";
import { prepareOnce } from "./store-once.js";
import { prepareReceipts, type StoredReceipts } from "./store-receipts.js";

/** Sums of a day, or of one hour of it. */
export type TimeSums = {
  readonly day: number;
  /** UTC hours since 1970-01-01; the first one of the day where whole days are asked for. */
  readonly hour: number;
  readonly views: number;
  readonly visits: number;
  readonly bounces: number;
  readonly seconds: number;
};
/** First views of a day by gap: how many browsers' last active day was so many days before (model/visit.ts). */
export type Histogram = readonly number[];
/** Histograms by day. */
export type Gaps = ReadonlyMap<number, Histogram>;

/** Where everything is kept: counters, and a few settings of the collector itself. Days are both included everywhere. */
export type Store = {
  /**
   * Adds a beacon's increments. Resolves after they are on disk: `repeated` if its one-time number came before, and
   * then nothing was added. Rejects if the batch could not be written, and then nothing of it was.
   */
  add(increments: Increments, once: string): Promise<"counted" | "repeated">;
  /** Counts a refusal. It is written with the next batch or report, so that a flood of nonsense never reaches the disk. */
  refuse(site: string, day: number, reason: string): void;
  sums(site: string, from: number, to: number, by: "hour" | "day"): TimeSums[];
  /** Sums over the days, by dimension and value, gaps left out. */
  values(site: string, from: number, to: number): Increment[];
  gaps(site: string, from: number, to: number): Gaps;
  /** Histograms of one day by UTC hours since 1970-01-01. */
  gapsByHour(site: string, day: number): ReadonlyMap<number, Histogram>;
  /** The first day that anything was counted on. */
  firstDay(site: string): number | undefined;
  /** Receipts of consents: none unless the owner collects them. */
  readonly receipts: StoredReceipts;
  setting(name: string): string | undefined;
  saveSetting(name: string, value: string): void;
  /** Forgets the older generation of one-time numbers; the current one becomes the older. */
  forgetOlderNumbers(): void;
  /** Adds up days that are over, so that long ranges are read faster. To be called now and then; changes no sum. */
  addUpBlocks(): void;
  /** Whether the last write succeeded. */
  isWritable(): boolean;
  /** Writes what waits and closes the file. */
  close(): void;
};

/**
 * Opens the file, or makes it.
 * @param onFailure called when a write fails after one that succeeded, so once for a disk that stays full
 * @throws Error "cannot open the store at PATH: reason"; a file that cannot be used is left as it is
 */
export const openStore = (path: string, onFailure: (error: unknown) => void = () => {}): Store => {
  try {
    return createStore(openDatabase(path), onFailure);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot open the store at ${path}: ${reason}`, { cause: error });
  }
};

const createStore = (database: Database.Database, onFailure: (error: unknown) => void): Store => {
  const rows = query(database);
  const blocks = prepareBlocks(database);
  const counters = prepareCounters(database, blocks);
  const once = prepareOnce(database);
  const readSetting = rows("SELECT value FROM setting WHERE name = ?");
  const writeSetting = database.prepare("INSERT OR REPLACE INTO setting VALUES (?, ?)");
  const begin = database.prepare("BEGIN IMMEDIATE");
  const end = database.prepare("COMMIT");
  const setting = (name: string): string | undefined => readSetting(name)[0]?.[0] as string | undefined;
  let writable = true;

  /** All of it or nothing. */
  const transaction = <Result>(write: () => Result): Result => {
    try {
      begin.run([]);
      const result = write();
      end.run([]);
      writable = true;
      return result;
    } catch (error) {
      if (writable) onFailure(error);
      writable = false;
      counters.forgetSizes();
      // SQLite rolls back by itself after some failures (a full disk), and then ROLLBACK is an error of its own.
      if (database.inTransaction) database.exec("ROLLBACK");
      once.reload();
      throw error;
    }
  };
  const saveSetting = (name: string, value: string): void => {
    transaction(() => writeSetting.run([name, value]));
  };

  type Waiting = {
    readonly increments: Increments;
    readonly once: string;
    readonly resolve: (result: "counted" | "repeated") => void;
    readonly reject: (error: unknown) => void;
  };
  let waiting: Waiting[] = [];
  const refusals = new Map<string, Refusals>();

  const commit = (): void => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0 && refusals.size === 0) return;
    try {
      const isNew = transaction(() => {
        const isNew = once.remember(batch.map(({ once }) => once));
        const fresh = batch.filter((_, index) => isNew[index]);
        counters.add(
          fresh.map(({ increments }) => increments),
          refusals.values(),
        );
        return isNew;
      });
      refusals.clear();
      for (const [index, { resolve }] of batch.entries()) resolve(isNew[index] ? "counted" : "repeated");
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  const sumsBy = (group: string) =>
    rows(`SELECT day, min(hour), sum(views), sum(visits), sum(bounces), sum(seconds) FROM total
          WHERE site = ? AND day BETWEEN ? AND ? GROUP BY ${group} ORDER BY ${group}`);
  const sums = { day: sumsBy("day"), hour: sumsBy("day, hour") };
  // One row a dimension and day, in the order of the key, and added up here: the driver takes ten times as long for one
  // row a value, and SQLite as long to sort them for its own sums.
  const values = rows(`SELECT dimension, json_group_array(value), json_group_array(n),
      json_group_array(second) FILTER (WHERE dimension IN ('page', 'entry'))
    FROM counter WHERE site = ? AND dimension IN (${LISTED}) AND span = ? AND day BETWEEN ? AND ? GROUP BY dimension, day`);
  const gaps = rows(`SELECT day, json_group_object(value, n) FROM counter
    WHERE site = ? AND dimension = 'gap' AND span = 1 AND day BETWEEN ? AND ? GROUP BY day`);
  const gapsByHour = rows("SELECT hour, json_group_object(gap, n) FROM gap WHERE site = ? AND day = ? GROUP BY hour");
  const firstDay = rows("SELECT min(day) FROM total WHERE site = ?");

  return {
    add: (increments, number) =>
      new Promise((resolve, reject) => {
        waiting.push({ increments, once: number, resolve, reject });
        // Natural group commit: all that arrives in one turn of the event loop is one batch, and while it syncs the
        // sockets collect the next. Batches grow with the load, and nobody waits for a timer.
        if (waiting.length === 1) setImmediate(commit);
      }),
    refuse: (site, day, reason) => {
      const key = `${site} ${day} ${reason}`;
      refusals.set(key, { site, day, reason, count: (refusals.get(key)?.count ?? 0) + 1 });
    },
    sums: (site, from, to, by) =>
      sums[by](site, from, to).map((row) => {
        const [day = 0, hour = 0, views = 0, visits = 0, bounces = 0, seconds = 0] = row as number[];
        return { day, hour, views, visits, bounces, seconds };
      }),
    values: (site, from, to) => {
      commit();
      const sums = new Map<string, Map<string, Sum>>();
      for (const piece of blocks.cover(site, from, to))
        for (const row of values(site, piece.span, piece.from, piece.to)) addColumns(sums, row as string[]);
      return [...sums].flatMap(([dimension, ofDimension]) =>
        [...ofDimension].map(([value, sum]) => ({ dimension: dimension as CounterDimension, value, ...sum })),
      );
    },
    gaps: (site, from, to) => readHistograms(gaps(site, from, to)),
    gapsByHour: (site, day) => readHistograms(gapsByHour(site, day)),
    firstDay: (site) => (firstDay(site)[0]?.[0] as number | null) ?? undefined,
    receipts: prepareReceipts(database),
    setting,
    saveSetting,
    forgetOlderNumbers: () => {
      transaction(() => once.forgetOlder());
      counters.forgetSizes();
    },
    addUpBlocks: () => transaction(() => blocks.addUp())(),
    isWritable: () => writable,
    close: () => {
      commit();
      try {
        // Moves the log into the file, and leaves one file. After a kill the next start reads the log.
        rows("PRAGMA journal_mode = DELETE")();
      } finally {
        database.close();
      }
    },
  };
};

/** Rows of a day or hour with its counts by gap, as a JSON object. */
const readHistograms = (rows: ReturnType<Query>): ReadonlyMap<number, Histogram> =>
  new Map(
    rows.map(([at, counts]) => {
      const histogram = Array<number>(MAX_GAP + 1).fill(0);
      for (const [gap, count] of Object.entries<number>(JSON.parse(String(counts)))) histogram[Number(gap)] = count;
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
