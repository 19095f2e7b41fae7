import type { Measure } from "./measure.js";
import { DAY_MILLISECONDS } from "./period.js";
import type { Language } from "./text.js";

/** Numbers and dates of one language. Days are `YYYY-MM-DD` in the site's zone and are never shifted to another. */
export type Format = {
  readonly number: (value: number) => string;
  /** With exactly one decimal. */
  readonly decimal: (value: number) => string;
  /** @param share 0 to 1; below a tenth one decimal is kept if `fine` is set */
  readonly percent: (share: number, fine?: boolean) => string;
  /** Minutes and seconds, `2:08`. */
  readonly seconds: (value: number) => string;
  /** A headline number; a dash where there is none. */
  readonly measure: (measure: Measure, value: number | undefined) => string;
  /** `low–high`, or one number if both are the same. */
  readonly between: (low: number, high: number) => string;
  /** The same for shares of 0 to 1. */
  readonly betweenShares: (low: number, high: number) => string;
  /** `22 Nov` */
  readonly dayShort: (day: string) => string;
  /** `Sun 22 November` */
  readonly dayLong: (day: string) => string;
  /** `Sun 22` */
  readonly weekday: (day: string) => string;
  /** `26 Oct – 22 Nov`; with the year if the range is longer than 300 days or not of this year. */
  readonly days: (from: string, to: string) => string;
  /** Time of day of the person who looks, `15:40`. */
  readonly clock: (time: Date) => string;
  readonly list: (items: readonly string[]) => string;
  /** Name of an ISO 3166-1 alpha-2 code; the text itself if it is none. */
  readonly country: (code: string) => string;
  /** Name of a primary language tag, with a capital; the text itself if it is none. */
  readonly languageName: (tag: string) => string;
};

const DASH = "–";

/**
 * The formats of a language. English dates are written the British way, day before month.
 * @param thisYear the calendar year now; dates of other years say theirs
 */
export const formatIn = (language: Language, thisYear: number): Format => {
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(language === "ru" ? "ru" : "en-GB", { timeZone: "UTC", ...options });
  const short = dates({ day: "numeric", month: "short" });
  const long = dates({ weekday: "short", day: "numeric", month: "long" });
  const weekday = dates({ weekday: "short", day: "numeric" });
  const single = dates({ day: "numeric", month: "long" });
  const year = dates({ day: "numeric", month: "short", year: "numeric" });
  const clock = new Intl.DateTimeFormat(language === "ru" ? "ru" : "en-GB", { hour: "numeric", minute: "2-digit" });
  const conjunction = new Intl.ListFormat(language, { type: "conjunction" });
  const regions = new Intl.DisplayNames(language, { type: "region" });
  const languages = new Intl.DisplayNames(language, { type: "language" });

  const number = (value: number): string => plain.format(value);
  const percent = (share: number, fine = false): string => (fine && share < 0.1 ? tenth : whole).format(share);
  const seconds = (value: number): string => {
    const rounded = Math.round(value);
    return `${Math.floor(rounded / 60)}:${String(rounded % 60).padStart(2, "0")}`;
  };
  return {
    number,
    decimal: (value) => decimal.format(value),
    percent,
    seconds,
    measure: (measure, value) =>
      value === undefined
        ? DASH
        : measure === "bounce"
          ? percent(value)
          : measure === "time"
            ? seconds(value)
            : number(value),
    between: (low, high) => (low === high ? number(low) : `${number(low)}–${number(high)}`),
    betweenShares: (low, high) => {
      const [from, to] = [percent(low), percent(high)];
      return from === to ? from : `${from.replace(/\s*%/, "")}–${to}`;
    },
    dayShort: (day) => undotted(short.format(atNoon(day))),
    dayLong: (day) => long.format(atNoon(day)).replace(",", language === "ru" ? "," : ""),
    weekday: (day) => weekday.format(atNoon(day)),
    days: (from, to) => {
      const [first, last] = [atNoon(from), atNoon(to)];
      const far = last.getTime() - first.getTime() > 300 * DAY_MILLISECONDS || !to.startsWith(String(thisYear));
      if (from === to) return undotted((far ? year : single).format(first));
      return undotted((far ? year : short).formatRange(first, last));
    },
    clock: (time) => clock.format(time),
    list: (items) => conjunction.format(items),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code),
    languageName: (tag) => {
      const name = (/^[a-z]{2,3}$/.test(tag) && languages.of(tag)) || tag;
      return name.charAt(0).toUpperCase() + name.slice(1);
    },
  };
};

const atNoon = (day: string): Date => new Date(`${day}T12:00Z`);

/** Russian months come as `окт.`, years as `2026 г.`: on a button and on an axis the point and the letter are noise. */
const undotted = (date: string): string => date.replace(/\./g, "").replace(/\sг(?=$|\s)/g, "");
