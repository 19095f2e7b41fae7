import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { VisitMemory } from "../../../src/model/visit.js";
import { dayNumber, MAX_GAP, nextView } from "../../../src/model/visit.js";
import table from "../../vectors/visit.json";

describe("[A5] the day", () => {
  test.each(table.days)("at $time is $date in $timeZone", ({ time, timeZone, date }) => {
    expect(dayNumber(Date.parse(time), timeZone)).toBe(Date.parse(date) / 86_400_000);
  });

  test("is a whole number that never goes back, also where clocks change", () => {
    for (const timeZone of ["Europe/Berlin", "Australia/Lord_Howe"]) {
      let last = dayNumber(Date.UTC(2026, 0, 1), timeZone);
      for (let time = Date.UTC(2026, 0, 1); time < Date.UTC(2027, 0, 1); time += 7 * 3_600_000) {
        const day = dayNumber(time, timeZone);
        expect(Number.isInteger(day) && (day === last || day === last + 1)).toBe(true);
        last = day;
      }
    }
  });

  test("in a zone that is not known is the one in UTC, before 1970 as well", () => {
    for (const now of [0, 86_399_999, 86_400_000, Date.UTC(2026, 10, 23, 23, 59), -1])
      expect(dayNumber(now, "Europe/Nowhere")).toBe(dayNumber(now, "UTC"));
  });
});

describe("[A5] the next page view", () => {
  test.each(table.views)("after day $day and step $step, on day $today, says gap $gap and step $nextStep", (vector) => {
    const { day, step, today, gap, nextStep, nextDay } = vector;
    expect(nextView({ day: day ?? 0, step }, today)).toEqual({
      ...(gap !== null && { gap }),
      step: nextStep,
      day: nextDay,
    });
  });

  test("carries a gap once a day, whatever was remembered", () => {
    fc.assert(
      fc.property(fc.nat(30_000), fc.nat(200), fc.nat(30_000), (day, step, today) => {
        const first = nextView({ day, step }, today);
        const second = nextView(first, today);
        expect(first.gap === undefined || (first.gap >= 0 && first.gap <= MAX_GAP)).toBe(true);
        expect(second.gap).toBeUndefined();
      }),
    );
  });
});

/** A small generator with a seed, so that a failure can be repeated (mulberry32). */
const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
  return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
};

describe("[A5] unique visitors of 400 browsers in 120 days", () => {
  const FIRST_DAY = 20_700;
  const DAYS = 120;
  const random = seeded(20_261_123);
  /** Sums that the collector keeps: `N[day][gap]`. */
  const counted = Array.from({ length: DAYS }, () => Array<number>(MAX_GAP + 1).fill(0));
  /** What no collector may know, for comparison: the days of each browser. */
  const active: Set<number>[] = [];

  for (let browser = 0; browser < 400; browser++) {
    // Some come daily, some twice a year: every gap from 1 to more than 32 occurs.
    const chance = random() ** 3;
    let memory: VisitMemory = { day: 0, step: 0 };
    const days = new Set<number>();
    for (let day = 0; day < DAYS; day++) {
      if (random() > chance) continue;
      days.add(day);
      for (let views = 1 + Math.floor(random() * 4); views > 0; views--) {
        // Between two views the visit may have ended, and with it the step.
        const view = nextView({ ...memory, step: random() < 0.5 ? 0 : memory.step }, FIRST_DAY + day);
        memory = view;
        const gaps = counted[day];
        if (view.gap !== undefined && gaps) gaps[view.gap] = (gaps[view.gap] ?? 0) + 1;
      }
    }
    active.push(days);
  }

  const sumOfGaps = (from: number, to: number): { all: number; new: number } => {
    let all = 0;
    let fresh = 0;
    for (let day = from; day <= to; day++)
      counted[day]?.forEach((count, gap) => {
        // The last active day was before the range, or there was none.
        if (gap === 0 || gap > day - from) all += count;
        if (gap === 0) fresh += count;
      });
    return { all, new: fresh };
  };

  test("hold every gap there is, or the simulation would prove little", () => {
    for (let gap = 0; gap <= MAX_GAP; gap++) expect(counted.some((gaps) => (gaps[gap] ?? 0) > 0)).toBe(true);
  });

  test("are exact for every range of up to 32 days, as are new and returning ones", () => {
    for (let from = 0; from < DAYS; from++)
      for (let to = from; to < Math.min(from + 32, DAYS); to++) {
        const inRange = active.filter((days) => [...days].some((day) => day >= from && day <= to));
        const fresh = inRange.filter((days) => Math.min(...days) >= from);
        expect([from, to, sumOfGaps(from, to)]).toEqual([from, to, { all: inRange.length, new: fresh.length }]);
      }
  });

  test("lie between two bounds in a longer range: gaps of 32 and more may or may not begin in it", () => {
    const from = 20;
    const inRange = active.filter((days) => [...days].some((day) => day >= from));
    let withLongGaps = sumOfGaps(from, DAYS - 1).all;
    for (let day = from + MAX_GAP; day < DAYS; day++) withLongGaps += counted[day]?.[MAX_GAP] ?? 0;
    expect(sumOfGaps(from, DAYS - 1).all).toBeLessThan(inRange.length);
    expect(withLongGaps).toBeGreaterThan(inRange.length);
  });

  test("are one for two tabs that share a memory, and two for a browser that forgot", () => {
    const first = nextView({ day: 0, step: 0 }, FIRST_DAY);
    expect([first.gap, nextView(first, FIRST_DAY).gap]).toEqual([0, undefined]);
    expect(nextView({ day: 0, step: 0 }, FIRST_DAY).gap).toBe(0);
  });
});
