import { afterEach, beforeEach, expect, test } from "vitest";
import type { Beacon } from "../../src/model/beacon.js";
import { aggregate } from "../../src/server/aggregate.js";
import { parseIsoDate } from "../../src/server/calendar.js";
import { buildReport } from "../../src/server/reports.js";
import { openStore, type Store } from "../../src/server/store.js";
import { customCount, ORIGIN, pageView, SITE, visibleTime } from "./beacons.js";
import { temporaryStore } from "./collector-process.js";

const site = { name: SITE, origins: [ORIGIN], timeZone: "Europe/Berlin" };
const day = (date: string): number => parseIsoDate(date) ?? Number.NaN;
let store: Store;
beforeEach(() => {
  store = openStore(temporaryStore());
});
afterEach(() => store.close());

/** Counts a beacon as if it had come at this moment. */
const count = (beacon: Beacon, at: string) => {
  const hour = Math.floor(Date.parse(at) / 3_600_000);
  return store.add(aggregate(beacon, { hour, browser: "Firefox", system: "Linux", country: "DE" }), beacon.once);
};
const report = (from: string, to: string, now = "2026-06-15T12:00Z") =>
  buildReport(store, site, day(from), day(to), Date.parse(now));
const times = async (number: number, action: () => Promise<unknown>) => {
  for (let index = 0; index < number; index++) await action();
};

test("[C6] totals, lists and buckets of one day agree", async () => {
  const at = "2026-06-15T08:30Z";
  const on = day("2026-06-15");
  await times(4, () => count(pageView({ day: on, gap: 0, path: "/" }), at));
  await times(3, () => count(pageView({ day: on, step: 2, path: "/a", previous: "/" }), at));
  await count(visibleTime(90, { day: on, path: "/a" }), at);
  await times(3, () => count(customCount("booking", { day: on }), at));
  const found = report("2026-06-15", "2026-06-15");
  const totals = { visitors: 4, visitorsHigh: 4, visits: 4, views: 7, bounces: 1, seconds: 90 };
  expect(found.totals).toEqual(totals);
  expect(found).toMatchObject({ from: "2026-06-15", to: "2026-06-15", today: "2026-06-15", hour: 14, bucket: "hour" });
  expect(found.buckets).toHaveLength(24);
  expect(found.buckets[10]).toEqual({ at: "2026-06-15T10", ...totals });
  expect(found.lists.page.rows).toEqual([
    { value: "/", count: 4, second: 0 },
    { value: "/a", count: 3, second: 90 },
  ]);
  expect(found.lists.entry).toEqual({ rows: [{ value: "/", count: 4, second: 1 }], few: null });
  // One left on the entry page, three on the second: the one joins the three, or it could be told.
  expect(found.lists.exit).toEqual({ rows: [], few: { rows: 2, count: 4 } });
  expect(found.lists.source.rows).toEqual([{ value: "(direct)", count: 4 }]);
  expect(found.lists.count.rows).toEqual([{ value: "booking", count: 3 }]);
  expect(found.lists.campaign).toEqual({ rows: [], few: null });
  expect(found.gaps).toEqual([4, ...Array(32).fill(0)]);
  expect(found.before).toBeNull();
});

test("[C6] the period before has the same length and ends on the day before", async () => {
  await count(pageView({ day: day("2026-06-07"), gap: 0 }), "2026-06-07T12:00Z");
  await count(pageView({ day: day("2026-06-08"), gap: 0 }), "2026-06-08T12:00Z");
  await count(pageView({ day: day("2026-06-14"), gap: 6 }), "2026-06-14T12:00Z");
  await count(pageView({ day: day("2026-06-15"), gap: 1 }), "2026-06-15T12:00Z");
  const found = report("2026-06-15", "2026-06-21");
  expect(found.totals).toMatchObject({ visitors: 1, views: 1 });
  expect(found.before).toMatchObject({ visitors: 1, views: 2 });
  expect(found.bucket).toBe("day");
  expect(found.buckets.map(({ at }) => at)).toEqual([15, 16, 17, 18, 19, 20, 21].map((date) => `2026-06-${date}`));
  expect(found.bucketsBefore.map(({ views }) => views)).toEqual([1, 0, 0, 0, 0, 0, 1]);
});

