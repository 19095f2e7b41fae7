import { expect, test } from "vitest";
import { daysOf, isDay, lengthOf, namedPeriod, PRESETS, plusDays, stepped } from "../../../src/dashboard/period.js";

const TODAY = "2026-03-15";

test.each([
  ["today", "2026-03-15", "2026-03-15", 1],
  ["yesterday", "2026-03-14", "2026-03-14", 1],
  ["d7", "2026-03-09", "2026-03-15", 7],
  ["d28", "2026-02-16", "2026-03-15", 28],
  ["month", "2026-03-01", "2026-03-15", 15],
  ["last", "2026-02-01", "2026-02-28", 28],
  ["d90", "2025-12-16", "2026-03-15", 90],
  ["y1", "2025-03-17", "2026-03-15", 364],
] as const)("%s is %s to %s, %i days", (preset, from, to, length) => {
  expect(daysOf(preset, TODAY)).toEqual({ from, to });
  expect(lengthOf({ from, to })).toBe(length);
});

test("the last month of January is December of the year before, and of March in a leap year February with 29 days", () => {
  expect(daysOf("last", "2026-01-31")).toEqual({ from: "2025-12-01", to: "2025-12-31" });
  expect(daysOf("last", "2028-03-31")).toEqual({ from: "2028-02-01", to: "2028-02-29" });
});

test("days are calendar days: a change of the clocks does not shift them", () => {
  expect(plusDays("2026-03-28", 2)).toBe("2026-03-30");
  expect(plusDays("2026-01-01", -1)).toBe("2025-12-31");
});

test.each(["2026-3-1", "2026-02-30", "2026-13-01", "2026-00-10", "20260301", " 2026-03-01", "", null])(
  "%j is no day",
  (text) => expect(isDay(text)).toBe(false),
);

test("a step goes by the length of the period, and forth again leads back to the preset", () => {
  const earlier = stepped(daysOf("d7", TODAY), -1, TODAY);
  expect(earlier).toEqual({ from: "2026-03-02", to: "2026-03-08" });
  expect(typeof earlier === "object" && stepped(earlier, 1, TODAY)).toBe("d7");
  expect(stepped(daysOf("today", TODAY), -1, TODAY)).toBe("yesterday");
});

test("no step leads past today", () => {
  expect(stepped({ from: "2026-03-08", to: "2026-03-13" }, 1, TODAY)).toEqual({ from: "2026-03-10", to: TODAY });
});

test("days that are a preset's are the preset, others stay days", () => {
  for (const preset of PRESETS) expect(namedPeriod(daysOf(preset, TODAY), TODAY)).toBe(preset);
  expect(namedPeriod({ from: "2026-03-02", to: "2026-03-04" }, TODAY)).toEqual({
    from: "2026-03-02",
    to: "2026-03-04",
  });
});
