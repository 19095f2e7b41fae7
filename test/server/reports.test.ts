import { afterEach, beforeEach, expect, test } from "vitest";
import type { PageBeacon } from "../../src/model/beacon.js";
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
const count = (beacon: PageBeacon, at: string) => {
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
  expect(found.lists.source.rows).toEqual([{ value: "(direct)", count: 4, visitors: 4 }]);
  expect(found.lists.count.rows).toEqual([{ value: "booking", count: 3 }]);
  expect(found.lists.campaign).toEqual({ rows: [], few: null });
  expect(found.gaps).toEqual([4, ...Array(32).fill(0)]);
  expect(found).toMatchObject({ since: "2026-06-15", k: 3, before: null, bucketsBefore: [] });
});

test("[C6] the period before has the same length and ends on the day before", async () => {
  await count(pageView({ day: day("2026-06-01"), gap: 0 }), "2026-06-01T12:00Z");
  await count(pageView({ day: day("2026-06-07"), gap: 0 }), "2026-06-07T12:00Z");
  await count(pageView({ day: day("2026-06-08"), gap: 0 }), "2026-06-08T12:00Z");
  await count(pageView({ day: day("2026-06-14"), gap: 6 }), "2026-06-14T12:00Z");
  await count(pageView({ day: day("2026-06-15"), gap: 1 }), "2026-06-15T12:00Z");
  const found = report("2026-06-15", "2026-06-21", "2026-06-22T00:30Z");
  expect(found.totals).toMatchObject({ visitors: 1, views: 1 });
  expect(found.before).toMatchObject({ visitors: 1, views: 2 });
  expect(found.bucket).toBe("day");
  expect(found.buckets.map(({ at }) => at)).toEqual([15, 16, 17, 18, 19, 20, 21].map((date) => `2026-06-${date}`));
  expect(found.bucketsBefore.map(({ views }) => views)).toEqual([1, 0, 0, 0, 0, 0, 1]);
});

/** One browser that comes at 09:30, one at 14:30 and one at 18:30 of Berlin, on every day from June 1 on. */
const countRegulars = async (days: number) => {
  for (let index = 0; index < days; index++)
    for (const hour of ["07", "12", "16"]) {
      const date = `2026-06-${String(index + 1).padStart(2, "0")}`;
      await count(pageView({ day: day(date), gap: index === 0 ? 0 : 1 }), `${date}T${hour}:30Z`);
    }
};

test("[C6] over today, the period before is cut at the hour that runs, in totals and buckets, with its visitors exact", async () => {
  await countRegulars(14);
  await count(pageView({ day: day("2026-06-07"), gap: 0 }), "2026-06-07T11:59Z");
  await count(pageView({ day: day("2026-06-07"), gap: 0 }), "2026-06-07T12:00Z");
  // 14:10 in Berlin: the hour from 14:00 on is not compared.
  const found = report("2026-06-08", "2026-06-14", "2026-06-14T12:10Z");
  expect(found).toMatchObject({ today: "2026-06-14", hour: 14 });
  expect(found.totals).toMatchObject({ visitors: 3, views: 21 });
  // Two regulars later on the 7th would not matter, they were there before; the new browser of 14:00 would.
  expect(found.before).toMatchObject({ visitors: 4, visitorsHigh: 4, visits: 20, views: 20 });
  // The range is cut as well where it is compared: without the views of 14:30 and 18:30 of its last day.
  expect(found.comparable).toMatchObject({ visitors: 3, views: 19 });
  expect(found.bucketsBefore.map(({ views }) => views)).toEqual([3, 3, 3, 3, 3, 3, 2]);
  expect(found.bucketsBefore.at(-1)).toMatchObject({ at: "2026-06-07", visitors: 2 });
});

