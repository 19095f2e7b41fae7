import type { List, Row } from "../model/report.js";

/** `k` of a report: rows with fewer counts are not shown one by one, because they could be about one person. */
export const FEW = 3;

/**
 * Orders rows, largest first, and folds the small ones. If what was folded is itself fewer than `few`, the next
 * smallest row joins it, or the total would give it away.
 * @param few a row with fewer counts is folded @default 3
 */
export const foldRows = (rows: readonly Row[], few: number = FEW): List => {
  const sorted = [...rows].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  let shown = sorted.filter(({ count }) => count >= few).length;
  if (shown === sorted.length) return { rows: sorted, few: null };
  if (shown > 0 && sumOf(sorted.slice(shown)) < few) shown -= 1;
  const folded = sorted.slice(shown);
  return { rows: sorted.slice(0, shown), few: { rows: folded.length, count: sumOf(folded) } };
};

/** Keeps the first so many rows, and adds up the others. */
export const cutRows = (list: List, top: number = Number.POSITIVE_INFINITY): List => {
  if (list.rows.length <= top) return list;
  const others = list.rows.slice(top);
  return { ...list, rows: list.rows.slice(0, top), rest: { rows: others.length, count: sumOf(others) } };
};

const sumOf = (rows: readonly Row[]): number => rows.reduce((sum, { count }) => sum + count, 0);
