import { copyFileSync, existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "../../src/server/store.js";
import { buildCarelessCollector } from "../bench/careless-build.mjs";
import { killRounds } from "../bench/kill-rounds.mjs";
import { customCount, pageView, SITE, send, today } from "./beacons.js";
import { COLLECTOR, startCollectorProcess, temporaryFolder, temporaryStore } from "./collector-process.js";

const SITES = [SITE];
const CONNECTIONS = 8;

/** Counts by custom name, read from a copy, so that the file under test is recovered by the collector itself. */
const countsIn = (data: string): Map<string, number> => {
  const copy = join(temporaryFolder(), "copy.db");
  for (const end of ["", "-wal"]) if (existsSync(data + end)) copyFileSync(data + end, copy + end);
  const store = openStore(copy);
  const counts = store.values(SITE, today() - 1, today() + 1).filter(({ dimension }) => dimension === "count");
  store.close();
  return new Map(counts.map(({ value, count }) => [value, count]));
};

const KILLS = { connections: 16, mostMilliseconds: 400 };

// The same at full length, with 30 kills and 64 connections: node test/bench/durability.mjs
test("[C1] with kill -9 at random moments and every beacon sent until it is answered, each is counted exactly once", async () => {
  const result = await killRounds({ ...KILLS, collector: COLLECTOR, data: temporaryStore(), rounds: 4 });
  expect(result).toMatchObject({ lost: 0, twice: 0, strange: 0 });
  // Some were under way when it was killed, or nothing was shown.
  expect(result.again).toBeGreaterThan(0);
  expect(result.sent).toBeGreaterThan(KILLS.connections);
});

describe("[C1] the same script notices a collector", () => {
  let careless = "";
  beforeAll(async () => {
    careless = await buildCarelessCollector();
  });
  afterAll(() => rmSync(dirname(careless), { recursive: true, force: true }));

  test.each([
    ["early", "lost", "that answers before the increments are on disk"],
    ["forgetful", "twice", "that does not know a beacon again"],
  ] as const)("%s: %s beacons, of one %s", async (name, wrong, _what) => {
    const environment = { KIVOK_CARELESS: name };
    let found = 0;
    // What is under way at one moment may be nothing: it is killed until it is noticed.
    for (let attempt = 0; attempt < 10 && found === 0; attempt++) {
      const data = temporaryStore();
      found = (await killRounds({ ...KILLS, collector: careless, data, rounds: 2, environment }))[wrong];
    }
    expect(found).toBeGreaterThan(0);
  });
});

test("[C1] a beacon that comes twice, at the same moment or later, is answered both times and counted once", async () => {
  const collector = await startCollectorProcess({ sites: SITES });
  const beacon = customCount("booking");
  const statuses = await Promise.all(Array.from({ length: 20 }, () => send(collector.url, beacon)));
  expect(statuses.map(({ status }) => status)).toEqual(Array(20).fill(204));
  expect((await send(collector.url, { ...beacon, name: "another" })).status).toBe(204);
  await collector.stop();
  expect([...countsIn(collector.data)]).toEqual([["booking", 1]]);
});

test("[C1] a page view's increments are all there or none of them: totals and lists agree after kill -9", async () => {
  const collector = await startCollectorProcess({ sites: SITES });
  let answered = 0;
  let killed: Promise<void> | undefined;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (killed === undefined) {
        const response = await send(collector.url, pageView({ gap: 0 })).catch(() => undefined);
        if (response?.status === 204) answered += 1;
        if (answered >= 200) killed ??= collector.kill();
      }
    }),
  );
  await killed;
  const store = openStore(collector.data);
  const [sums] = store.daySums(SITE, today() - 1, today() + 1).values();
  const values = store.values(SITE, today() - 1, today() + 1);
  const first = [...store.gaps(SITE, today() - 1, today() + 1).values()][0]?.[0];
  store.close();
  expect(sums?.views).toBeGreaterThanOrEqual(answered);
  expect(sums).toMatchObject({ visits: sums?.views, bounces: sums?.views });
  expect(first).toBe(sums?.views);
  for (const dimension of ["page", "entry", "exit", "source", "country", "language", "screen", "browser", "system"])
    expect(values.filter((row) => row.dimension === dimension).map(({ count }) => count)).toEqual([sums?.views]);
});
