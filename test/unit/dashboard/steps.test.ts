import { expect, test } from "vitest";
import { plusDays } from "../../../src/dashboard/period.js";
import { stepsOf } from "../../../src/dashboard/steps.js";
import type { Bucket } from "../../../src/model/report.js";
import { report, totals, words } from "./reports.js";

const { text, format } = words("en");
const steps = (change: Parameters<typeof report>[0]) => stepsOf(report(change), format, text);
const bucket = (at: string, views = 1): Bucket => ({ at, ...totals({ views }) });
const hours = (day: string, count = 24): Bucket[] =>
  Array.from({ length: count }, (_, hour) => bucket(`${day}T${String(hour).padStart(2, "0")}`, hour));
const days = (from: string, count: number, step = 1): Bucket[] =>
  Array.from({ length: count }, (_, index) => bucket(plusDays(from, index * step), index));

test("today by the hour: the hour that runs is a part, later ones have not come, and the day before ends before it", () => {
  const found = steps({
    from: "2026-06-14",
    to: "2026-06-14",
    today: "2026-06-14",
    hour: 9,
    bucket: "hour",
    buckets: hours("2026-06-14"),
    bucketsBefore: hours("2026-06-13", 9),
  });
  expect(found).toHaveLength(24);
  expect(found.map(({ now }) => now?.views).filter((views) => views !== undefined)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
  ]);
  expect(found.filter(({ part }) => part).map(({ label, part }) => [label, part])).toEqual([
    ["9:00", "hour in progress"],
  ]);
  expect(found.filter(({ before }) => before)).toHaveLength(9);
  expect(found.filter(({ marks }) => marks).map(({ short }) => short)).toContain("21:00");
});

test("a day without an hour is compared by the clock, not by position", () => {
  const spring = hours("2026-03-29").filter(({ at }) => !at.endsWith("T02"));
  const found = steps({
    from: "2026-03-29",
    to: "2026-03-29",
    bucket: "hour",
    buckets: spring,
    bucketsBefore: hours("2026-03-28"),
  });
  expect(found).toHaveLength(23);
  expect(found.every(({ now, before }) => now?.at.slice(11) === before?.at.slice(11))).toBe(true);
});

test("a range over today: its last day is a part until the hour, and compared with the cut one", () => {
  const found = steps({
    from: "2026-06-08",
    to: "2026-06-14",
    today: "2026-06-14",
    hour: 16,
    buckets: days("2026-06-08", 7),
    bucketsBefore: days("2026-06-01", 7),
  });
  expect(found.at(-1)).toMatchObject({
    label: "Sun 14 June",
    part: "until 16:00",
    beforeLabel: "Sun 7 June",
    marks: false,
  });
  expect(found[0]).toMatchObject({
    label: "Mon 8 June",
    short: "8 Jun",
    part: "",
    marks: true,
    beforeLabel: "Mon 1 June",
  });
});

test("days ahead have no value, and nothing to be compared with", () => {
  const found = steps({
    today: "2026-06-10",
    hour: 0,
    buckets: days("2026-06-08", 7),
    bucketsBefore: days("2026-06-01", 2),
  });
  expect(found.map(({ now }) => now !== undefined)).toEqual([true, true, true, false, false, false, false]);
  expect(found.map(({ beforeLabel }) => beforeLabel !== "")).toEqual([true, true, false, false, false, false, false]);
  expect(found[2]?.part).toBe("first hour");
});

test("weeks are named by their days, a short one at the end says how short, also where it is compared", () => {
  const found = steps({
    from: "2026-01-01",
    to: "2026-04-10",
    bucket: "week",
    buckets: days("2026-01-01", 15, 7),
    bucketsBefore: days("2025-09-23", 15, 7),
  });
  expect(found[0]).toMatchObject({ part: "", beforeLabel: format.days("2025-09-23", "2025-09-29") });
  expect(found[0]?.label).toBe(format.days("2026-01-01", "2026-01-07"));
  expect(found.at(-1)).toMatchObject({ part: "2 days", beforeLabel: format.days("2025-12-30", "2025-12-31") });
});
