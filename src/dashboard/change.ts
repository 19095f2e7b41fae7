import type { Totals } from "../model/report.js";
import type { Format } from "./format.js";
import { type Measure, measured } from "./measure.js";
import type { Text } from "./text.js";

/** How a headline number differs from the period before. */
export type Change = {
  /** `same`: by less than half a percent, or for bounce half a point. */
  readonly direction: "up" | "down" | "same";
  /** Whether the change is a good one; a lower bounce is. */
  readonly better: boolean;
  /** The size of the change, in percent, points or as a number; empty for `same`. */
  readonly size: string;
};

/** Below this a percentage says more than the counts do, and the change is shown as a number. */
const LEAST_FOR_PERCENT = 100;
const SAME = 0.005;

/** The change of one headline number; `undefined` if the old one is 0 or missing, or the new one is missing. */
export const changeOf = (
  measure: Measure,
  now: Totals,
  before: Totals,
  format: Format,
  text: Text,
): Change | undefined => {
  const [value, old] = [measured(measure, now), measured(measure, before)];
  if (value === undefined || !old) return undefined;
  if (measure === "bounce") return { ...changeOfShare(value, old, format, text), better: value < old };
  const difference = (value - old) / old;
  const direction = directionOf(difference);
  const isSmall = measure !== "time" && old < LEAST_FOR_PERCENT;
  return {
    direction,
    better: difference > 0,
    size:
      direction === "same" ? "" : isSmall ? format.number(Math.abs(value - old)) : format.percent(Math.abs(difference)),
  };
};

/** How a share of 0 to 1 differs from the old one, in points. */
export const changeOfShare = (value: number, old: number, format: Format, text: Text): Omit<Change, "better"> => {
  const direction = directionOf(value - old);
  const points = Math.abs(value - old) * 100;
  return { direction, size: direction === "same" ? "" : `${format.number(points)} ${text.points(Math.round(points))}` };
};

const directionOf = (difference: number): Change["direction"] =>
  Math.abs(difference) < SAME ? "same" : difference > 0 ? "up" : "down";
