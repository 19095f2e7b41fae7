import { VISITOR_DIMENSIONS, type VisitorDimension } from "../model/report.js";

/** Gaps of first views by a value of a dimension: what unique visitors by source and the like are counted from. */
export type GapDimension = `${VisitorDimension}gap`;

/** The gaps of a dimension. */
export const gapsOf = (dimension: VisitorDimension): GapDimension => `${dimension}gap`;

/** By name, each the dimension whose values it has. */
export const GAP_DIMENSIONS: ReadonlyMap<string, VisitorDimension> = new Map(
  VISITOR_DIMENSIONS.map((dimension) => [gapsOf(dimension), dimension]),
);

/** Characters before the value: two digits and a space. */
const START = 3;

/** A gap and a value of a dimension as the value of one counter, as increments and exports have it: `05 example.org`. */
export const gapValue = (gap: number, value: string): string => `${String(gap).padStart(2, "0")} ${value}`;

/** The value without its gap. */
export const valueIn = (gapped: string): string => gapped.slice(START);

/** The gap without its value. */
export const gapIn = (gapped: string): number => Number(gapped.slice(0, START - 1));

/**
 * Adds the gaps of a day, or of a block of days, to those of a longer block, as if they had been counted on its first day: then
 * a gap says by how many days a range may begin before the block, and this is still the browser's first day in it. What
 * is no longer than the way there was in the block before. Gap 0, a browser without memory, always counts.
 * @param sum changed in place
 * @param away days between the first day of the block and that of the gaps
 */
export const addGaps = (sum: number[], gaps: readonly number[], away: number): void => {
  for (const [gap, count] of gaps.entries()) {
    if (gap > 0 && gap <= away) continue;
    const moved = gap === 0 ? 0 : gap - away;
    while (sum.length <= moved) sum.push(0);
    sum[moved] = (sum[moved] ?? 0) + count;
  }
};

/**
 * Browsers whose first day in a range it is.
 * @param before days of the range before the day or block
 */
export const visitorsIn = (gaps: readonly number[], before: number): number =>
  gaps.reduce((sum, count, gap) => (gap === 0 || gap > before ? sum + count : sum), 0);
