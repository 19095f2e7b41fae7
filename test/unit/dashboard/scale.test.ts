import { expect, test } from "vitest";
import { scaleFor } from "../../../src/dashboard/scale.js";

test.each([
  ["views", 0, 1, 1],
  ["views", 1, 1, 1],
  ["views", 3, 1, 3],
  ["views", 7, 5, 10],
  ["views", 100, 50, 100],
  ["visitors", 1234, 500, 1500],
  ["bounce", 0.3, 0.1, 0.3],
  ["bounce", 1, 0.5, 1],
  ["time", 50, 15, 60],
  ["time", 130, 60, 180],
  ["time", 90_000, 7200, 93_600],
] as const)("for %s up to %d the rules are %d apart, up to %d", (measure, most, step, top) => {
  const scale = scaleFor(measure, most);
  expect(scale.step).toBeCloseTo(step, 9);
  expect(scale.top).toBeCloseTo(top, 9);
});

test("no value exceeds the top, there are one to five rules, and labels are whole counts or whole percent", () => {
  for (let most = 1; most < 20_000; most = Math.ceil(most * 1.07)) {
    const { step, top } = scaleFor("views", most);
    expect(top).toBeGreaterThanOrEqual(most);
    expect(Number.isInteger(step)).toBe(true);
    expect(Math.round(top / step)).toBeGreaterThanOrEqual(1);
    expect(Math.round(top / step)).toBeLessThanOrEqual(5);
  }
  for (let percent = 1; percent <= 100; percent++) {
    const { step, top } = scaleFor("bounce", percent / 100);
    expect(step * 100).toBeCloseTo(Math.round(step * 100), 9);
    expect(top * 100 + 1e-9).toBeGreaterThanOrEqual(percent);
  }
});
