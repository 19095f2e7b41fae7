import type { Measure } from "./measure.js";

/** Rules of a chart: from 0 in equal steps to `top`, which no value exceeds. */
export type Scale = { readonly step: number; readonly top: number };

/** Steps of a time axis, in seconds, as clocks are divided. */
const TIME_STEPS = [15, 30, 60, 120, 300, 600, 1200, 1800, 3600];
/** Multiples of a power of ten that read well. */
const ROUND = [1, 2, 2.5, 5, 10];
/** Rules above the base line that are aimed at. */
const RULES = 3;

/** Rules for values up to `most`, in the measure's own unit: a count, a share of 1, or seconds. */
export const scaleFor = (measure: Measure, most: number): Scale => {
  if (measure === "time") {
    const step = TIME_STEPS.find((seconds) => most / seconds <= RULES + 1) ?? 7200;
    return upTo(most, step);
  }
  // Labels are whole counts and whole percent, so steps are too.
  const unit = measure === "bounce" ? 0.01 : 1;
  const aim = Math.max(1, most / unit / RULES);
  const power = 10 ** Math.floor(Math.log10(aim));
  const multiple = ROUND.find((round) => round * power >= aim && Number.isInteger(round * power)) ?? 10;
  return upTo(most, multiple * power * unit);
};

/** A billionth less: 0.3 / 0.1 is a little more than 3 in floating point. */
const upTo = (most: number, step: number): Scale => ({ step, top: Math.max(1, Math.ceil(most / step - 1e-9)) * step });
