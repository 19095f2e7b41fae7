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
  const isShare = measure === "bounce";
  const difference = isShare ? value - old : (value - old) / old;
  const direction = Math.abs(difference) < SAME ? "same" : difference > 0 ? "up" : "down";
  const points = (count: number): string => `${format.number(count)} ${text.points(Math.round(count))}`;
  const isSmall = measure !== "time" && !isShare && old < LEAST_FOR_PERCENT;
  return {
    direction,
    better: isShare ? difference < 0 : difference > 0,
    size:
      direction === "same"
        ? ""
        : isShare
          ? points(Math.abs(difference) * 100)
          : isSmall
            ? format.number(Math.abs(value - old))
            : format.percent(Math.abs(difference)),
  };
};
