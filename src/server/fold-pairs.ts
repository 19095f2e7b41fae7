import type { Pair } from "../model/report.js";
import type { Increment } from "./aggregate.js";

/** Sources and entry pages that the table has; more could not be read. */
const SOURCES = 8;
const ENTRIES = 6;

type Cell = { readonly source: string; readonly entry: string; readonly count: number; isShown: boolean };

/**
 * The pairs of the largest sources and entry pages. A cell under k is not shown; and since the sums of sources and of
 * entry pages are known, what is hidden of one source or one page must be k or more together, or a difference would give
 * it away: then the next smallest cell is hidden too.
 */
export const foldPairs = (values: readonly Increment[], k: number): Pair[] => {
  const cells: Cell[] = [];
  for (const { dimension, value, count } of values) {
    const space = value.indexOf(" ");
    if (dimension !== "pair" || count <= 0 || space < 0) continue;
    cells.push({ source: value.slice(0, space), entry: value.slice(space + 1), count, isShown: count >= k });
  }
  hideMore(cells, k);
  const sources = largest(cells, ({ source }) => source, SOURCES);
  const entries = largest(cells, ({ entry }) => entry, ENTRIES);
  return cells
    .filter(({ source, entry }) => sources.includes(source) && entries.includes(entry))
    .sort(
      (a, b) =>
        sources.indexOf(a.source) - sources.indexOf(b.source) || entries.indexOf(a.entry) - entries.indexOf(b.entry),
    )
    .map(({ source, entry, count, isShown }) => ({ source, entry, count: isShown ? count : null }));
};

/** Hides cells until no line and no column hides fewer than k. */
const hideMore = (cells: readonly Cell[], k: number): void => {
  const lines = [...groupBy(cells, ({ source }) => `s ${source}`), ...groupBy(cells, ({ entry }) => `e ${entry}`)];
  let again = true;
  while (again) {
    again = false;
    for (const line of lines) {
      const hidden = line.filter(({ isShown }) => !isShown).reduce((sum, { count }) => sum + count, 0);
      if (hidden === 0 || hidden >= k) continue;
      const next = line.filter(({ isShown }) => isShown).sort((a, b) => a.count - b.count)[0];
      // All of the line is hidden already: its own sum is under k, and its row in the list is folded.
      if (next === undefined) continue;
      next.isShown = false;
      again = true;
    }
  }
};

const groupBy = (cells: readonly Cell[], nameOf: (cell: Cell) => string): Cell[][] => {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const group = groups.get(nameOf(cell));
    if (group) group.push(cell);
    else groups.set(nameOf(cell), [cell]);
  }
  return [...groups.values()];
};

/** The names with the largest sums of what is shown, largest first. */
const largest = (cells: readonly Cell[], nameOf: (cell: Cell) => string, most: number): string[] => {
  const sums = new Map<string, number>();
  for (const cell of cells) if (cell.isShown) sums.set(nameOf(cell), (sums.get(nameOf(cell)) ?? 0) + cell.count);
  return [...sums]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([name]) => name);
};
