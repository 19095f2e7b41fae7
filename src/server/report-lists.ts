import { DROP_REASONS } from "../model/beacon.js";
import { DIMENSIONS, type Dimension, type List, type Row } from "../model/report.js";
import type { Increment } from "./aggregate.js";
import { cutRows, foldRows } from "./fold-rows.js";
import { foldVisitors } from "./fold-visitors.js";
import type { Store } from "./store.js";
import type { ValueVisitors } from "./store-visitors.js";

/** Visitors by source and the like; `undefined` if the range begins before the collector counted them. */
export const visitorsOf = (store: Store, site: string, from: number, to: number): ValueVisitors | undefined => {
  const since = store.firstDayOfVisitors(site);
  // On their first day some may have come before; unless it is the first day of all.
  const isCounted = since !== undefined && (from > since || store.firstDay(site) === since);
  return isCounted ? store.visitors(site, from, to) : undefined;
};

/** Dimensions whose second number means something: seconds of pages, bounces of entries. */
const HAS_SECOND: ReadonlySet<string> = new Set<Dimension>(["page", "entry"]);

/** Lists of a report, folded; rows of some have visitors, if those are known. */
export const listsOf = (
  values: readonly Increment[],
  visitors: ValueVisitors | undefined,
  k: number,
  top: number | undefined,
): Record<Dimension, List> => {
  const rows = new Map<string, Row[]>(DIMENSIONS.map((dimension) => [dimension, []]));
  for (const { dimension, value, count, second } of values) {
    // An exit that was taken back, or seconds of a page whose view was refused.
    if (count <= 0) continue;
    const most = dimension === "entry" ? count : Number.POSITIVE_INFINITY;
    const row = HAS_SECOND.has(dimension)
      ? { value, count, second: Math.min(Math.max(second, 0), most) }
      : { value, count };
    rows.get(dimension)?.push(row);
  }
  const known: ReadonlyMap<Dimension, ReadonlyMap<string, number>> = visitors ?? new Map();
  const lists = DIMENSIONS.map((dimension) => {
    const folded = foldRows(rows.get(dimension) ?? [], k);
    const own = known.get(dimension);
    return [dimension, cutRows(own ? foldVisitors(folded, own, k) : folded, top)];
  });
  return Object.fromEntries(lists) as Record<Dimension, List>;
};

/** Refusals of the site, and those that named no declared site: there is one owner, who looks for them here. */
export const refusedOf = (values: readonly Increment[]): Record<string, number> => {
  const refused: Record<string, number> = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0]));
  for (const { dimension, value, count } of values)
    if (dimension === "refused") refused[value] = (refused[value] ?? 0) + count;
  return refused;
};
