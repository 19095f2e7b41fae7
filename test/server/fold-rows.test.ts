import { expect, test } from "vitest";
import { foldRows } from "../../src/server/fold-rows.js";

const rows = (...counts: number[]) => counts.map((count, index) => ({ value: `v${index}`, count }));
const fold = (...counts: number[]) => {
  const { rows: shown, few } = foldRows(rows(...counts));
  return [shown.map(({ count }) => count), few === null ? null : [few.rows, few.count]];
};

test.each([
  [[], [[], null]],
  [
    [5, 9, 3],
    [[9, 5, 3], null],
  ],
  [
    [9, 2, 1],
    [[9], [2, 3]],
  ],
  [
    [9, 4, 2],
    [[9], [2, 6]],
  ],
  [
    [9, 4, 1, 1],
    [[9], [3, 6]],
  ],
  [[1], [[], [1, 1]]],
  [
    [2, 9],
    [[], [2, 11]],
  ],
  [
    [1, 1, 1, 1],
    [[], [4, 4]],
  ],
])("[C6] %j is shown as %j", (counts, expected) => expect(fold(...counts)).toEqual(expected));

test("[C6] nothing that is folded can be found by taking the shown rows from the total: the folded rows are k or more", () => {
  for (let seed = 0; seed < 500; seed++) {
    const counts = Array.from({ length: seed % 9 }, (_, index) => 1 + ((seed * 7 + index * index * 3) % 8));
    const { rows: shown, few } = foldRows(rows(...counts));
    for (const { count } of shown) expect(count).toBeGreaterThanOrEqual(3);
    if (few !== null && shown.length > 0) expect(few.count).toBeGreaterThanOrEqual(3);
  }
});

test("rows of the same count are ordered by their value, so that a list does not jump", () => {
  const { rows: shown } = foldRows([
    { value: "b", count: 3 },
    { value: "a", count: 3 },
  ]);
  expect(shown.map(({ value }) => value)).toEqual(["a", "b"]);
});
