import { formatsOf, WORDS } from "./dashboard-words.js";
import { dayOf } from "./log-sums.js";
import type { Decided } from "./week-log.js";

type Told = {
  readonly total: number;
  readonly rate: number | undefined;
  readonly groups: Readonly<Record<string, number>>;
};

/** What may be told of some decisions: no group of fewer than k, and none that could be found by a difference. */
const toldOf = (log: readonly Decided[], k: number): Told | undefined => {
  const [all = 0, some = 0, none = 0] = ["all", "some", "none"].map(
    (share) => log.filter(({ granted }) => granted === share).length,
  );
  const total = log.length;
  const isTold = (...counts: number[]): boolean => counts.every((count) => count === 0 || count >= k);
  if (total === 0 || total < k) return undefined;
  const rate = (all + some) / total;
  if (isTold(all, some, none)) return { total, rate, groups: { all, some, none } };
  if (isTold(all + some, none)) return { total, rate, groups: { "all some": all + some, none } };
  if (isTold(all, some + none)) return { total, rate: undefined, groups: { all, "some none": some + none } };
  return { total, rate: undefined, groups: { "all some none": total } };
};

/** What the dashboard must show of the decisions of some days; `null` where there is no panel. */
export const consentTruth = (
  log: readonly Decided[],
  { from, to, k, language, compare }: { from: number; to: number; k: number; language: "en" | "ru"; compare: boolean },
) => {
  const words = WORDS[language];
  const { number, percent } = formatsOf(language);
  const within = (first: number, last: number) => log.filter((one) => dayOf(one) >= first && dayOf(one) <= last);
  const now = toldOf(within(from, to), k);
  const earlier = toldOf(within(from - (to - from + 1), from - 1), k);
  if (!now && !earlier) return null;
  const before = compare ? earlier : undefined;
  let change = "";
  if (now?.rate !== undefined && before?.rate !== undefined) {
    const points = (now.rate - before.rate) * 100;
    const size = number(Math.abs(points));
    const direction = points > 0 ? `↑${words.up}` : `↓${words.down}`;
    change = Math.abs(points) < 0.5 ? "= " : `${direction} ${size} ${words.pts[size === "1" ? 0 : 1]} `;
  }
  const share = (told: Told, count: number) => percent(count / told.total, true);
  return {
    rate: now?.rate === undefined ? "–" : percent(now.rate),
    change: before?.rate === undefined ? "" : `${change}${words.was} ${percent(before.rate)}`,
    of: now ? words.decided(number(now.total)) : words.decidedFew(k),
    rows: Object.entries(now?.groups ?? {}).map(([name, count]) => {
      const old = before?.groups[name];
      return [
        words.granted[name as "all"],
        number(count),
        share(now as Told, count),
        ...(compare ? [before && old !== undefined ? share(before, old) : "–"] : []),
        `${((count / (now as Told).total) * 100).toFixed(1)}%`,
      ];
    }),
  };
};
