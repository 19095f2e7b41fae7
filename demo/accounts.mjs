// @ts-check
import { randomBytes } from "node:crypto";
import { dateAfter, daysFrom } from "./calendar.mjs";
import { SERVICES } from "./salon.mjs";

/** Accounts, sessions and bookings that are kept, each; the oldest goes first. It is a showcase, and memory is all it has. */
const MAX_KEPT = 1000;

/** @returns {string} a token that cannot be guessed */
const token = () => randomBytes(16).toString("hex");

/**
 * @template V
 * @param {Map<string, V>} map
 * @param {string} key
 * @param {V} value
 */
const keep = (map, key, value) => {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAX_KEPT && oldest !== undefined) map.delete(oldest);
};

/** Days ago, and services, of the visits that every guest of the showcase has behind them. */
const PAST = /** @type {const} */ ([
  [20, "gel"],
  [41, "gel"],
  [48, "haircut"],
]);

/** @param {string} id */
const serviceOf = (id) => SERVICES.filter((service) => service.id === id);

/** Everything that the salon's server remembers, in memory. */
export const createAccounts = () => {
  /** E-mail by session token. @type {Map<string, string>} */
  const sessions = new Map();
  /** E-mail by "remember me" token. @type {Map<string, string>} */
  const remembered = new Map();
  /** Visits ahead by e-mail. @type {Map<string, import("./booking.mjs").Booking[]>} */
  const visits = new Map();
  /** Bookings by number. @type {Map<string, import("./booking.mjs").Booking>} */
  const bookings = new Map();

  /** @param {string} email @param {number} now */
  const firstVisit = (email, now) => {
    const day = daysFrom(now)[1]?.value ?? dateAfter(now, 2);
    /** @type {import("./booking.mjs").Booking} */
    const booking = {
      number: token(),
      services: serviceOf("gel"),
      master: "anna",
      day,
      time: "12:00",
      name: email,
      isForRelative: false,
    };
    keep(bookings, booking.number, booking);
    return [booking];
  };

  return {
    /** Logs a guest in. @param {string} email @param {number} now @returns {string} the session's token */
    login: (email, now) => {
      const session = token();
      keep(sessions, session, email);
      if (!visits.has(email)) keep(visits, email, firstVisit(email, now));
      return session;
    },
    /** A token that logs this guest in again. @param {string} email */
    remember: (email) => {
      const value = token();
      keep(remembered, value, email);
      return value;
    },
    /** Forgets both tokens. @param {string | undefined} session @param {string | undefined} remember */
    logout: (session = "", remember = "") => {
      sessions.delete(session);
      remembered.delete(remember);
    },
    /** Who is logged in. @param {string | undefined} session */
    emailOf: (session = "") => sessions.get(session),
    /** Who asked to be remembered. @param {string | undefined} remember */
    rememberedEmail: (remember = "") => remembered.get(remember),
    /** Visits ahead, soonest first. @param {string} email */
    visitsOf: (email) =>
      [...(visits.get(email) ?? [])].sort((one, other) => (one.day + one.time < other.day + other.time ? -1 : 1)),
    /** Visits behind. @param {number} now */
    pastVisits: (now) => PAST.map(([days, id]) => ({ day: dateAfter(now, -days), services: serviceOf(id) })),
    /** Keeps a booking, for a guest if one is logged in. @param {import("./booking.mjs").Booking} booking @param {string} [email] */
    add: (booking, email) => {
      keep(bookings, booking.number, booking);
      if (email) visits.set(email, [...(visits.get(email) ?? []), booking]);
    },
    /** The guest's own booking of that number. @param {string} email @param {string} number */
    ownBooking: (email, number) => visits.get(email)?.find((booking) => booking.number === number),
    /** Cancels a booking of the guest; another's stays. @param {string} email @param {string} number */
    cancel: (email, number) => {
      const own = visits.get(email) ?? [];
      if (own.some((booking) => booking.number === number)) bookings.delete(number);
      visits.set(
        email,
        own.filter((booking) => booking.number !== number),
      );
    },
    /** A booking by its number. @param {string} number */
    booking: (number) => bookings.get(number),
  };
};

/** @typedef {ReturnType<typeof createAccounts>} Accounts */
