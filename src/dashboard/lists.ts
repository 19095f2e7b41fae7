import type { Dimension, Report, Row } from "../model/report.js";
import type { Words } from "./words.js";

/** How a list is shown: its column titles and what stands in the columns of a row after the count. */
export type Columns = {
  readonly first: string;
  readonly second: string;
  readonly secondOf: (row: Row) => string;
  /** Unique visitors, between the two, where they are known. */
  readonly visitorsOf?: (row: Row) => string;
};

/** The columns of a dimension. Rows of a report say how often; what else is known decides the second column. */
export const columnsOf = (dimension: Dimension, report: Report, { text, format }: Words): Columns => {
  const { rows, few } = report.lists[dimension];
  const bounce = {
    first: text.visits,
    second: text.bounce,
    secondOf: ({ count, second }: Row) => (second === undefined ? "" : format.percent(Math.min(1, second / count))),
  };
  switch (dimension) {
    case "page":
      return {
        first: text.views,
        second: text.timeEach,
        secondOf: ({ count, second }) => (second === undefined ? "" : format.seconds(second / count)),
      };
    case "entry":
      return bounce;
    case "exit": {
      const views = new Map(report.lists.page.rows.map(({ value, count }) => [value, count]));
      return {
        first: text.visits,
        second: text.leftHere,
        // A page that is folded in its own list keeps its number of views to itself.
        secondOf: ({ value, count }) => {
          const seen = views.get(value);
          return seen ? format.percent(Math.min(1, count / seen)) : "";
        },
      };
    }
    case "count":
      return {
        first: text.times,
        second: text.per100,
        secondOf: ({ count }) => (report.totals.visits > 0 ? format.decimal((count / report.totals.visits) * 100) : ""),
      };
    default: {
      if (rows.some(({ second }) => second !== undefined)) return bounce;
      // Shares of campaigns are of all visits, also of those that came without one.
      const sum = rows.reduce((all, { count }) => all + count, few?.count ?? 0);
      const all = dimension === "campaign" ? Math.max(sum, report.totals.visits) : sum;
      const shares = {
        first: text.visits,
        second: text.share,
        secondOf: ({ count }: Row) => format.percent(count / all, true),
      };
      if (!rows.some(({ visitors }) => visitors !== undefined)) return shares;
      return { ...shares, visitorsOf: ({ visitors }) => (visitors == null ? "—" : format.number(visitors)) };
    }
  }
};

/** A value as a person reads it, and for countries and languages the code that stands before it. */
export const nameOf = (
  dimension: Dimension,
  value: string,
  { text, format }: Words,
): { readonly name: string; readonly code?: string } => {
  if (value === "(direct)") return { name: text.direct };
  if (value === "(other)") return { name: text.other };
  if (value === "(unknown)" || value === "" || value === "ZZ") return { name: text.unknown };
  if (dimension === "country") return { name: format.country(value), code: value };
  if (dimension === "language") return { name: format.languageName(value), code: value };
  if (dimension === "screen") return { name: (text.screens as Readonly<Record<string, string>>)[value] ?? value };
  return { name: value };
};
