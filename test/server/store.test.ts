import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { expect, test } from "vitest";
import { aggregate } from "../../src/server/aggregate.js";
import { MAX_VALUES_PER_DAY, OTHER, openStore, type Store } from "../../src/server/store.js";
import { customCount, newOnce, pageView, SITE } from "./beacons.js";
import { temporaryFolder, temporaryStore } from "./collector-process.js";

const CIRCUMSTANCES = { hour: 480_000, browser: "Firefox", system: "Linux", country: "DE" };
const DAY = 20_000;
const add = (store: Store, name: string, once = newOnce(), day = DAY) =>
  store.add(aggregate(customCount(name, { day }), CIRCUMSTANCES), once);
const countsOf = (store: Store, from = DAY, to = DAY): Map<string, number> =>
  new Map(store.values(SITE, from, to).map(({ value, count }) => [value, count]));

test("[C1] a number that comes again is not counted, in the same batch, in a later one, or after a restart", async () => {
  const path = temporaryStore();
  const store = openStore(path);
  expect(await Promise.all([add(store, "a", "number-1"), add(store, "a", "number-1")])).toEqual([
    "counted",
    "repeated",
  ]);
  expect(await add(store, "a", "number-1")).toBe("repeated");
  expect(await add(store, "a", "number-2")).toBe("counted");
  store.close();
  const again = openStore(path);
  expect(await add(again, "a", "number-2")).toBe("repeated");
  expect(countsOf(again)).toEqual(new Map([["a", 2]]));
  again.close();
});

test("[C1] a number is known for one generation and the next, also over a restart, and then forgotten", async () => {
  const path = temporaryStore();
  let store = openStore(path);
  await add(store, "a", "number-1");
  store.forgetOlderNumbers();
  expect(await add(store, "a", "number-1")).toBe("repeated");
  store.close();
  store = openStore(path);
  expect(await add(store, "a", "number-1")).toBe("repeated");
  store.forgetOlderNumbers();
  expect(await add(store, "a", "number-1")).toBe("counted");
  store.close();
});

test("[C3] over the cap of values new ones are counted together, and known ones go on", async () => {
  const path = temporaryStore();
  let store = openStore(path);
  const names = Array.from({ length: MAX_VALUES_PER_DAY }, (_, index) => `v${index}`);
  await Promise.all(names.map((name) => add(store, name)));
  await add(store, "one-more");
  store.close();
  store = openStore(path);
  await Promise.all([add(store, "another"), add(store, "v7")]);
  await add(store, "tomorrow", newOnce(), DAY + 1);
  expect(countsOf(store).size).toBe(MAX_VALUES_PER_DAY + 1);
  expect(countsOf(store).get(OTHER)).toBe(2);
  expect(countsOf(store).get("v7")).toBe(2);
  expect(countsOf(store, DAY, DAY + 40).get("tomorrow")).toBe(1);
  expect(countsOf(store, DAY - 40, DAY + 40).get(OTHER)).toBe(2);
  store.close();
});

test("[C9] a batch that cannot be written is refused as a whole, told once, and later ones are counted", async () => {
  const path = temporaryStore();
  const failures: unknown[] = [];
  const store = openStore(path, (error) => failures.push(error));
  const lock = new Database(path);
  lock.exec("BEGIN IMMEDIATE");
  store.refuse(SITE, DAY, "bot");
  const once = newOnce();
  const results = await Promise.allSettled([add(store, "a", once), add(store, "b")]);
  await expect(add(store, "c")).rejects.toThrow("locked");
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect([failures.length, store.isWritable()]).toEqual([1, false]);
  lock.exec("ROLLBACK");
  lock.close();
  expect(await add(store, "a", once)).toBe("counted");
  expect(store.isWritable()).toBe(true);
  expect(countsOf(store)).toEqual(
    new Map([
      ["a", 1],
      ["bot", 1],
    ]),
  );
  store.close();
});

test("[C2] at rest there are counters, day and hour numbers, and nothing else: no column for a time, an address or a browser", async () => {
  const path = temporaryStore();
  const store = openStore(path);
  const view = pageView({ day: DAY, gap: 3, referrer: "search.example" });
  await store.add(aggregate(view, CIRCUMSTANCES), view.once);
  store.close();
  const database = new Database(path);
  const columns = (table: string) =>
    (database.prepare(`PRAGMA table_info(${table})`).all() as { name: string }[]).map(({ name }) => name);
  const tables = (
    database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all() as { name: string }[]
  ).map(({ name }) => [name, columns(name)]);
  expect(tables).toEqual([
    ["counter", ["site", "dimension", "day", "value", "span", "n", "second"]],
    ["once_0", ["hash"]],
    ["once_1", ["hash"]],
    ["setting", ["name", "value"]],
    ["total", ["site", "day", "hour", "views", "visits", "bounces", "seconds"]],
  ]);
  database.close();
  expect(readFileSync(path).includes(view.once)).toBe(false);
});

test("[C9] a file that is no store, or a damaged one, is a clear error and is left as it is", async () => {
  const folder = temporaryFolder();
  const nonsense = join(folder, "nonsense.db");
  writeFileSync(nonsense, "not a database at all, but long enough to look like one at first glance".repeat(200));
  const foreign = join(folder, "foreign.db");
  const other = new Database(foreign);
  other.exec("CREATE TABLE invoices (n)");
  other.close();
  const newer = join(folder, "newer.db");
  openStore(newer).close();
  const changed = new Database(newer);
  changed.exec("PRAGMA user_version = 99");
  changed.close();
  const damaged = join(folder, "damaged.db");
  const store = openStore(damaged);
  await Promise.all(Array.from({ length: 500 }, (_, index) => add(store, `name-${index}`)));
  store.close();
  const bytes = readFileSync(damaged);
  bytes.fill(0xff, 8192, 20_480);
  writeFileSync(damaged, bytes);

  for (const [path, reason] of [
    [nonsense, "file is not a database"],
    [foreign, "it belongs to another program"],
    [newer, "a newer Kivok wrote it (version 99)"],
    [damaged, "the file is damaged"],
    [join(folder, "missing", "kivok.db"), "the folder is missing or out of reach"],
    [folder, "the folder is missing or out of reach"],
  ] as const) {
    const before = path.endsWith(".db") && !path.includes("missing") ? readFileSync(path) : undefined;
    expect(() => openStore(path)).toThrow(`cannot open the store at ${path}: ${reason}`);
    if (before !== undefined) expect(readFileSync(path).equals(before)).toBe(true);
  }
});