test("[C6] today is compared with yesterday hour by hour, up to the one that runs, and hours have exact visitors", async () => {
  await countRegulars(2);
  await count(pageView({ day: day("2026-06-02"), step: 2, path: "/b", previous: "/" }), "2026-06-02T07:40Z");
  const found = report("2026-06-02", "2026-06-02", "2026-06-02T12:59Z");
  expect(found.before).toMatchObject({ visitors: 1, views: 1 });
  expect(found.bucketsBefore.map(({ at }) => at).at(-1)).toBe("2026-06-01T13");
  const seen = (buckets: typeof found.buckets) =>
    buckets.filter(({ views }) => views > 0).map(({ at, visitors, views }) => [at.slice(11), visitors, views]);
  expect(seen(found.bucketsBefore)).toEqual([["09", 1, 1]]);
  expect(seen(found.buckets)).toEqual([
    ["09", 1, 2],
    ["14", 1, 1],
    ["18", 1, 1],
  ]);
  // The day after, both days are whole.
  const later = report("2026-06-02", "2026-06-02", "2026-06-03T00:00Z");
  expect(later.before).toMatchObject({ visitors: 3, views: 3 });
  expect(later.comparable).toEqual(later.totals);
  expect(later.bucketsBefore).toHaveLength(24);
});

test("[C6] in the first hour of a day there is nothing to compare it with, and of more days the whole ones are compared", async () => {
  await countRegulars(6);
  const now = "2026-06-05T22:30Z";
  expect(report("2026-06-06", "2026-06-06", now)).toMatchObject({ hour: 0, before: null, bucketsBefore: [] });
  const found = report("2026-06-04", "2026-06-06", now);
  expect(found.before).toMatchObject({ visitors: 3, views: 6 });
  expect(found.bucketsBefore.map(({ at }) => at)).toEqual(["2026-06-01", "2026-06-02"]);
});

test("[C6] a range that reaches past today is compared up to where today has come to, a range ahead of it with nothing", async () => {
  await countRegulars(14);
  const found = report("2026-06-08", "2026-06-14", "2026-06-10T10:00Z");
  expect(found.before).toMatchObject({ views: 7 });
  expect(found.bucketsBefore.map(({ views }) => views)).toEqual([3, 3, 1]);
  expect(report("2026-06-11", "2026-06-14", "2026-06-10T10:00Z")).toMatchObject({ before: null, bucketsBefore: [] });
});

test("[C6] if counting began within the period before, there is nothing comparable", async () => {
  await countRegulars(14);
  const now = "2026-06-20T12:00Z";
  expect(report("2026-06-08", "2026-06-14", now).before).toMatchObject({ visitors: 3, views: 21 });
  expect(report("2026-06-07", "2026-06-13", now)).toMatchObject({
    since: "2026-06-01",
    before: null,
    bucketsBefore: [],
  });
  expect(report("2026-05-01", "2026-05-31", now)).toMatchObject({ since: "2026-06-01", before: null });
  const empty = buildReport(store, { ...site, name: "quiet.example" }, 20_000, 20_000, Date.parse(now));
  expect(empty).toMatchObject({ since: null, before: null });
});

test("[C10] a cut on a day of 25 hours is by the site's clock, not by hours that have passed", async () => {
  // The hour from 2:00 on comes twice on the 25th; 9:30 is ten and a half hours into the day.
  for (const at of ["2026-10-24T23:30Z", "2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-10-25T08:30Z"])
    await count(pageView({ day: day("2026-10-25"), gap: 0 }), at);
  const found = report("2026-10-26", "2026-10-26", "2026-10-26T08:10Z");
  expect(found.hour).toBe(9);
  expect(found.before).toMatchObject({ visitors: 3, views: 3 });
  expect(found.bucketsBefore.at(-1)?.at).toBe("2026-10-25T08");
  expect(report("2026-10-25", "2026-10-25", "2026-10-25T08:40Z").hour).toBe(9);
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

test("[C6] any range sums the same from blocks of days as day by day, also what arrives for a block's day later", async () => {
  const first = day("2026-01-01");
  const countDays = async (name: string) => {
    for (let index = 0; index < 90; index++)
      await times(3, () => count(pageView({ day: first + index, path: `/${name}-${index}` }), "2026-01-01T12:00Z"));
  };
  await countDays("early");
  store.addUpBlocks();
  await countDays("late");
  store.addUpBlocks();
  for (let from = 0; from < 90; from += 9)
    for (let to = from; to < 90; to += 7) {
      const rows = buildReport(store, site, first + from, first + to, 0).lists.page.rows;
      const expected = Array.from({ length: to - from + 1 }, (_, index) => from + index);
      expect(rows.map(({ value }) => value).sort()).toEqual(
        expected.flatMap((index) => [`/early-${index}`, `/late-${index}`]).sort(),
      );
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
