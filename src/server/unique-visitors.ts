import { MAX_GAP } from "../model/visit.js";
import { addHistogram, emptyHistogram } from "./hour-counts.js";
import type { Gaps } from "./store-read.js";

/** Distinct browsers of a range: the same number twice, except in ranges of more than 32 days. */
export type UniqueVisitors = { readonly low: number; readonly high: number };

/**
 * Counts each browser once, on its first active day within the range: that is the day whose gap reaches back to
 * before the range began. So visitors of a..b are the sum over d of N[d][gap > d − a] and N[d][0], the browsers
 * without memory. A gap of 32 stands for 32 days or more: from the 33rd day on it cannot be told whether such a
 * browser was there before, so the low bound leaves it out and the high bound counts it.
 * @param gaps of these days at least
 * @param from first day of the range, a day number
 * @param to last day, included
 */
export const uniqueVisitors = (gaps: Gaps, from: number, to: number): UniqueVisitors => {
  let low = 0;
  let high = 0;
  for (let day = from; day <= to; day++) {
    for (const [gap, count] of gaps.get(day)?.entries() ?? []) {
      const isFirst = gap === 0 || gap > day - from;
      if (isFirst) low += count;
      if (isFirst || gap === MAX_GAP) high += count;
    }
  }
  return { low, high };
};

/** First views by gap: index 0 is a first visit, 1 to 31 days, 32 longer. */
export const gapHistogram = (gaps: Gaps, from: number, to: number): number[] => {
  const histogram = emptyHistogram();
  for (let day = from; day <= to; day++) addHistogram(histogram, gaps.get(day) ?? []);
  return histogram;
};
