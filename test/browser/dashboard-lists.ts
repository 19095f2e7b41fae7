import type { PageView } from "../../src/model/beacon.js";
import { formatsOf, WORDS } from "./dashboard-words.js";
import { atStep, type Counted, fold, secondsOf, sumOf, tally, viewsOf } from "./log-sums.js";
import type { Logged } from "./week-log.js";

/** Where a visit came from. */
export const sourceOf = ({ beacon }: { readonly beacon: PageView }): string => beacon.referrer ?? "(direct)";

/** The lists that the dashboard must show of some beacons: name, numbers and bar of each row, or that there is nothing. */
export const listsTruth = (log: readonly Logged[], k: number, language: "en" | "ru") => {
  const words = WORDS[language];
  const { number, decimal, percent, clock } = formatsOf(language);
  type Kept = { readonly value: string; readonly count: number; readonly more: string[] };
  const listOf = (
    counted: readonly Counted[],
    nameOf: (value: string) => string,
    moreOf: (row: Counted, kept: readonly Counted[]) => string[],
    emptyFew: (rows: readonly Counted[]) => string[],
  ): string[][] | string => {
    const { rows, few } = fold(counted, k);
    if (rows.length === 0 && few.length === 0) return words.nothing;
    const kept: Kept[] = rows.map((row) => ({ ...row, more: moreOf(row, rows) }));
    const sum = sumOf(few.map(({ count }) => count));
    const most = kept[0]?.count ?? sum;
    const bar = (count: number) => `${Math.min(100, (count / most) * 100).toFixed(1)}%`;
    const last = few.length
      ? [[`${words.few} · ${few.length} ${rowsIn(few.length)}`, number(sum), ...emptyFew(rows), bar(sum)]]
      : [];
    return [...kept.map(({ value, count, more }) => [nameOf(value), number(count), ...more, bar(count)]), ...last];
  };
  const rowsIn = (count: number): string =>
    language === "en" ? (count === 1 ? "row" : "rows") : count === 1 ? "строка" : count < 5 ? "строки" : "строк";
  const entries = atStep(log, 1);
  const seconds = log.filter(({ beacon }) => beacon.kind === "time");
  const same = (name: string) => name;
  const views = tally(viewsOf(log).map(({ beacon }) => [beacon.path, 1]));
  const pageRows = new Map(fold(views, k).rows.map(({ value, count }) => [value, count]));
  const share =
    (all: number) =>
    (count: number): string =>
      percent(count / all, true);
  /** Each browser with what it first came with in the range. */
  const arrivals = [...new Map([...entries].reverse().map((one) => [one.browser, one])).values()];
  const visitorsBy = (of: (one: (typeof entries)[number]) => string | undefined) => {
    const who = new Map<string, number>();
    for (const one of arrivals) {
      const value = of(one);
      if (value !== undefined) who.set(value, (who.get(value) ?? 0) + 1);
    }
    return (rows: readonly Counted[]): ReadonlyMap<string, number> => {
      const shown = rows.filter(({ value }) => (who.get(value) ?? 0) >= k).map(({ value }) => value);
      const hidden = sumOf([...who.values()]) - sumOf(shown.map((value) => who.get(value) ?? 0));
      shown.sort((one, other) => (who.get(other) ?? 0) - (who.get(one) ?? 0));
      if (hidden > 0 && hidden < k) shown.pop();
      return new Map(shown.map((value) => [value, who.get(value) ?? 0]));
    };
  };
  const shares = (
    of: (one: (typeof entries)[number]) => string | undefined,
    nameOf: (value: string) => string,
    hasVisitors: boolean,
    isOfAll = false,
  ) => {
    const counted = tally(entries.flatMap((one) => (of(one) === undefined ? [] : [[of(one) ?? "", 1] as const])));
    const sum = sumOf(counted.map(({ count }) => count));
    const shareOf = share(isOfAll ? Math.max(sum, entries.length) : sum);
    const visitors = visitorsBy(of);
    const who = ({ value }: Counted, rows: readonly Counted[]) => {
      const told = visitors(rows).get(value);
      return hasVisitors ? [told === undefined ? "—" : number(told)] : [];
    };
    return listOf(
      counted,
      nameOf,
      (row, rows) => [...who(row, rows), shareOf(row.count)],
      (rows) => (hasVisitors && rows.length > 0 ? ["", ""] : [""]),
    );
  };
  const blank = () => [""];
  const secondViews = atStep(log, 2);
  return {
    page: listOf(
      views,
      same,
      ({ value, count }) => [clock(secondsOf(seconds.filter(({ beacon }) => beacon.path === value)) / count)],
      blank,
    ),
    entry: listOf(
      tally(entries.map(({ beacon }) => [beacon.path, 1])),
      same,
      ({ value, count }) => {
        const left = count - secondViews.filter(({ beacon }) => beacon.previous === value).length;
        return [percent(Math.min(1, Math.max(0, left) / count))];
      },
      blank,
    ),
    exit: listOf(
      tally(
        viewsOf(log).flatMap(({ beacon }) => [
          [beacon.path, 1] as const,
          ...(beacon.previous === undefined ? [] : [[beacon.previous, -1] as const]),
        ]),
      ),
      same,
      ({ value, count }) => [pageRows.has(value) ? percent(Math.min(1, count / (pageRows.get(value) ?? 1))) : ""],
      blank,
    ),
    source: shares(sourceOf, (value) => (value === "(direct)" ? words.direct : value), true),
    campaign: shares(({ beacon }) => beacon.campaign, same, true, true),
    country: shares(
      ({ client }) => client.country,
      (value) => `${value}${words.countries[value as "DE"]}`,
      true,
    ),
    language: shares(
      ({ client }) => client.language,
      (value) => `${value}${words.languages[value as "en"]}`,
      false,
    ),
    browser: shares(({ client }) => client.browser, same, false),
    system: shares(({ client }) => client.system, same, false),
    screen: shares(
      ({ client }) => client.screen,
      (value) => words.screens[value as "small"],
      true,
    ),
    count: listOf(
      tally(log.flatMap(({ beacon }) => (beacon.kind === "count" ? [[beacon.name, 1] as const] : []))),
      same,
      ({ count }) => [decimal((count / entries.length) * 100)],
      blank,
    ),
  };
};
