import type { List } from "../model/report.js";

/**
 * Puts the unique visitors into the rows of a folded list. Fewer than k are not shown, and those of folded rows never are.
 * As the sum of all rows may be known, what is hidden must be k visitors or more together, or a difference would give it
 * away: then the next smallest number is hidden too.
 * @param visitors by value, also of values that are no rows
 */
export const foldVisitors = (list: List, visitors: ReadonlyMap<string, number>, k: number): List => {
  const of = (value: string): number => visitors.get(value) ?? 0;
  const shown = list.rows.map(({ value }) => value).filter((value) => of(value) >= k);
  const all = [...visitors.values()].reduce((sum, count) => sum + count, 0);
  const hidden = all - shown.reduce((sum, value) => sum + of(value), 0);
  shown.sort((one, other) => of(other) - of(one));
  if (hidden > 0 && hidden < k) shown.pop();
  const isShown = new Set(shown);
  return {
    ...list,
    rows: list.rows.map((row) => ({ ...row, visitors: isShown.has(row.value) ? of(row.value) : null })),
  };
};
