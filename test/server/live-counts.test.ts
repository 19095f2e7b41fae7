import { expect, test } from "vitest";
import { createLiveCounts } from "../../src/server/live-counts.js";
import { pageView, SITE } from "./beacons.js";

const MINUTE = 60_000;
const NOW = 1_000_000 * MINUTE;

test("counts the last thirty minutes of each site, oldest first", () => {
  const live = createLiveCounts();
  live.count(pageView({ path: "/old" }), NOW - 30 * MINUTE);
  live.count(pageView({ path: "/a" }), NOW - 29 * MINUTE);
  live.count(pageView({ path: "/a" }), NOW);
  live.count(pageView({ path: "/a", step: 2 }), NOW + 59_000);
  live.count(pageView({ path: "/a", site: "other.example" }), NOW);
  expect(live.read(SITE, NOW + 59_000)).toEqual({
    minutes: [1, ...Array(28).fill(0), 2],
    views: 3,
    visits: 2,
    pages: [{ value: "/a", count: 3 }],
  });
  expect(live.read(SITE, NOW + 40 * MINUTE)).toEqual({ minutes: Array(30).fill(0), views: 0, visits: 0, pages: [] });
  expect(live.read("unheard.example", NOW).views).toBe(0);
});

test("names five pages at most, and none that fewer than three views could tell apart", () => {
  const live = createLiveCounts();
  for (let page = 0; page < 8; page++)
    for (let views = 0; views <= page; views++) live.count(pageView({ path: `/${page}` }), NOW);
  expect(live.read(SITE, NOW).pages.map(({ value }) => value)).toEqual(["/7", "/6", "/5", "/4", "/3"]);
});
