/** A day has 24 hours here: days are calendar dates, computed in UTC. */
export const DAY_MILLISECONDS = 86_400_000;

/** First and last day of a range, both included, `YYYY-MM-DD` in the site's zone. */
export type Days = { readonly from: string; readonly to: string };

/** Ranges that move with the site's day; `y1` is 52 whole weeks, so that weekdays compare with weekdays. */
export const PRESETS = ["today", "yesterday", "d7", "d28", "month", "last", "d90", "y1"] as const;
export type Preset = (typeof PRESETS)[number];

/** What is looked at: a range that moves with the day, or one that stays. */
export type Period = Preset | Days;

/** Whether a text names a preset. */
export const isPreset = (name: string | null): name is Preset => PRESETS.some((preset) => preset === name);

/** Whether a text is a calendar date, `YYYY-MM-DD`; some runtimes would take February 30 for March 2. */
export const isDay = (text: string | null): text is string =>
  text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && plusDays(text, 0) === text;

/** The day that lies some days after another, or before it. */
export const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MILLISECONDS).toISOString().slice(0, 10);

/** How many days a range has. */
export const lengthOf = ({ from, to }: Days): number => (Date.parse(to) - Date.parse(from)) / DAY_MILLISECONDS + 1;

/** The days of a period. */
export const daysOf = (period: Period, today: string): Days => {
  if (typeof period === "object") return period;
  const until = (days: number): Days => ({ from: plusDays(today, 1 - days), to: today });
  const firstOfMonth = `${today.slice(0, 8)}01`;
  const lastOfMonthBefore = plusDays(firstOfMonth, -1);
  switch (period) {
    case "today":
      return until(1);
    case "yesterday":
      return { from: plusDays(today, -1), to: plusDays(today, -1) };
    case "d7":
      return until(7);
    case "d28":
      return until(28);
    case "month":
      return { from: firstOfMonth, to: today };
    case "last":
      return { from: `${lastOfMonthBefore.slice(0, 8)}01`, to: lastOfMonthBefore };
    case "d90":
      return until(90);
    case "y1":
      return until(364);
  }
};

/**
 * The period of the same length beside this one, never past today.
 * If a preset has the same days, it is the preset: there and back again leads to where one was.
 */
export const stepped = (days: Days, direction: -1 | 1, today: string): Period => {
  const length = lengthOf(days);
  const end = plusDays(days.to, direction * length);
  const to = end > today ? today : end;
  return namedPeriod({ from: plusDays(to, 1 - length), to }, today);
};

/** The preset that has these days today, or the days themselves. */
export const namedPeriod = (days: Days, today: string): Period =>
  PRESETS.find((preset) => {
    const { from, to } = daysOf(preset, today);
    return from === days.from && to === days.to;
  }) ?? days;
