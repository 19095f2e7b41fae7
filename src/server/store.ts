// With store-file.ts the only file that knows SQL, and therefore longer than the others.
import { createHmac, randomBytes } from "node:crypto";
import type Database from "libsql";
import { DIMENSIONS } from "../model/report.js";
import { MAX_GAP } from "../model/visit.js";
import type { CounterDimension, Increment, Increments } from "./aggregate.js";
import { BLOCK_DAYS, openDatabase, query } from "./store-file.js";

/** Values that a dimension may have for one site and day; further ones are counted together under {@link OTHER}. */
export const MAX_VALUES_PER_DAY = 2000;
/** Name of what is over the cap. */
export const OTHER = "(other)";

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
/** First views by day, then by gap: how many browsers' last active day was so many days before (model/visit.ts). */
export type Gaps = ReadonlyMap<number, readonly number[]>;

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
  setting(name: string): string | undefined;
  saveSetting(name: string, value: string): void;
  /** Forgets the older generation of one-time numbers; the current one becomes the older. */
  forgetOlderNumbers(): void;
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
  const counters = prepareCounters(database);
  const readSetting = rows("SELECT value FROM setting WHERE name = ?");
  const writeSetting = database.prepare("INSERT OR REPLACE INTO setting VALUES (?, ?)");
  const setting = (name: string): string | undefined => readSetting(name)[0]?.[0] as string | undefined;
  let writable = true;

  /** All of it or nothing. */
  const transaction = <Result>(write: () => Result): Result => {
    try {
      database.exec("BEGIN IMMEDIATE");
      const result = write();
      database.exec("COMMIT");
      writable = true;
      return result;
    } catch (error) {
      if (writable) onFailure(error);
      writable = false;
      counters.forgetSizes();
      // SQLite rolls back by itself after some failures (a full disk), and then ROLLBACK is an error of its own.
      if (database.inTransaction) database.exec("ROLLBACK");
      throw error;
    }
  };
  const saveSetting = (name: string, value: string): void => {
    transaction(() => writeSetting.run([name, value]));
  };

  if (setting("once-key") === undefined) saveSetting("once-key", randomBytes(32).toString("hex"));
  const once = prepareOnce(database, Buffer.from(setting("once-key") ?? "", "hex"), Number(setting("generation") ?? 0));

  type Waiting = {
    readonly increments: Increments;
    readonly once: string;
    readonly resolve: (result: "counted" | "repeated") => void;
    readonly reject: (error: unknown) => void;
  };
  let waiting: Waiting[] = [];
  const refusals = new Map<string, { site: string; day: number; reason: string; count: number }>();

  const commit = (): void => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0 && refusals.size === 0) return;
    try {
      const isNew = transaction(() => {
        const isNew = batch.map((entry) => once.remember(entry.once));
        counters.add(batch.filter((_, index) => isNew[index]).map(({ increments }) => increments));
        for (const { site, day, reason, count } of refusals.values())
          counters.addOne(site, day, { dimension: "refused", value: reason, count, second: 0 });
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
  // Named one by one, or SQLite would not use the key behind them.
  const listed = [...DIMENSIONS, "refused"].map((dimension) => `'${dimension}'`).join(",");
  const values = rows(`SELECT dimension, value, sum(n), sum(second) FROM counter
    WHERE site = ? AND dimension IN (${listed}) AND span = ? AND day BETWEEN ? AND ? GROUP BY dimension, value`);
  // One row a day: the driver takes ten times as long for one row a gap.
  const gaps = rows(`SELECT day, json_group_object(value, n) FROM counter
    WHERE site = ? AND dimension = 'gap' AND span = 1 AND day BETWEEN ? AND ? GROUP BY day`);

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
      const sums = new Map<string, Increment>();
      for (const [span, first, last] of spansOf(from, to)) {
        for (const row of values(site, span, first, last)) {
          const [dimension, value, count, second] = row as [CounterDimension, string, number, number];
          const sum = sums.get(`${dimension} ${value}`);
          const whole = { dimension, value, count: count + (sum?.count ?? 0), second: second + (sum?.second ?? 0) };
          sums.set(`${dimension} ${value}`, whole);
        }
      }
      return [...sums.values()];
    },
    gaps: (site, from, to) =>
      new Map(
        gaps(site, from, to).map(([day, counts]) => {
          const histogram = Array<number>(MAX_GAP + 1).fill(0);
          for (const [gap, count] of Object.entries<number>(JSON.parse(String(counts)))) histogram[Number(gap)] = count;
          return [Number(day), histogram];
        }),
      ),
    setting,
    saveSetting,
    forgetOlderNumbers: () => {
      const next = 1 - once.generation();
      transaction(() => {
        once.clear(next);
        writeSetting.run(["generation", String(next)]);
      });
      once.begin(next);
      counters.forgetSizes();
    },
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

const prepareCounters = (database: Database.Database) => {
  const update = database.prepare(
    `UPDATE counter SET n = n + ?, second = second + ?
     WHERE site = ? AND dimension = ? AND span = ? AND day = ? AND value = ?`,
  );
  const upsert = database.prepare(
    `INSERT INTO counter (n, second, site, dimension, span, day, value) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET n = n + excluded.n, second = second + excluded.second`,
  );
  const addTotals = database.prepare(
    `INSERT INTO total VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET views = views + excluded.views, visits = visits + excluded.visits,
       bounces = bounces + excluded.bounces, seconds = seconds + excluded.seconds`,
  );
  const countValues = query(database)(
    "SELECT count(*) FROM counter WHERE site = ? AND dimension = ? AND span = 1 AND day = ?",
  );
  /** Number of values by site, dimension and day, so that the cap costs a query only the first time. */
  const sizes = new Map<string, number>();

  /** Adds to the day. @returns the value under which it was counted */
  const addToDay = (site: string, day: number, { dimension, value, count, second }: Increment): string => {
    if (update.run([count, second, site, dimension, 1, day, value]).changes > 0) return value;
    const key = `${site} ${dimension} ${day}`;
    const size = sizes.get(key) ?? Number(countValues(site, dimension, day)[0]?.[0] ?? 0);
    const isKept = size < MAX_VALUES_PER_DAY;
    const counted = isKept ? value : OTHER;
    upsert.run([count, second, site, dimension, 1, day, counted]);
    sizes.set(key, isKept ? size + 1 : size);
    return counted;
  };

  const addOne = (site: string, day: number, one: Increment): void => {
    const counted = addToDay(site, day, one);
    // Unique visitors need every single day.
    if (one.dimension === "gap") return;
    upsert.run([one.count, one.second, site, one.dimension, BLOCK_DAYS, day - (day % BLOCK_DAYS), counted]);
  };

  return {
    addOne,
    /** Adds up in memory first: under load most beacons of a batch meet in the same few counters. */
    add(batch: readonly Increments[]): void {
      const merged = new Map<string, { site: string; day: number; sum: Increment }>();
      for (const { site, day, hour, views, visits, bounces, seconds, counts } of batch) {
        if (views || visits || bounces || seconds) addTotals.run([site, day, hour, views, visits, bounces, seconds]);
        for (const one of counts) {
          const key = `${site} ${day} ${one.dimension} ${one.value}`;
          const { count = 0, second = 0 } = merged.get(key)?.sum ?? {};
          merged.set(key, { site, day, sum: { ...one, count: count + one.count, second: second + one.second } });
        }
      }
      for (const { site, day, sum } of merged.values()) if (sum.count || sum.second) addOne(site, day, sum);
    },
    forgetSizes: () => sizes.clear(),
  };
};

/**
 * One-time numbers of the last minutes, as keyed hashes, without a time: a generation is a table, and a whole table is
 * forgotten at once. They are written with the counts, so a crash loses both or neither.
 */
const prepareOnce = (database: Database.Database, key: Buffer, first: number) => {
  const tables = [0, 1].map((number) => ({
    has: query(database)(`SELECT 1 FROM once_${number} WHERE hash = ?`),
    insert: database.prepare(`INSERT OR IGNORE INTO once_${number} VALUES (?)`),
  }));
  let generation = first;
  return {
    /** @returns whether the number is new */
    remember(once: string): boolean {
      // 96 bits: no two of a billion numbers meet.
      const hash = createHmac("sha256", key).update(once).digest().subarray(0, 12);
      if (tables[1 - generation]?.has(hash).length) return false;
      return tables[generation]?.insert.run([hash]).changes === 1;
    },
    generation: () => generation,
    clear: (number: number) => database.exec(`DELETE FROM once_${number}`),
    begin: (number: number) => {
      generation = number;
    },
  };
};

/** Covers the days with as few counters as there are: single days up to a block's start, blocks, single days. */
const spansOf = (from: number, to: number): (readonly [span: number, from: number, to: number])[] => {
  const firstBlock = Math.ceil(from / BLOCK_DAYS) * BLOCK_DAYS;
  const afterBlocks = Math.floor((to + 1) / BLOCK_DAYS) * BLOCK_DAYS;
  if (firstBlock >= afterBlocks) return [[1, from, to]];
  return [
    [1, from, firstBlock - 1],
    [BLOCK_DAYS, firstBlock, afterBlocks - 1],
    [1, afterBlocks, to],
  ];
};
