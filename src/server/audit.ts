import { isoDate } from "./calendar.js";

/** One line about what the owner did, for the log: what, and on what; never who asked from where, or a finer time than the hour. */
export type Audit = (action: string, details?: Readonly<Record<string, string | number | boolean>>) => void;

/**
 * Writes audit lines as JSON, one a line.
 * @param write takes a line without its end
 * @param now clock, epoch milliseconds, UTC
 */
export const createAudit =
  (write: (line: string) => void, now: () => number): Audit =>
  (action, details = {}) => {
    const at = now();
    const time = `${isoDate(Math.floor(at / 86_400_000))}T${String(new Date(at).getUTCHours()).padStart(2, "0")}Z`;
    write(JSON.stringify({ level: "info", time, audit: action, ...details }));
  };
