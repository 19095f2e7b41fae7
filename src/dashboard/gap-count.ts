import type { Format } from "./format.js";
import type { Text } from "./text.js";

/** Returns after one gap that are fewer could be about one person; the collector folds rows of lists at the same count. */
export const LEAST_SHOWN = 3;

/** A number of returns after one gap, as it may be said. */
export const gapCount = (count: number, text: Text, format: Format): string =>
  count > 0 && count < LEAST_SHOWN ? text.fewerThan(LEAST_SHOWN) : format.number(count);
