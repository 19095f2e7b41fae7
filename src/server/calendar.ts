import { dayNumber } from "../model/visit.js";

export const HOUR_MILLISECONDS = 3_600_000;
export const DAY_MILLISECONDS = 86_400_000;
/** Every zone's offset is a whole number of quarter-hours, so a day can begin only at one of them. */
const QUARTER_MILLISECONDS = 900_000;

/** Day number as `YYYY-MM-DD`. */
export const isoDate = (day: number): string => new Date(day * DAY_MILLISECONDS).toISOString().slice(0, 10);

/** Day number of a date written exactly as `YYYY-MM-DD`; `undefined` for anything else, such as February 30. */
export const parseIsoDate = (text: unknown): number | undefined => {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const day = Date.parse(text) / DAY_MILLISECONDS;
  // `Date.parse` takes February 30 for March 1 in some runtimes.
  return Number.isInteger(day) && isoDate(day) === text ? day : undefined;
};

/** Formats of one zone. */
type ZoneFormats = { readonly date: Intl.DateTimeFormat; readonly hour: Intl.DateTimeFormat };

/** By zone, of which there are as many as the sites have: making a format takes a hundred times as long as using it. */
const zoneFormats = new Map<string, ZoneFormats>();

const formatsOf = (timeZone: string): ZoneFormats => {
  const known = zoneFormats.get(timeZone);
  if (known) return known;
  const made = {
    // The Swedish date is that of ISO 8601, as in `dayNumber`.
    date: new Intl.DateTimeFormat("sv", { timeZone }),
    hour: new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hourCycle: "h23" }),
  };
  zoneFormats.set(timeZone, made);
  return made;
};

/** The same as `dayNumber`, for a zone of a site, which the runtime knows. */
export const dayAt = (now: number, timeZone: string): number =>
  Date.parse(formatsOf(timeZone).date.format(now)) / DAY_MILLISECONDS;

/**
 * A faster `dayNumber` for one zone: it asks the calendar once per quarter-hour, in between the day cannot change.
 * @returns epoch milliseconds to day number
 */
export const createDayClock = (timeZone: string): ((now: number) => number) => {
  let quarter = Number.NaN;
  let day = 0;
  return (now) => {
    const current = Math.floor(now / QUARTER_MILLISECONDS);
    if (current !== quarter) {
      quarter = current;
      day = dayNumber(now, timeZone);
    }
    return day;
  };
};

/**
 * Epoch milliseconds at which a day of a zone begins. A day that the zone skipped (Samoa had no 2011-12-30) begins
 * and ends at the same moment.
 */
export const startOfDay = (day: number, timeZone: string): number => {
  // Zones are at most 14 hours ahead of UTC and 12 behind, which bounds the search; day numbers never run backwards.
  let before = (day * DAY_MILLISECONDS) / QUARTER_MILLISECONDS - 4 * 15;
  let reached = before + 4 * 28;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (dayAt(middle * QUARTER_MILLISECONDS, timeZone) >= day) reached = middle;
    else before = middle;
  }
  return reached * QUARTER_MILLISECONDS;
};

/** UTC hours (since 1970-01-01) of a zone's day in order, each with the local hour in which its part of the day begins. */
export const hoursOfDay = (day: number, timeZone: string): { readonly hour: number; readonly local: number }[] => {
  const start = startOfDay(day, timeZone);
  const end = startOfDay(day + 1, timeZone);
  const { hour: format } = formatsOf(timeZone);
  const hours: { hour: number; local: number }[] = [];
  for (let hour = Math.floor(start / HOUR_MILLISECONDS); hour * HOUR_MILLISECONDS < end; hour++) {
    hours.push({ hour, local: Number(format.format(Math.max(hour * HOUR_MILLISECONDS, start))) });
  }
  return hours;
};
