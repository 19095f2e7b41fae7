import { expect, test } from "vitest";
import { returnsOf, rhythmOf } from "../../../src/dashboard/rhythm.js";

/** A histogram of gaps with these counts. */
const gaps = (counts: Readonly<Record<number, number>>): number[] =>
  Array.from({ length: 33 }, (_, gap) => counts[gap] ?? 0);

test("returns are all but the first visits", () => expect(returnsOf(gaps({ 0: 500, 1: 2, 32: 5 }))).toBe(7));

test("under thirty returns nothing is said", () => {
  expect(rhythmOf(gaps({ 0: 5000, 7: 29 }))).toBeUndefined();
  expect(rhythmOf(gaps({ 7: 30 }))).toEqual({ median: 7, peaks: [7] });
});

test("the median is the day by which half have returned", () => {
  expect(rhythmOf(gaps({ 1: 50, 9: 50 }))?.median).toBe(1);
  expect(rhythmOf(gaps({ 1: 49, 9: 51 }))?.median).toBe(9);
  expect(rhythmOf(gaps({ 32: 40 }))?.median).toBe(32);
});

test("weekly habits are three peaks at most, the highest ones, smallest day first", () => {
  const weekly = gaps({
    1: 90,
    2: 40,
    6: 15,
    7: 60,
    8: 15,
    13: 10,
    14: 40,
    15: 10,
    20: 8,
    21: 30,
    22: 8,
    27: 6,
    28: 20,
    29: 6,
  });
  expect(rhythmOf(weekly)?.peaks).toEqual([7, 14, 21]);
});

test("the fall after the first days is no peak, and neither is a small one", () => {
  const falling = gaps(Object.fromEntries(Array.from({ length: 31 }, (_, index) => [index + 1, 1000 >> (index / 2)])));
  expect(rhythmOf(falling)?.peaks).toEqual([]);
  expect(rhythmOf(gaps({ 1: 1000, 12: 20 }))?.peaks).toEqual([]);
});
