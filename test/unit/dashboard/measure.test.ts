import { expect, test } from "vitest";
import { isMeasure, MEASURES, measured } from "../../../src/dashboard/measure.js";
import { totals } from "./reports.js";

test("each headline number is computed from the totals", () => {
  const some = totals({ visitors: 90, visitorsHigh: 100, visits: 200, views: 500, bounces: 80, seconds: 25_000 });
  expect(MEASURES.map((measure) => measured(measure, some))).toEqual([100, 200, 500, 0.4, 125]);
});

test("without a visit bounce and time are unknown, the counts are 0", () => {
  expect(MEASURES.map((measure) => measured(measure, totals({ seconds: 30 })))).toEqual([
    0,
    0,
    0,
    undefined,
    undefined,
  ]);
});

test("a bounce that an earlier step counted never leads out of bounds", () => {
  expect(measured("bounce", totals({ visits: 3, bounces: -2 }))).toBe(0);
  expect(measured("bounce", totals({ visits: 3, bounces: 5 }))).toBe(1);
});

test("only the five names are measures", () => {
  expect(MEASURES.every(isMeasure)).toBe(true);
  expect(["constructor", "", null].some(isMeasure)).toBe(false);
});
