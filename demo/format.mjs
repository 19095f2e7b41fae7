// @ts-check

/** @typedef {"ru" | "en"} Language */

/** Narrow no-break space: a price is never broken, and its digits stay close. */
const THIN = "\u202f";
/** @param {string} date `YYYY-MM-DD`; read as UTC, so that it stays that day in every zone */
const parse = (date) => new Date(`${date}T00:00:00Z`);
/** @type {Readonly<Record<Language, string>>} */
const TAGS = { ru: "ru", en: "en-GB" };

/**
 * @param {Language} language
 * @param {Intl.DateTimeFormatOptions} options
 */
const dates = (language, options) => new Intl.DateTimeFormat(TAGS[language], { timeZone: "UTC", ...options });

/**
 * Numbers and dates as people of a language write them.
 * @param {Language} language
 */
export const formats = (language) => ({
  /** @param {number} roubles */
  money: (roubles) => `${new Intl.NumberFormat(TAGS[language]).format(roubles).replace(/\s/g, THIN)}\u00a0₽`,
  /** @param {number} minutes */
  duration: (minutes) => {
    const [hour, minute] = language === "ru" ? ["ч", "мин"] : ["h", "min"];
    const hours = Math.floor(minutes / 60);
    return [hours && `${hours}\u00a0${hour}`, minutes % 60 && `${minutes % 60}\u00a0${minute}`]
      .filter(Boolean)
      .join(" ");
  },
  /** @param {string} date such as `2026-11-24`: вторник, 24 ноября */
  longDay: (date) => dates(language, { weekday: "long", day: "numeric", month: "long" }).format(parse(date)),
  /** @param {string} date 24 ноября */
  day: (date) => dates(language, { day: "numeric", month: "long" }).format(parse(date)),
  /** @param {string} date 20 ноября 2026 года */
  fullDay: (date) => dates(language, { dateStyle: "long" }).format(parse(date)).replace(/г\.$/, "года"),
  /** @param {string} date вт */
  weekday: (date) => dates(language, { weekday: "short" }).format(parse(date)),
  /** @param {string} date its day of the month, and the month as it stands beside a number */
  dayParts: (date) => {
    const parts = dates(language, { day: "numeric", month: "long" }).formatToParts(parse(date));
    /** @param {string} type */
    const part = (type) => parts.find((found) => found.type === type)?.value ?? "";
    return { day: part("day"), month: part("month") };
  },
});
