// The files called store… are the only ones that know SQL: this one puts them together.
import type Database from "libsql";
import type { Increments } from "./aggregate.js";
import { prepareBatches } from "./store-batches.js";
import { prepareBlocks } from "./store-blocks.js";
import { prepareCounters } from "./store-counters.js";
import { openDatabase, query } from "./store-file.js";
import { prepareOnce } from "./store-once.js";
import { prepareReading, type Reading } from "./store-read.js";
import { prepareReceipts, type StoredReceipts } from "./store-receipts.js";
import { prepareTransactions } from "./store-transactions.js";
import { type Counters, prepareUpkeep } from "./store-upkeep.js";
import { prepareVisitors } from "./store-visitors.js";

/** Where everything is kept: counters, and a few settings of the collector itself. Days are both included everywhere. */
export type Store = Reading & {
  /**
   * Adds a beacon's increments. Resolves after they are on disk: `repeated` if its one-time number came before, and
   * then nothing was added. Rejects if the batch could not be written, and then nothing of it was.
   */
  add(increments: Increments, once: string): Promise<"counted" | "repeated">;
  /** Counts a refusal. It is written with the next batch or report, so that a flood of nonsense never reaches the disk. */
  refuse(site: string, day: number, reason: string): void;
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
  const { transaction, isWritable } = prepareTransactions(database, {
    onFailure,
    onRollback: () => {
      counters.forgetSizes();
      once.reload();
    },
  });
  const { add, refuse, commit } = prepareBatches({ transaction, once, counters });
  const read = prepareReading(database, blocks, visitors);
  const upkeep = prepareUpkeep(database, blocks, visitors);

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
  const committed =
    <Result>(reading: (site: string, from: number, to: number) => Result) =>
    (site: string, from: number, to: number): Result => {
      commit();
      return reading(site, from, to);
    };

  return {
    add,
    refuse,
    ...read,
    // Refusals wait in memory, and are among these.
    values: committed(read.values),
    pairs: committed(read.pairs),
    decisions: committed(read.decisions),
    counters: committed(read.counters),
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
    setting: (name) => readSetting(name)[0]?.[0] as string | undefined,
    saveSetting: (name, value) => {
      transaction(() => writeSetting.run([name, value]));
    },
    forgetOlderNumbers: () => {
      transaction(() => once.forgetOlder());
      counters.forgetSizes();
    },
    addUpBlocks: () => transaction(() => blocks.addUp())(),
    isWritable,
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
