import { type Logger, pino } from "pino";
import { isoDate } from "./calendar.js";

/**
 * What is written, the most first: `info` is start, stop, logins and what the owner changes; `error` only what goes wrong.
 * No line is about a beacon, and none says who asked from where, or a finer time than the hour.
 */
export const LOG_LEVELS = ["info", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The collector's log. */
export type Log = Pick<Logger, "info" | "error">;

/**
 * A log of JSON objects, one a line, on standard output.
 * @param now clock, epoch milliseconds, UTC
 */
export const createLog = (level: LogLevel, now: () => number): Log =>
  pino(
    {
      level,
      // Neither the machine's name nor a process id; and the level by its name.
      base: null,
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${hourOf(now())}"`,
    },
    // Lines and what is said to a person at the start stay in their order.
    { write: (line) => console.log(line.trimEnd()) },
  );

const hourOf = (now: number): string =>
  `${isoDate(Math.floor(now / 86_400_000))}T${String(new Date(now).getUTCHours()).padStart(2, "0")}Z`;
