import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { openStore } from "../../src/server/store.js";
import { customCount, pageView, SITE, send, today } from "./beacons.js";
import { startCollectorProcess, temporaryFolder, temporaryStore } from "./collector-process.js";

const SITES = [SITE];
const ROUNDS = 4;
const CONNECTIONS = 8;
/** Answered beacons after which a round is killed: together below the cap of 2,000 values. */
const ANSWERED_PER_ROUND = 150;

/** Counts by custom name, read from a copy, so that the file under test is recovered by the collector itself. */
const countsIn = (data: string): Map<string, number> => {
  const copy = join(temporaryFolder(), "copy.db");
  for (const end of ["", "-wal"]) if (existsSync(data + end)) copyFileSync(data + end, copy + end);
  const store = openStore(copy);
  const counts = store.values(SITE, today() - 1, today() + 1).filter(({ dimension }) => dimension === "count");
  store.close();
  return new Map(counts.map(({ value, count }) => [value, count]));
};

test("[C1] after kill -9 under load every answered beacon is counted, and after sending the others again each is counted exactly once", async () => {
  const data = temporaryStore();
  const beacons = new Map<string, ReturnType<typeof customCount>>();
  const answered = new Set<string>();
  let unanswered: string[] = [];
  /** Whether it was answered. */
  const post = async (url: string, name: string): Promise<boolean> => {
    const response = await send(url, beacons.get(name)).catch(() => undefined);
    if (response === undefined) unanswered.push(name);
    else {
      expect(response.status).toBe(204);
      answered.add(name);
    }
    return response !== undefined;
  };

  for (let round = 0; round < ROUNDS; round++) {
    const collector = await startCollectorProcess({ sites: SITES, data });
    const again = unanswered;
    unanswered = [];
    await Promise.all(again.map((name) => post(collector.url, name)));
    const enough = answered.size + ANSWERED_PER_ROUND;
    let killed: Promise<void> | undefined;
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        let alive = true;
        while (alive) {
          const beacon = customCount(`n${beacons.size}`);
          beacons.set(beacon.name, beacon);
          alive = await post(collector.url, beacon.name);
          // All of a batch are answered in one moment, so a kill right then would find nothing under way: it comes
          // some milliseconds later, while every connection sends on until its own beacon stays unanswered.
          if (answered.size >= enough) killed ??= setTimeout(Math.random() * 5).then(() => collector.kill());
        }
      }),
    );
    await killed;
    const counts = countsIn(data);
    for (const name of answered) expect(counts.get(name), `${name} was answered`).toBe(1);
    for (const [name, count] of counts) expect(count, `${name} is counted once at most`).toBe(1);
  }
  expect(unanswered).toHaveLength(CONNECTIONS);

  const collector = await startCollectorProcess({ sites: SITES, data });
  // The answered ones too: a browser that did not see the answer sends again.
  for (const beacon of beacons.values()) expect((await send(collector.url, beacon)).status).toBe(204);
  expect(await collector.stop()).toBe(0);
  const counts = countsIn(data);
  expect(counts.size).toBe(beacons.size);
  expect([...counts.values()].every((count) => count === 1)).toBe(true);
}, 120_000);

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
  const [sums] = store.sums(SITE, today() - 1, today() + 1, "day");
  const values = store.values(SITE, today() - 1, today() + 1);
  const first = [...store.gaps(SITE, today() - 1, today() + 1).values()][0]?.[0];
  store.close();
  expect(sums?.views).toBeGreaterThanOrEqual(answered);
  expect(sums).toMatchObject({ visits: sums?.views, bounces: sums?.views });
  expect(first).toBe(sums?.views);
  for (const dimension of ["page", "entry", "exit", "source", "country", "language", "screen", "browser", "system"])
    expect(values.filter((row) => row.dimension === dimension).map(({ count }) => count)).toEqual([sums?.views]);
});
