import type { Format } from "./format.js";
import type { Text } from "./text.js";

/**
 * A number of returns after one gap, as it may be said: fewer than `k` could be about one person.
 * @param k of the report
 */
export const gapCount = (count: number, k: number, text: Text, format: Format): string =>
  count > 0 && count < k ? text.fewerThan(k) : format.number(count);
