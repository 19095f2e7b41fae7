import { SHARES_GRANTED, type ShareGranted } from "../model/beacon.js";
import type { Decisions } from "../model/report.js";
import type { Increment } from "./aggregate.js";

type Groups = readonly (readonly ShareGranted[])[];

/** How the decisions may be told apart, the most telling way first. */
const WAYS: readonly Groups[] = [
  [["all"], ["some"], ["none"]],
  // The consent rate stays known.
  [["all", "some"], ["none"]],
  [["all"], ["some", "none"]],
  [["all", "some", "none"]],
];

/**
 * Tells the decisions apart as far as each group has k of them, or none. The groups add up to the total, so none can be
 * calculated from a difference.
 * @returns `null` for fewer than k decisions in all
 */
export const foldDecisions = (values: readonly Increment[], k: number): Decisions | null => {
  const of = (share: ShareGranted): number =>
    values.reduce((sum, { value, count }) => (value === share ? sum + Math.max(0, count) : sum), 0);
  const sumOf = (group: readonly ShareGranted[]): number => group.reduce((sum, share) => sum + of(share), 0);
  const total = sumOf(SHARES_GRANTED);
  if (total < Math.max(k, 1)) return null;
  const groups = WAYS.find((way) => way.every((group) => sumOf(group) === 0 || sumOf(group) >= k)) ?? [];
  const isRateKnown = groups.some((group) => group.length === 1 && group[0] === "none");
  return {
    total,
    agreed: isRateKnown ? total - of("none") : null,
    groups: groups.map((granted) => ({ granted, count: sumOf(granted) })),
  };
};
