// The files called store… are the only ones that know SQL: this one writes batches.
import type Database from "libsql";
import type { Increment, Increments } from "./aggregate.js";
import { prepareBlocks } from "./store-blocks.js";
import { prepareCounters, type Refusals } from "./store-counters.js";
import { openDatabase, query } from "./store-file.js";
import { prepareOnce } from "./store-once.js";
import { prepareReading } from "./store-read.js";
import { prepareReceipts, type StoredReceipts } from "./store-receipts.js";
import { type Counters, prepareUpkeep } from "./store-upkeep.js";
import { prepareVisitors, type ValueVisitors } from "./store-visitors.js";

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

/** Where everything is kept: counters, and a few settings of the collector itself. Days are both included everywhere. */
export type Store = {
  /**
   * Adds a beacon's increments. Resolves after they are on disk: `repeated` if its one-time number came before, and
   * then nothing was added. Rejects if the batch could not be written, and then nothing of it was.
   */
  add(increments: Increments, once: string): Promise<"counted" | "repeated">;
  /** Counts a refusal. It is written with the next batch or report, so that a flood of nonsense never reaches the disk. */
  refuse(site: string, day: number, reason: string): void;
  /** Sums by day. */
  daySums(site: string, from: number, to: number): ReadonlyMap<number, Sums>;
  /** Sums of one day by UTC hours since 1970-01-01. */
  hourSums(site: string, day: number): ReadonlyMap<number, Sums>;
  /** Sums over the days, by dimension and value, gaps and pairs left out. */
  values(site: string, from: number, to: number): Increment[];
  /** The same for pairs of source and entry page. */
  pairs(site: string, from: number, to: number): Increment[];
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
  /** Deletes days of a site. @returns whether there was anything */
  remove(site: string, from: number, to: number): boolean;
  /** Deletes what a site has of days before this one; cheap if there is nothing. */
  forgetBefore(site: string, day: number): void;
  /** Deletes one value of a dimension on every day, and from the file's free space. @returns how many counters went */
  removeValue(site: string, dimension: string, value: string): number;
  /** Puts counters in the place of all that the site has on their days: all of them or, if one is wrong, none. */
  takeIn(site: string, counters: Counters): void;
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
  const visitors = prepareVisitors(database);
  const blocks = prepareBlocks(database, visitors);
  const counters = prepareCounters(database, blocks, visitors);
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
  /** A change by the owner: what waits is written first, and afterwards nothing is known of sizes or blocks any more. */
  const change = <Result>(write: () => Result): Result => {
    commit();
    try {
      return transaction(write);
    } finally {
      counters.forgetSizes();
      blocks.reload();
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

  const read = prepareReading(database, blocks, visitors);
  const upkeep = prepareUpkeep(database, blocks, visitors);

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
    ...read,
    values: (site, from, to) => {
      commit();
      return read.values(site, from, to);
    },
    pairs: (site, from, to) => {
      commit();
      return read.pairs(site, from, to);
    },
    counters: (site, from, to) => {
      commit();
      return read.counters(site, from, to);
    },
    remove: (site, from, to) => change(() => upkeep.remove(site, from, to)),
    forgetBefore: (site, day) => {
      if (upkeep.hasBefore(site, day)) change(() => upkeep.remove(site, 0, day - 1));
    },
    removeValue: (site, dimension, value) => {
      const removed = change(() => upkeep.removeValue(site, dimension, value));
      // What was deleted stays in the file's free space and in the log until both are written anew.
      if (removed > 0) upkeep.wipe();
      return removed;
    },
    takeIn: (site, counters) => change(() => upkeep.takeIn(site, counters)),
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
