import type { Increment } from "./aggregate.js";

/**
 * Visitors that may be counted more than once, at most. Safari and every browser on iOS forget after seven days without
 * a visit: they have fewer gaps over seven than the rest, and what is missing came as new. Among browsers that forget,
 * that share of their first views of a day is the bound.
 * @param values of the range
 * @param k fewer first views of either kind tell nothing
 */
export const overCountOf = (values: readonly Increment[], k: number): number | null => {
  const counts = new Map<string, number>();
  for (const { dimension, value, count } of values) if (dimension === "forgets") counts.set(value, count);
  const of = (kind: string) => {
    const long = counts.get(`${kind} long`) ?? 0;
    return { long, all: long + (counts.get(kind) ?? 0) };
  };
  const [safari, rest] = [of("safari"), of("rest")];
  if (safari.all < k || rest.all < k) return null;
  return Math.max(0, Math.round((rest.long / rest.all - safari.long / safari.all) * safari.all));
};
