import { expect, test } from "vitest";
import { SITE } from "../bench/beacons.mjs";
import { fuzz } from "../bench/fuzz-requests.mjs";
import { startCollectorProcess } from "./collector-process.js";

const MEBIBYTE = 1024 * 1024;

// The same at full length, a million requests: node test/bench/fuzz.mjs
test("[C4] 20,000 malformed, oversized, slow, truncated and pipelined requests: 4xx, flat memory, honest clients answered", async () => {
  const collector = await startCollectorProcess({ sites: [SITE] });
  const { sent, statuses, honest, grownBytes } = await fuzz({ ...collector, count: 20_000, seed: 3 });
  expect(sent).toBeGreaterThanOrEqual(20_000);
  expect(honest.sent).toBeGreaterThan(10);
  expect(honest.refused).toBe(0);
  expect(Object.keys(statuses).filter((status) => status.startsWith("5"))).toEqual([]);
  for (const status of ["400", "403", "404", "405", "413", "415", "431"])
    expect(Object.keys(statuses)).toContain(status);
  expect(grownBytes).toBeLessThan(50 * MEBIBYTE);
  expect(await collector.stop()).toBe(0);
  expect(collector.output()).not.toMatch(/failed|Error/);
}, 120_000);
