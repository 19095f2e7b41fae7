import { DIMENSIONS, type Report, type Row } from "../model/report.js";

/** Name of the second number of a row, where a dimension has one. */
const SECOND: Readonly<Record<string, string>> = { page: "seconds", entry: "bounces" };

/**
 * A report as CSV (RFC 4180): one number a line, with its dimension, value and measure, so that a spreadsheet can turn it
 * any way. Small groups are folded as in the report.
 */
export const reportAsCsv = ({ buckets, bucket, lists, decisions, refused }: Report): string => {
  const lines: (string | number)[][] = [["dimension", "value", "measure", "number"]];
  for (const { at, ...numbers } of buckets)
    for (const [measure, number] of Object.entries(numbers)) lines.push([bucket, at, measure, number]);
  for (const dimension of DIMENSIONS) {
    const { rows, few, rest } = lists[dimension];
    const add = ({ value, count, second, visitors }: Row): void => {
      lines.push([dimension, value, "count", count]);
      if (second !== undefined) lines.push([dimension, value, SECOND[dimension] ?? "second", second]);
      if (typeof visitors === "number") lines.push([dimension, value, "visitors", visitors]);
    };
    for (const row of rows) add(row);
    if (rest) add({ value: `(rest: ${rest.rows} rows)`, count: rest.count });
    if (few) add({ value: `(few: ${few.rows} rows)`, count: few.count });
  }
  for (const { granted, count } of decisions?.groups ?? [])
    lines.push(["decision", granted.join(" or "), "count", count]);
  for (const [reason, count] of Object.entries(refused)) lines.push(["refused", reason, "count", count]);
  return lines.map((line) => `${line.map(field).join(",")}\r\n`).join("");
};

/** Spreadsheets take what begins with these signs for a formula, and a campaign is written by anybody. */
const FORMULA = /^[=+\-@\t\r]/;

const field = (value: string | number): string => {
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
