import { MAX_GAP } from "../model/visit.js";

/** When those who return do so, as far as the numbers allow to say it. */
export type Rhythm = {
  /** Days within which half of the returns happen. */
  readonly median: number;
  /** Up to three gaps in days, 5 to 30, around which returns gather; smallest first. */
  readonly peaks: readonly number[];
};

/** Fewer returns than this say nothing about a habit. */
const LEAST_RETURNS = 30;
/** A peak holds at least this share of the returns; a smaller one is chance. */
const LEAST_SHARE = 0.025;
const [FIRST_PEAK, LAST_PEAK, MOST_PEAKS] = [5, 30, 3];

/** Number of first views of a day that were returns. */
export const returnsOf = (gaps: readonly number[]): number => gaps.slice(1).reduce((sum, count) => sum + count, 0);

/** The rhythm behind a histogram of gaps (report.ts); `undefined` under 30 returns. */
export const rhythmOf = (gaps: readonly number[]): Rhythm | undefined => {
  const returns = returnsOf(gaps);
  if (returns < LEAST_RETURNS) return undefined;
  const countAt = (gap: number): number => gaps[gap] ?? 0;
  let [median, sum] = [1, countAt(1)];
  while (sum < returns / 2 && median < MAX_GAP) sum += countAt(++median);
  // The mean of a day and its neighbours, weighted 1-2-1, so that one odd day is no peak.
  const smooth = (gap: number): number =>
    gap > 1 && gap < MAX_GAP - 1 ? countAt(gap - 1) + 2 * countAt(gap) + countAt(gap + 1) : 0;
  const isPeak = (gap: number): boolean =>
    countAt(gap) > returns * LEAST_SHARE && [-3, -2, -1, 1, 2, 3].every((away) => smooth(gap) >= smooth(gap + away));
  const peaks = Array.from({ length: LAST_PEAK - FIRST_PEAK + 1 }, (_, index) => FIRST_PEAK + index)
    .filter(isPeak)
    .sort((a, b) => countAt(b) - countAt(a))
    .slice(0, MOST_PEAKS)
    .sort((a, b) => a - b);
  return { median, peaks };
};
