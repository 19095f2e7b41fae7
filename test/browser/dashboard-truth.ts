import { listsTruth, sourceOf } from "./dashboard-lists.js";
import { formatsOf, WORDS } from "./dashboard-words.js";
import { atStep, dayOf, distinct, fiveOf, hourOf, tally, viewsOf } from "./log-sums.js";
import { END, LAST, type Logged, type Refused } from "./week-log.js";

/*
 * What the dashboard must show, added up from the beacon log by itself: nothing here comes from the collector or from the
 * dashboard's own code.
 */

/** A range as it is asked for, days from first to last. */
export type Asked = {
  readonly from: number;
  readonly to: number;
  readonly k: number;
  readonly language: "en" | "ru";
  readonly compare: boolean;
};

const NOW = hourOf({ at: END });

/** Everything on the screen that is a number, in the order of the screen, with spaces of one kind. */
export const truthOf = (whole: readonly Logged[], refused: readonly Refused[], asked: Asked) => {
  const { from, to, k, language, compare } = asked;
  const words = WORDS[language];
  const { number, decimal, percent, told } = formatsOf(language);

  const within = (first: number, last: number) => whole.filter((one) => dayOf(one) >= first && dayOf(one) <= last);
  const log = within(from, to);
  const all = fiveOf(log, distinct(log));

  // The period before, and both cut at the hour that runs if today is among the days.
  const length = to - from + 1;
  const hasBefore = from - length >= LAST - 6;
  const isNow = to >= LAST;
  const cut = (day: number) => (one: Logged) => !isNow || dayOf(one) < day || hourOf(one) < NOW;
  const earlier = within(from - length, from - 1).filter(cut(from - 1));
  const comparable = log.filter(cut(to));
  const [now, before] = [fiveOf(comparable, distinct(comparable)), fiveOf(earlier, distinct(earlier))];

  const changeOf = (index: number): string => {
    const [value, old] = [now[index], before[index]];
    if (value === undefined || !old) return "";
    const difference = index === 3 ? value - old : (value - old) / old;
    if (Math.abs(difference) < 0.005) return "=";
    const points = Math.round(Math.abs(difference) * 100);
    const size =
      index === 3
        ? `${points} ${words.pts[points === 1 ? 0 : 1]}`
        : index < 3 && old < 100
          ? number(Math.abs(value - old))
          : percent(Math.abs(difference));
    return `${difference > 0 ? "↑" : "↓"}${difference > 0 ? words.up : words.down} ${size}`;
  };
  const tiles = told(all).map((value, index) => {
    if (!compare || !hasBefore) return [value];
    return [value, changeOf(index), `${words.was} ${told(before)[index]}${isNow ? ` ${words.until}` : ""}`];
  });

  // Safari and iOS forget after seven days: so many of their first views of a day may be of browsers that were there before.
  const firsts = (list: readonly Logged[]) => viewsOf(list).filter(({ beacon }) => beacon.gap !== undefined);
  const gapsOf = (list: readonly Logged[]) => firsts(list).map(({ beacon }) => beacon.gap ?? 0);
  const forget = log.filter(({ client }) => client.browser === "Safari" || client.system === "iOS");
  const rest = log.filter((one) => !forget.includes(one));
  const longShare = (list: readonly Logged[]) => gapsOf(list).filter((gap) => gap > 7).length / gapsOf(list).length;
  const isKnown = gapsOf(forget).length >= k && gapsOf(rest).length >= k;
  const over = isKnown
    ? Math.max(0, Math.round((longShare(rest) - longShare(forget)) * gapsOf(forget).length)) / all[0]
    : 0;
  const hint = over < 0.005 ? words.hint : words.upTo(percent(over));

  // The chart: hours of one day, else days.
  const stepsOf = (first: number, list: readonly Logged[]) =>
    length === 1
      ? Array.from({ length: 24 }, (_, hour) => {
          const own = list.filter((one) => hourOf(one) === hour);
          return { five: fiveOf(own, firsts(own).length), day: first, hour };
        })
      : Array.from({ length }, (_, index) => {
          const own = list.filter((one) => dayOf(one) === first + index);
          return { five: fiveOf(own, distinct(own)), day: first + index, hour: 0 };
        });
  const labelOf = ({ day, hour }: { day: number; hour: number }): string =>
    length === 1
      ? `${hour}:00`
      : new Date(day * 86_400_000)
          .toLocaleDateString(language === "ru" ? "ru" : "en-GB", {
            ...{ timeZone: "UTC", weekday: "short", day: "numeric", month: "long" },
          })
          .replace(language === "ru" ? "\0" : ",", "");
  const partOf = ({ day, hour }: { day: number; hour: number }): string =>
    day !== LAST ? "" : length === 1 ? (hour === NOW ? words.runs : "") : words.until;
  const steps = stepsOf(from, log);
  const hasCome = ({ day, hour }: { day: number; hour: number }) => day < LAST || (day === LAST && hour <= NOW);
  const olds = stepsOf(from - length, earlier);
  const readings = [0, 1, 2, 3, 4].map((index) =>
    steps.map((step, place) => {
      const part = partOf(step);
      const old = olds[place];
      const isCompared = compare && hasBefore && old && !(length === 1 && isNow && old.hour >= NOW);
      const name = `${labelOf(step)}${part && ` (${part})`}: ${hasCome(step) ? told(step.five)[index] : "–"}`;
      return isCompared ? `${name}; ${words.before}: ${told(old.five)[index]}` : name;
    }),
  );
  const table = steps
    .filter(hasCome)
    .map((step) => [partOf(step) ? `${labelOf(step)} · ${partOf(step)}` : labelOf(step), ...told(step.five)]);

  const lists = listsTruth(log, k, language);

  // New and returning.
  const gaps = gapsOf(log);
  const countAt = (gap: number) => gaps.filter((one) => one === gap).length;
  const fresh = countAt(0);
  const returns = gaps.filter((gap) => gap > 0).sort((one, other) => one - other);
  const freshShare = all[0] > 0 ? fresh / all[0] : 0;
  const split = [
    [number(fresh), all[0] > 0 ? percent(freshShare) : ""],
    [number(all[0] - fresh), all[0] > 0 ? percent(1 - freshShare) : ""],
  ];
  const median = returns.length >= 30 ? words.half(returns[Math.ceil(returns.length / 2) - 1] ?? 0) : "";
  const weeks = [1, 8, 15, 22, 29].map((start) => {
    const own = returns.filter((gap) => gap >= start && gap < start + 7).length;
    return returns.length > 0 ? percent(own / returns.length) : "–";
  });
  const gapRows = Array.from({ length: 33 }, (_, gap) => [
    gap === 0 ? words.first : gap === 32 ? "32+" : String(gap),
    countAt(gap) > 0 && countAt(gap) < k ? `${words.fewer} ${k}` : number(countAt(gap)),
  ]);

  // Refused ones, by day of arrival, each reason of the closed list.
  const arrived = refused.filter((one) => dayOf(one) >= from && dayOf(one) <= to);
  const reasons = Object.entries(words.reasons).map(([reason, name]) => ({
    name,
    count: arrived.filter((one) => one.reason === reason).length,
  }));
  const mostRefused = Math.max(1, ...reasons.map(({ count }) => count));
  const refusals = {
    rows: reasons.map(({ name, count }) => [name, number(count), `${(count / mostRefused) * 100}%`]).sort(),
    sum: all[2]
      ? words.refused(number(arrived.length), decimal((arrived.length / all[2]) * 100))
      : words.refused(number(arrived.length)),
  };

  // The last thirty minutes, whatever the range.
  const oldest = Math.floor(END / 60_000) - 29;
  const recent = viewsOf(whole).filter(({ at }) => Math.floor(at / 60_000) >= oldest);
  const minutes = Array.from(
    { length: 30 },
    (_, index) => recent.filter(({ at }) => Math.floor(at / 60_000) === oldest + index).length,
  );
  const full = Math.max(4, ...minutes);
  const livePages = tally(recent.map(({ beacon }) => [beacon.path, 1])).filter(({ count }) => count >= k);
  const live = {
    sums: [number(recent.length), number(atStep(recent, 1).length)],
    bars: minutes.map((views) => `${(views / full) * 100}%`),
    pages: livePages
      .slice(0, 5)
      .map(({ value, count }) => [value, number(count), `${(count / (livePages[0]?.count ?? 1)) * 100}%`]),
  };

  const pairs = Object.fromEntries(
    tally(
      atStep(log, 1).map((one) => [
        `${sourceOf(one) === "(direct)" ? words.direct : sourceOf(one)} ${one.beacon.path}`,
        1,
      ]),
    ).map(({ value, count }) => [value, count]),
  );
  return {
    screen: {
      ...{ tiles, hint, readings, table, lists, split, median, weeks },
      ...{ firstVisits: number(fresh), gapRows, refusals, live },
    },
    pairs,
  };
};
