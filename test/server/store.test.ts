import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { expect, test } from "vitest";
import { aggregate } from "../../src/server/aggregate.js";
import { openStore, type Store } from "../../src/server/store.js";
import { MAX_VALUES_PER_DAY, OTHER } from "../../src/server/store-counters.js";
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

test("[C1] among many thousands each number is known again, in the log, sorted in, over a restart and a new generation", async () => {
  const path = temporaryStore();
  let store = openStore(path);
  const numbers = Array.from({ length: 10_000 }, (_, index) => `number-${index}`);
  const addAll = async () => {
    const results: string[] = [];
    for (let from = 0; from < numbers.length; from += 1000)
      results.push(...(await Promise.all(numbers.slice(from, from + 1000).map((once) => add(store, "a", once)))));
    return new Set(results);
  };
  expect(await addAll()).toEqual(new Set(["counted"]));
  expect(await addAll()).toEqual(new Set(["repeated"]));
  store.close();
  store = openStore(path);
  expect(await addAll()).toEqual(new Set(["repeated"]));
  store.forgetOlderNumbers();
  expect(await addAll()).toEqual(new Set(["repeated"]));
  expect(countsOf(store).get("a")).toBe(10_000);
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

test("[C2] any name is counted under itself, also one that means something in JSON or in an object", async () => {
  const store = openStore(temporaryStore());
  const names = ["__proto__", "constructor", 'a"b', "a\\b", "\\u0041", "7", "", "ёлка 🎄", "$.x[0]", "null"];
  for (let round = 0; round < 2; round++) await Promise.all(names.map((name) => add(store, name)));
  expect([...countsOf(store)].sort()).toEqual(names.map((name) => [name, 2]).sort());
  store.close();
});

test("[C4] half a surrogate pair is counted as U+FFFD and can be read; the driver would end the process at it", async () => {
  const store = openStore(temporaryStore());
  await Promise.all([add(store, "x\ud83c"), add(store, "x\ud83d"), add(store, "x🎄")]);
  expect(countsOf(store)).toEqual(
    new Map([
      ["x\ufffd", 2],
      ["x🎄", 1],
    ]),
  );
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

test("[C1] of a batch that fails half-way nothing is remembered: sent again, each of its beacons is counted", async () => {
  const path = temporaryStore();
  const store = openStore(path);
  const other = new Database(path);
  other.exec(
    "CREATE TRIGGER fail BEFORE INSERT ON counter WHEN NEW.value = 'bad' BEGIN SELECT RAISE(ABORT, 'half-way'); END",
  );
  const again = () => Promise.allSettled([add(store, "good", "number-1"), add(store, "bad", "number-2")]);
  expect((await again()).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(countsOf(store).size).toBe(0);
  other.exec("DROP TRIGGER fail");
  other.close();
  expect(await again()).toMatchObject([{ value: "counted" }, { value: "counted" }]);
  expect(await again()).toMatchObject([{ value: "repeated" }, { value: "repeated" }]);
  expect([...countsOf(store)].sort()).toEqual([
    ["bad", 1],
    ["good", 1],
  ]);
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
    ["block", ["site", "span", "day"]],
    ["counter", ["site", "dimension", "day", "value", "span", "n", "second"]],
    ["day_total", ["site", "day", "views", "visits", "bounces", "seconds"]],
    ["gap", ["site", "day", "hour", "gap", "n"]],
    ["once_0", ["hash"]],
    ["once_1", ["hash"]],
    ["once_log", ["batch", "hashes"]],
    ["setting", ["name", "value"]],
    ["total", ["site", "day", "hour", "views", "visits", "bounces", "seconds"]],
    ["visitor", ["site", "dimension", "day", "value", "span", "gaps"]],
  ]);
  database.close();
  expect(readFileSync(path).includes(view.once)).toBe(false);
});

test("[C3] a dimension that grows in many batches never has more values than the cap", async () => {
  const store = openStore(temporaryStore());
  for (let batch = 0; batch < 25; batch++)
    await Promise.all(Array.from({ length: 100 }, (_, index) => add(store, `v${batch * 90 + index}`)));
  const counts = countsOf(store);
  expect(counts.size).toBe(MAX_VALUES_PER_DAY + 1);
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(2500);
  expect(counts.get("v95")).toBe(2);
  expect(counts.get(OTHER)).toBeGreaterThan(200);
  store.close();
});

/** The first version of the schema, as it was. */
const FIRST_SCHEMA = `
  CREATE TABLE counter (
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
  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${0x4b69766b}; PRAGMA user_version = 1;`;

test("[C9] a file of the first schema keeps every count, and each of its gaps gets an hour of its day", async () => {
  const path = temporaryStore();
  const old = new Database(path);
  old.exec(FIRST_SCHEMA);
  const gaps = [
    [DAY, 0, 100],
    [DAY, 1, 1],
    [DAY, 32, 7],
    [DAY + 1, 5, 3],
  ] as const;
  for (const [day, gap, n] of gaps)
    old.exec(`INSERT INTO counter VALUES ('${SITE}', 'gap', ${day}, '${gap}', 1, ${n}, 0)`);
  for (const [span, day] of [
    [1, DAY],
    [16, DAY],
  ])
    old.exec(`INSERT INTO counter VALUES ('${SITE}', 'page', ${day}, '/', ${span}, 150, 9)`);
  for (const [day, hour, views] of [
    [DAY, 480_000, 30],
    [DAY, 480_001, 0],
    [DAY, 480_009, 120],
    [DAY + 1, 480_030, 3],
  ])
    old.exec(`INSERT INTO total VALUES ('${SITE}', ${day}, ${hour}, ${views}, 20, 1, 60)`);
  old.exec("INSERT INTO setting VALUES ('password', 'kept')");
  old.close();

  const store = openStore(path);
  const histogram = (counts: Record<number, number>) => Array.from({ length: 33 }, (_, gap) => counts[gap] ?? 0);
  expect([...store.gaps(SITE, DAY, DAY + 1)]).toEqual([
    [DAY, histogram({ 0: 100, 1: 1, 32: 7 })],
    [DAY + 1, histogram({ 5: 3 })],
  ]);
  expect([...store.gapsByHour(SITE, DAY)]).toEqual([
    [480_000, histogram({ 0: 20, 32: 1 })],
    [480_009, histogram({ 0: 80, 1: 1, 32: 6 })],
  ]);
  expect([...store.gapsByHour(SITE, DAY + 1)]).toEqual([[480_030, histogram({ 5: 3 })]]);
  expect(store.values(SITE, DAY, DAY)).toEqual([{ dimension: "page", value: "/", count: 150, second: 9 }]);
  expect([...store.daySums(SITE, DAY, DAY)]).toEqual([[DAY, { views: 150, visits: 60, bounces: 3, seconds: 180 }]]);
  expect([store.firstDay(SITE), store.firstDay("other.example"), store.setting("password")]).toEqual([
    DAY,
    undefined,
    "kept",
  ]);
  store.close();
  // A second start finds nothing more to do, and the block of the first version is read and counted on.
  const again = openStore(path);
  expect(again.gapsByHour(SITE, DAY).size).toBe(2);
  await add(again, "more");
  again.addUpBlocks();
  expect(countsOf(again, DAY - 100, DAY + 100)).toEqual(
    new Map([
      ["/", 150],
      ["more", 1],
    ]),
  );
  again.close();
});

test("gaps are counted by day and by hour alike, and a repeated beacon in neither", async () => {
  const store = openStore(temporaryStore());
  const count = (hour: number, gap: number, once = newOnce()) =>
    store.add(aggregate(pageView({ day: DAY, gap }), { ...CIRCUMSTANCES, hour }), once);
  await Promise.all([count(480_000, 0), count(480_000, 0), count(480_001, 0), count(480_001, 32, "the-same")]);
  expect(await count(480_002, 32, "the-same")).toBe("repeated");
  const sums = [...store.gapsByHour(SITE, DAY)].map(([hour, gaps]) => [hour, gaps[0], gaps[32]]);
  expect(sums).toEqual([
    [480_000, 2, 0],
    [480_001, 1, 1],
  ]);
  expect(store.gaps(SITE, DAY, DAY).get(DAY)?.[0]).toBe(3);
  store.close();
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
