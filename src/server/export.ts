import { MAX_TEXT_LENGTH } from "../model/scrub.js";
import { MAX_GAP } from "../model/visit.js";
import { problemOf } from "./api-schemas.js";
import { GAP_DIMENSIONS } from "./gap-value.js";
import type { Site } from "./site.js";
import type { Counters } from "./store-upkeep.js";

/** Version of the export's format. */
const EXPORT_VERSION = 1;
/** A pair is a source and a path; nothing that is counted is longer. */
const MAX_VALUE_LENGTH = 2 * MAX_TEXT_LENGTH + 1;

/** Every counter as JSON, with the names of its columns. */
export const formatExport = ({ name, timeZone }: Site, { counters, totals, gaps }: Counters): string =>
  JSON.stringify({ kivok: EXPORT_VERSION, site: name, timeZone, columns: COLUMNS, counters, totals, gaps });

const COLUMNS = {
  counters: ["dimension", "day", "value", "count", "second"],
  totals: ["day", "hour", "views", "visits", "bounces", "seconds"],
  gaps: ["day", "hour", "gap", "count"],
} as const;

/**
 * Reads an export.
 * @param body the parsed JSON
 * @returns its counters, or the first thing that is wrong: where, expected, found
 */
export const parseExport = (body: unknown): Counters | { readonly issue: string } => {
  const { kivok, counters, totals, gaps } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (kivok !== EXPORT_VERSION) return { issue: problemOf("kivok", `an export of version ${EXPORT_VERSION}`, kivok) };
  const issue =
    issueIn("counters", counters, isCounter) ??
    issueIn("totals", totals, (row) => isRow(row, 6)) ??
    issueIn("gaps", gaps, (row) => isRow(row, 4) && Number(row[2]) >= 0 && Number(row[2]) <= MAX_GAP);
  return issue === undefined ? ({ counters, totals, gaps } as Counters) : { issue };
};

const issueIn = (name: keyof typeof COLUMNS, rows: unknown, isGood: (row: readonly unknown[]) => boolean) => {
  if (!Array.isArray(rows)) return problemOf(name, "a list of rows", rows);
  const seen = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const where = `${name}[${index}]`;
    if (!Array.isArray(row) || !isGood(row)) return problemOf(where, `[${COLUMNS[name].join(", ")}]`, row);
    const key = JSON.stringify(row.slice(0, name === "totals" ? 2 : 3));
    if (seen.has(key)) return problemOf(where, "each counter once", row);
    seen.add(key);
  }
  return undefined;
};

const isRow = (row: readonly unknown[], length: number): boolean =>
  row.length === length && row.every(Number.isSafeInteger) && isDay(row[0]);

const isDay = (day: unknown): boolean => Number(day) >= 0 && Number(day) <= 100_000;

/** A gap of two digits, 00 to 32, and what was counted with it. */
const GAP_VALUE = /^(?:[0-2]\d|3[0-2]) /;

const isCounter = ([dimension, day, value, count, second, ...more]: readonly unknown[]): boolean =>
  more.length === 0 &&
  typeof dimension === "string" &&
  /^[a-z]{1,20}$/.test(dimension) &&
  typeof value === "string" &&
  value.length <= MAX_VALUE_LENGTH &&
  (!GAP_DIMENSIONS.has(dimension) || GAP_VALUE.test(value)) &&
  [day, count, second].every(Number.isSafeInteger) &&
  isDay(day);
