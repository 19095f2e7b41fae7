import type { Log } from "./log.js";

/** One line about what the owner did, for the log: what, and on what; never who asked from where. */
export type Audit = (action: string, details?: Readonly<Record<string, string | number | boolean>>) => void;

/** Writes audit lines into the log. */
export const createAudit =
  (log: Log): Audit =>
  (action, details = {}) =>
    log.info({ audit: action, ...details });
