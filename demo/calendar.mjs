// @ts-check

/** The salon's zone; it also decides the day of the statistics. */
export const TIME_ZONE = "Europe/Moscow";
/** Milliseconds of a day; Moscow has no summer time, so every day has as many. */
const DAY = 86_400_000;
/** Days that can be booked, from tomorrow on. */
const DAYS_AHEAD = 6;
/** The day of those that is full, counted from 0. */
const FULL_DAY = 3;

/** @typedef {{ readonly value: string, readonly isFree: boolean }} Choice */

/**
 * The calendar date that many days after a moment, `YYYY-MM-DD` in the salon's zone.
 * @param {number} now epoch milliseconds, UTC
 * @param {number} days may be negative
 */
export const dateAfter = (now, days) =>
  // The Swedish calendar date is written as ISO 8601 writes it.
  new Date(now + days * DAY).toLocaleDateString("sv", { timeZone: TIME_ZONE });

/**
 * The days that the booking offers.
 * @param {number} now epoch milliseconds, UTC
 * @returns {Choice[]}
 */
export const daysFrom = (now) =>
  Array.from({ length: DAYS_AHEAD }, (_, index) => ({
    value: dateAfter(now, index + 1),
    isFree: index !== FULL_DAY,
  }));

/** Times of every day. @type {readonly Choice[]} */
export const SLOTS = ["10:30", "12:00", "13:30", "15:00", "16:30", "18:00", "19:30"].map((value) => ({
  value,
  isFree: value !== "13:30" && value !== "16:30",
}));
