import { expect, test } from "vitest";
import { changeOf } from "../../../src/dashboard/change.js";
import type { Measure } from "../../../src/dashboard/measure.js";
import type { Totals } from "../../../src/model/report.js";
import { totals, words } from "./reports.js";

const { text, format } = words("en");
const change = (measure: Measure, now: Partial<Totals>, before: Partial<Totals>) =>
  changeOf(measure, totals(now), totals(before), format, text);

test.each([
  ["a percentage from 100 on", "views", { views: 150 }, { views: 100 }, ["up", true, "50%"]],
  ["a number below 100", "views", { views: 150 }, { views: 99 }, ["up", true, "51"]],
  ["a fall", "visits", { visits: 900 }, { visits: 1000 }, ["down", false, "10%"]],
  ["nothing under half a percent", "views", { views: 1004 }, { views: 1000 }, ["same", true, ""]],
  ["a change from half a percent on", "views", { views: 1006 }, { views: 1000 }, ["up", true, "1%"]],
  [
    "the high bounds of visitors",
    "visitors",
    { visitors: 100, visitorsHigh: 300 },
    { visitors: 150, visitorsHigh: 200 },
    ["up", true, "50%"],
  ],
  [
    "bounce in points, and less of it is better",
    "bounce",
    { visits: 100, bounces: 40 },
    { visits: 100, bounces: 55 },
    ["down", true, "15 pts"],
  ],
  ["one point", "bounce", { visits: 100, bounces: 41 }, { visits: 100, bounces: 40 }, ["up", false, "1 pt"]],
  [
    "time in percent, however short",
    "time",
    { visits: 10, seconds: 300 },
    { visits: 10, seconds: 200 },
    ["up", true, "50%"],
  ],
] as const)("is %s", (_what, measure, now, before, [direction, better, size]) => {
  expect(change(measure, now, before)).toMatchObject({ direction, size });
  if (direction !== "same") expect(change(measure, now, before)?.better).toBe(better);
});

test("there is none without an old number, or without a new one", () => {
  expect(change("views", { views: 5 }, { views: 0 })).toBeUndefined();
  expect(change("bounce", { visits: 0 }, { visits: 9, bounces: 3 })).toBeUndefined();
  expect(change("time", { visits: 9, seconds: 9 }, { visits: 0 })).toBeUndefined();
});
