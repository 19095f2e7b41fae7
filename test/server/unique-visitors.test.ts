import { expect, test } from "vitest";
import { MAX_GAP, nextView } from "../../src/model/visit.js";
import { gapHistogram, uniqueVisitors } from "../../src/server/unique-visitors.js";

/** A small generator of the same numbers in every run (Park and Miller). */
const createRandom = (seed: number) => () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};

/** A town of browsers that come at random; what the collector counts, and the days on which each browser came. */
const simulate = (browsers: number, days: number) => {
  const random = createRandom(7);
  const gaps = new Map<number, number[]>();
  const active: Set<number>[] = [];
  for (let browser = 0; browser < browsers; browser++) {
    const chance = random() ** 3;
    const own = new Set<number>();
    let memory = { day: 0, step: 0 };
    // Day 0 would be remembered as no day at all.
    for (let day = 1; day < days; day++) {
      if (random() > chance) continue;
      for (let views = 0; views < 2; views++) {
        const next = nextView(memory, day);
        memory = next;
        if (next.gap === undefined) continue;
        const histogram = gaps.get(day) ?? Array<number>(MAX_GAP + 1).fill(0);
        histogram[next.gap] = (histogram[next.gap] ?? 0) + 1;
        gaps.set(day, histogram);
      }
      own.add(day);
    }
    active.push(own);
  }
  const exact = (from: number, to: number): number =>
    active.filter((own) => [...own].some((day) => day >= from && day <= to)).length;
  return { gaps, exact };
};

const DAYS = 120;
const { gaps, exact } = simulate(400, DAYS);

test("[A5] unique visitors are exact for every range of 1 to 32 days", () => {
  for (let from = 0; from < DAYS; from += 3)
    for (let to = from; to < Math.min(from + 32, DAYS); to++) {
      const visitors = exact(from, to);
      expect(uniqueVisitors(gaps, from, to)).toEqual({ low: visitors, high: visitors });
    }
});

test("[A5] in a longer range the truth lies between the two bounds, and they differ only by the longest gaps", () => {
  for (let from = 0; from < DAYS; from += 5)
    for (let to = from + 32; to < DAYS; to += 5) {
      const { low, high } = uniqueVisitors(gaps, from, to);
      expect(low).toBeLessThanOrEqual(exact(from, to));
      expect(high).toBeGreaterThanOrEqual(exact(from, to));
      expect(high - low).toBe(gapHistogram(gaps, from + 32, to)[MAX_GAP]);
    }
});

test("a browser without memory counts on every day, and days without a view count nobody", () => {
  const new3 = [3, ...Array<number>(MAX_GAP).fill(0)];
  expect(
    uniqueVisitors(
      new Map([
        [5, new3],
        [9, new3],
      ]),
      5,
      9,
    ),
  ).toEqual({ low: 6, high: 6 });
  expect(uniqueVisitors(new Map(), 0, 400)).toEqual({ low: 0, high: 0 });
});
