import { expect, test } from "vitest";
import { gapCount } from "../../../src/dashboard/gap-count.js";
import { words } from "./reports.js";

test.each([
  [0, 3, "0"],
  [1, 3, "fewer than 3"],
  [2, 3, "fewer than 3"],
  [3, 3, "3"],
  [4, 5, "fewer than 5"],
  [1, 1, "1"],
])("%i of at least %i is told as %s", (count, k, told) => {
  const { text, format } = words("en");
  expect(gapCount(count, k, text, format)).toBe(told);
});
