import { expect, test } from "vitest";
import { SHARES_GRANTED } from "../../src/model/beacon.js";
import { foldDecisions } from "../../src/server/fold-decisions.js";

const valuesOf = (...counts: readonly number[]) =>
  SHARES_GRANTED.map((value, index) => ({
    ...{ dimension: "decision" as const, value, second: 0 },
    count: counts[index] ?? 0,
  }));
/** What is told: how many agreed, and each group with its count. */
const fold = (counts: readonly number[], k = 3) => {
  const folded = foldDecisions(valuesOf(...counts), k);
  return folded && [folded.agreed, ...folded.groups.map(({ granted, count }) => `${granted.join(" ")} ${count}`)];
};

test.each([
  [
    [5, 4, 3],
    [9, "all 5", "some 4", "none 3"],
  ],
  [
    [5, 0, 3],
    [5, "all 5", "some 0", "none 3"],
  ],
  [
    [0, 0, 3],
    [0, "all 0", "some 0", "none 3"],
  ],
  // The rate stays known where two small groups agree, or a small one joins a large one that agreed.
  [
    [9, 1, 4],
    [10, "all some 10", "none 4"],
  ],
  [
    [2, 1, 4],
    [3, "all some 3", "none 4"],
  ],
  // A rate would tell the few who refused, or the few who agreed.
  [
    [9, 4, 2],
    [null, "all 9", "some none 6"],
  ],
  [
    [9, 0, 2],
    [null, "all some none 11"],
  ],
  [
    [9, 1, 1],
    [null, "all some none 11"],
  ],
  [
    [1, 1, 9],
    [null, "all some none 11"],
  ],
  [[1, 1, 0], null],
  [[0, 0, 0], null],
])("[C6] decisions for all, some and none of %j are told as %j", (counts, expected) =>
  expect(fold(counts)).toEqual(expected),
);

test("[C6] with any k no group under it is told, nor can be found by a difference, and the groups add up to the total", () => {
  for (let k = 1; k <= 5; k++)
    for (let all = 0; all < 9; all++)
      for (let some = 0; some < 9; some++)
        for (let none = 0; none < 9; none++) {
          const folded = foldDecisions(valuesOf(all, some, none), k);
          const total = all + some + none;
          expect(folded === null).toBe(total === 0 || total < k);
          if (folded === null) continue;
          expect(folded.groups.flatMap(({ granted }) => granted)).toEqual([...SHARES_GRANTED]);
          expect(folded.groups.reduce((sum, { count }) => sum + count, 0)).toBe(folded.total);
          const agreed = folded.agreed === null ? [] : [folded.agreed, total - folded.agreed];
          for (const count of [...agreed, ...folded.groups.map(({ count }) => count)])
            expect(count === 0 || count >= k).toBe(true);
          if (folded.agreed !== null) expect(folded.agreed).toBe(all + some);
        }
});

test("[C6] what an import brought under another name, or below zero, is no decision", () => {
  const odd = [
    { dimension: "decision" as const, value: "(other)", count: 50, second: 0 },
    { dimension: "decision" as const, value: "all", count: -7, second: 0 },
  ];
  expect(foldDecisions([...odd, ...valuesOf(0, 0, 4)], 3)).toMatchObject({ total: 4, agreed: 0 });
});
