import { DROP_REASONS } from "../model/beacon.js";
import { DIMENSIONS, type Dimension, type List, type Report, type Row } from "../model/report.js";
import { type Days, plusDays } from "./period.js";

/** A report without numbers, for the frame that is shown while the first one is on its way. */
export const placeholderReport = ({ from, to }: Days): Report => {
  const totals = { visitors: 0, visitorsHigh: 0, visits: 0, views: 0, bounces: 0, seconds: 0 };
  // Six rows are about what a panel will hold, so that little moves when they come.
  const rows = Array.from({ length: 6 }, (_, index): Row => ({ value: `…${" ".repeat(index)}`, count: 1 }));
  const lists: [string, List][] = DIMENSIONS.map((dimension) => [dimension, { rows, few: null }]);
  return {
    site: "",
    timeZone: "UTC",
    from,
    to,
    today: plusDays(to, 1),
    hour: 0,
    since: null,
    k: 1,
    totals,
    before: null,
    comparable: null,
    bucket: "day",
    buckets: [],
    bucketsBefore: [],
    gaps: Array.from({ length: 33 }, () => 0),
    lists: Object.fromEntries(lists) as Record<Dimension, List>,
    overCount: null,
    decisions: null,
    decisionsBefore: null,
    refused: Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])),
  };
};