test("[C6] a range over 92 days is drawn by weeks, each counting its own visitors once", async () => {
  // One browser that comes every day.
  for (let index = 0; index < 100; index++)
    await count(pageView({ day: day("2026-01-01") + index, gap: index === 0 ? 0 : 1 }), "2026-01-01T12:00Z");
  const found = report("2026-01-01", "2026-04-10");
  expect(found.bucket).toBe("week");
  expect(found.buckets).toHaveLength(15);
  expect(found.buckets.map(({ visitors }) => visitors)).toEqual(Array(15).fill(1));
  expect(found.buckets.at(-1)).toMatchObject({ at: "2026-04-09", views: 2 });
  expect(found.totals).toMatchObject({ visitors: 1, visitorsHigh: 1, views: 100 });
});

test("[C6] any range sums the same from blocks of days as day by day", async () => {
  const first = day("2026-01-01");
  for (let index = 0; index < 70; index++)
    await times(3, () => count(pageView({ day: first + index, path: `/${index}` }), "2026-01-01T12:00Z"));
  for (let from = 0; from < 70; from += 9)
    for (let to = from; to < 70; to += 7) {
      const rows = buildReport(store, site, first + from, first + to, 0).lists.page.rows;
      const expected = Array.from({ length: to - from + 1 }, (_, index) => `/${from + index}`);
      expect(rows.map(({ value }) => value).sort()).toEqual(expected.sort());
      expect(rows.every(({ count }) => count === 3)).toBe(true);
    }
});

test("[C10] days are the site's, hours that come twice in autumn are one, and none is missing in spring", async () => {
  const autumn = day("2026-10-25");
  for (const at of ["2026-10-24T22:10Z", "2026-10-25T00:10Z", "2026-10-25T01:10Z", "2026-10-25T22:50Z"])
    await count(pageView({ day: autumn, gap: 0 }), at);
  const { buckets, totals } = report("2026-10-25", "2026-10-25");
  expect(buckets).toHaveLength(24);
  expect(buckets.filter(({ views }) => views > 0).map(({ at, views }) => [at.slice(11), views])).toEqual([
    ["00", 1],
    ["02", 2],
    ["23", 1],
  ]);
  expect(totals.views).toBe(4);
  expect(report("2026-03-29", "2026-03-29").buckets.map(({ at }) => at.slice(11))).not.toContain("02");
});

test("[C10] what arrives after midnight for yesterday counts in yesterday's last hour", async () => {
  await count(pageView({ day: day("2026-06-14") }), "2026-06-14T22:20Z");
  const { buckets } = report("2026-06-14", "2026-06-14");
  expect(buckets.at(-1)).toMatchObject({ at: "2026-06-14T23", views: 1 });
  expect(report("2026-06-15", "2026-06-15").totals.views).toBe(0);
});

test("[C6] an exit or a bounce that was taken back without having been counted never shows a negative number", async () => {
  const on = day("2026-06-15");
  await count(pageView({ day: on, step: 2, path: "/b", previous: "/a" }), "2026-06-15T08:00Z");
  const { totals, buckets, lists } = report("2026-06-15", "2026-06-15");
  expect(totals.bounces).toBe(0);
  expect(buckets.every(({ bounces }) => bounces >= 0)).toBe(true);
  expect([...lists.exit.rows, ...lists.entry.rows]).toEqual([]);
});

test("[C3] every reason of the closed list is there, with the refusals that named no site", () => {
  const on = day("2026-06-15");
  store.refuse(SITE, on, "bot");
  store.refuse(SITE, on, "bot");
  store.refuse("(unknown)", on, "malformed");
  store.refuse("other.example", on, "too-old");
  expect(report("2026-06-15", "2026-06-15").refused).toEqual({
    "unknown-site": 0,
    malformed: 1,
    "too-large": 0,
    "too-old": 0,
    "too-early": 0,
    bot: 2,
    "over-limit": 0,
  });
});
