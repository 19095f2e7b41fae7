import type { Totals } from "../model/report.js";

/** The five headline numbers. */
export const MEASURES = ["visitors", "visits", "views", "bounce", "time"] as const;
export type Measure = (typeof MEASURES)[number];

/** Whether a text names a headline number. */
export const isMeasure = (name: string | null): name is Measure => MEASURES.some((measure) => measure === name);

/**
 * One headline number: visitors (the high bound), visits, views, bounce (0 to 1) or visible time (seconds per visit).
 * `undefined` for bounce and time without a visit: there is nothing to take a share of.
 * A step of the chart may hold the correction (-1) of a bounce that an earlier step counted, so bounce is kept in bounds.
 */
export const measured = (measure: Measure, totals: Totals): number | undefined => {
  if (measure === "visitors") return totals.visitorsHigh;
  if (measure === "visits" || measure === "views") return totals[measure];
  if (totals.visits <= 0) return undefined;
  const each = (measure === "bounce" ? totals.bounces : totals.seconds) / totals.visits;
  return Math.max(0, measure === "bounce" ? Math.min(1, each) : each);
};
