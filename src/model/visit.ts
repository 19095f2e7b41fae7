/**
 * What a browser remembers after consent to statistics: two small integers and nothing else.
 * The visit's cookie ends 30 minutes after the last view, so that no time of day needs to be kept.
 */
export type VisitMemory = {
  /** Day number of the last active day in the site's zone; 0 in a browser without memory. */
  readonly day: number;
  /** Page views in the visit so far; 0 when none is in progress. */
  readonly step: number;
};

/** Longest gap that is told apart; it stands for all longer ones. */
export const MAX_GAP = 32;
/** Highest step that is told apart. */
export const MAX_STEP = 99;
/** Seconds without a view after which a visit has ended, the customary 30 minutes. */
export const VISIT_SECONDS = 1800;
/** The same in days, as the lifetime of a cookie is given. */
export const VISIT_DAYS: number = 1 / 48;

const DAY_MILLISECONDS = 86_400_000;

/**
 * Days since 1970-01-01 of the calendar day that a moment falls on in a zone.
 * @param now epoch milliseconds, UTC
 * @param timeZone IANA name; one that the runtime does not know counts as UTC
 */
export const dayNumber = (now: number, timeZone: string = "UTC"): number => {
  try {
    // The Swedish calendar date is written as ISO 8601 writes it, in every runtime.
    now = Date.parse(Intl.DateTimeFormat("sv", { timeZone }).format(now));
  } catch {
    // Not known here.
  }
  return Math.floor(now / DAY_MILLISECONDS);
};

/**
 * What the next page view says: its step, its day and its gap. Step and day are what is remembered after it.
 * `gap` is there on the first view of a day only: whole days since the last active day, 1 to 31, 32 for longer, 0 for a
 * browser without memory. A last active day in the future (a clock that was set back) counts as today, and stays.
 */
export const nextView = (
  { day, step }: VisitMemory,
  today: number,
): { gap: number | undefined; step: number; day: number } => ({
  gap: day < today ? Math.min(day && today - day, MAX_GAP) : undefined,
  step: Math.min(step + 1, MAX_STEP),
  day: Math.max(day, today),
});
