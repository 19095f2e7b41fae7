import type { Bucket, Report } from "../model/report.js";
import type { Format } from "./format.js";
import { lengthOf, plusDays } from "./period.js";
import type { Text } from "./text.js";

/** One step of the chart: what its bucket holds, and how it is called. */
export type Step = {
  readonly label: string;
  /** The label on the axis. */
  readonly short: string;
  /** Why the step is not a whole one, such as `until 16:00`; empty for whole steps. */
  readonly part: string;
  /** Whether it is a Monday, or an hour that can be divided by three. */
  readonly marks: boolean;
  /** `undefined` where the time has not come yet. */
  readonly now: Bucket | undefined;
  readonly before: Bucket | undefined;
  readonly beforeLabel: string;
};

/** The steps of a report, in order. */
export const stepsOf = (report: Report, format: Format, text: Text): readonly Step[] =>
  report.bucket === "hour" ? hours(report, text) : days(report, format, text);

const hourOf = ({ at }: Bucket): number => Number(at.slice(11, 13));

const hours = (report: Report, text: Text): Step[] =>
  report.buckets.map((bucket) => {
    const hour = hourOf(bucket);
    const isAhead = report.from > report.today || (report.from === report.today && hour > report.hour);
    const isRunning = report.from === report.today && hour === report.hour;
    // A day of 23 hours is compared hour by hour, not step by step.
    const before = report.bucketsBefore.find((other) => hourOf(other) === hour);
    return {
      label: `${hour}:00`,
      short: `${hour}:00`,
      part: isRunning ? text.hourRuns : "",
      marks: hour % 3 === 0,
      now: isAhead ? undefined : bucket,
      before,
      beforeLabel: `${hour}:00`,
    };
  });

const days = (report: Report, format: Format, text: Text): Step[] => {
  const { buckets, bucketsBefore, today, bucket: unit } = report;
  const name = (from: string, to: string): string => (unit === "week" ? format.days(from, to) : format.dayLong(from));
  return buckets.map((bucket, index) => {
    const next = buckets[index + 1];
    const end = next ? plusDays(next.at, -1) : report.to;
    const before = bucketsBefore[index];
    const holdsToday = bucket.at <= today && today <= end;
    const length = lengthOf({ from: bucket.at, to: end });
    return {
      label: name(bucket.at, end),
      short: format.dayShort(bucket.at),
      part: holdsToday ? text.until(report.hour) : unit === "week" && length < 7 ? text.partWeek(length) : "",
      marks: new Date(bucket.at).getUTCDay() === 1,
      now: bucket.at > today ? undefined : bucket,
      before,
      beforeLabel: before ? name(before.at, plusDays(before.at, length - 1)) : "",
    };
  });
};
