// @ts-check
import { randomBytes } from "node:crypto";
import { daysFrom, SLOTS } from "./calendar.mjs";
import { parseMaster } from "./salon.mjs";

/**
 * A visit that was booked. Name and phone stay on the server.
 * @typedef {{
 *   readonly number: string, readonly services: readonly import("./salon.mjs").Service[],
 *   readonly master: import("./salon.mjs").MasterId, readonly day: string, readonly time: string,
 *   readonly name: string, readonly isForRelative: boolean,
 * }} Booking
 *
 * What the form holds, as it was written, so that it can be shown again.
 * @typedef {{ master: string, day: string, time: string, name: string, phone: string, relative: string }} BookingFields
 * @typedef {"services" | "master" | "day" | "time" | "name" | "phone"} BookingField
 * @typedef {Partial<Record<BookingField, true>>} BookingErrors
 */

/** Longest name, in characters. */
const MAX_NAME = 80;

/**
 * Reads a posted form.
 * @param {URLSearchParams} form
 * @returns {BookingFields}
 */
export const bookingFields = (form) => {
  /** @param {string} name */
  const text = (name) => (form.get(name) ?? "").trim();
  return {
    master: text("master"),
    day: text("day"),
    time: text("time"),
    name: text("name").slice(0, MAX_NAME),
    phone: text("phone").slice(0, 40),
    relative: text("relative"),
  };
};

/**
 * Makes a booking of a form and a basket.
 * @param {BookingFields} fields
 * @param {readonly import("./salon.mjs").Service[]} services
 * @param {number} now epoch milliseconds, UTC
 * @returns {{ booking: Booking } | { errors: BookingErrors }}
 */
export const book = (fields, services, now) => {
  const master = parseMaster(fields.master);
  const digits = fields.phone.replace(/\D/g, "").length;
  /** @type {BookingErrors} */
  const errors = {
    ...(services.length ? {} : { services: true }),
    ...(master ? {} : { master: true }),
    ...(daysFrom(now).some((day) => day.isFree && day.value === fields.day) ? {} : { day: true }),
    ...(SLOTS.some((slot) => slot.isFree && slot.value === fields.time) ? {} : { time: true }),
    ...(fields.name ? {} : { name: true }),
    ...(digits >= 10 && digits <= 15 ? {} : { phone: true }),
  };
  if (!master || Object.keys(errors).length) return { errors };
  const { day, time, name, relative } = fields;
  // The number opens the confirmation page, so it must not be guessed.
  const number = randomBytes(8).toString("hex");
  return { booking: { number, services, master, day, time, name, isForRelative: relative !== "" } };
};
