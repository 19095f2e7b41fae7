// One-time numbers in the store's file. The files called store… are the only ones that know SQL.
import { hash, randomBytes } from "node:crypto";
import type Database from "libsql";
import { query } from "./store-file.js";

/** Remembers one-time numbers, so that a beacon that comes twice is counted once. Everything only within a transaction. */
export type OnceNumbers = {
  /** Remembers all of them. @returns for each number, whether it is new; of two that are the same, the first one is */
  remember(numbers: readonly string[]): boolean[];
  /** Forgets the older generation; the current one becomes the older. */
  forgetOlder(): void;
  /** Believes nothing but the file any more; needed after a transaction that was rolled back. */
  reload(): void;
};

/** Hexadecimal digits of a hash: 96 bits, so that no two of a billion numbers meet. */
const DIGITS = 24;
/**
 * Numbers that wait in the log. Hashes fall anywhere in a sorted table, so that a batch would touch nearly as many pages
 * as it has numbers, and every one of them is written and synced; sorted in by the thousand, many share a page.
 */
const MAX_YOUNG = 8192;

/**
 * One-time numbers of the last minutes, as keyed hashes, without a time: a generation is a table, and a whole table is
 * forgotten at once. The newest ones are in memory and, batch by batch, in a log. They are written with the counts, so a
 * crash loses both or neither. A batch is one question and one command: calls of the driver cost more than SQLite's work.
 */
export const prepareOnce = (database: Database.Database): OnceNumbers => {
  const rows = query(database);
  const newKey = randomBytes(32).toString("hex");
  database.prepare("INSERT OR IGNORE INTO setting VALUES ('once-key', ?)").run([newKey]);
  const key = String(rows("SELECT value FROM setting WHERE name = 'once-key'")()[0]?.[0]);
  const log = rows("SELECT hex(hashes) FROM once_log");
  const readGeneration = rows("SELECT value FROM setting WHERE name = 'generation'");
  const writeGeneration = database.prepare("INSERT OR REPLACE INTO setting VALUES ('generation', ?)");
  const known = rows(
    `SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM once_0 WHERE hash = unhex(value))
       OR EXISTS (SELECT 1 FROM once_1 WHERE hash = unhex(value))`,
  );
  const append = database.prepare("INSERT INTO once_log (hashes) VALUES (unhex(?))");
  const clearLog = database.prepare("DELETE FROM once_log");
  const generations = ([0, 1] as const).map((number) => ({
    insert: database.prepare(
      `INSERT OR IGNORE INTO once_${number} SELECT unhex(value) FROM json_each(?) ORDER BY value`,
    ),
    clear: database.prepare(`DELETE FROM once_${number}`),
  }));

  /** What is in the log, and which generation it will be sorted into; read when it is needed. */
  let state: { readonly young: Set<string>; readonly generation: number } | undefined;
  const read = () => {
    const hashes = log().flatMap(([batch]) => String(batch).toLowerCase().match(/.{24}/g) ?? []);
    return { young: new Set(hashes), generation: Number(readGeneration()[0]?.[0] ?? 0) };
  };
  const sortIn = ({ young, generation }: NonNullable<typeof state>): void => {
    generations[generation]?.insert.run([JSON.stringify([...young])]);
    clearLog.run([]);
    young.clear();
  };
  // The key comes first and has a fixed length, and the rest of the hash is thrown away: as good as an HMAC here, and
  // six times as fast.
  const hashOf = (number: string): string => hash("sha256", key + number, "hex").slice(0, DIGITS);

  return {
    remember(numbers) {
      state ??= read();
      const { young } = state;
      const hashes = numbers.map(hashOf);
      const old = new Set(known(JSON.stringify(hashes)).map(([found]) => String(found)));
      let fresh = "";
      const isNew = hashes.map((one) => {
        if (old.has(one) || young.has(one)) return false;
        young.add(one);
        fresh += one;
        return true;
      });
      if (fresh !== "") append.run([fresh]);
      if (young.size >= MAX_YOUNG) sortIn(state);
      return isNew;
    },
    forgetOlder() {
      state ??= read();
      sortIn(state);
      const generation = state.generation === 0 ? 1 : 0;
      generations[generation]?.clear.run([]);
      writeGeneration.run([String(generation)]);
      state = { ...state, generation };
    },
    reload() {
      state = undefined;
    },
  };
};
