import { formatIn } from "../../../src/dashboard/format.js";
import { type Language, textIn } from "../../../src/dashboard/text.js";
import { DIMENSIONS, type Dimension, type List, type Report, type Totals } from "../../../src/model/report.js";

/** Totals of nothing, with some of them changed. */
export const totals = (change: Partial<Totals> = {}): Totals => ({
  visitors: 0,
  visitorsHigh: change.visitors ?? 0,
  visits: 0,
  views: 0,
  bounces: 0,
  seconds: 0,
  ...change,
});

/** A report without a count, with some of it changed. */
export const report = ({
  lists = {},
  ...change
}: Partial<Omit<Report, "lists">> & { lists?: Partial<Record<Dimension, List>> } = {}): Report => ({
  site: "example.org",
  timeZone: "UTC",
  from: "2026-06-08",
  to: "2026-06-14",
  today: "2026-06-20",
  hour: 12,
  since: "2026-01-01",
  k: 3,
  totals: totals(),
  before: null,
  comparable: null,
  bucket: "day",
  buckets: [],
  bucketsBefore: [],
  gaps: Array<number>(33).fill(0),
  overCount: null,
  decisions: null,
  decisionsBefore: null,
  refused: {},
  ...change,
  lists: Object.fromEntries(
    DIMENSIONS.map((dimension) => [dimension, lists[dimension] ?? { rows: [], few: null }]),
  ) as Report["lists"],
});

/** Words and formats of a language, in 2026. */
export const words = (language: Language) => ({ text: textIn(language), format: formatIn(language, 2026) });
