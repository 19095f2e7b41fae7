import type { CoreConfig } from "../model/config.js";
import type { ConsentRecord } from "../model/consent-record.js";
import { DAY_MILLISECONDS, decodeRecord, isComplete, isInForce } from "../model/consent-record.js";
import type { Controller } from "../model/controller.js";

/** The decision of this browser: read once, then kept here and in the cookie. */
export type Consent = Pick<Controller, "record" | "stored" | "due" | "adopt">;

/**
 * Keeps the decision, which is read when it is first asked for: until the browser has answered for the first time, the page
 * would wait, for milliseconds. Of several cookies (host and domain, or damaged ones) the newest valid one counts.
 * @param read all cookies, as the browser tells them
 */
export const createConsent = (config: CoreConfig, read: () => string): Consent => {
  let stored: ConsentRecord | null | undefined;
  const record = (): ConsentRecord | null => {
    if (stored === undefined) {
      stored = null;
      for (const pair of read().split("; ")) {
        const found = /^kivok=/.test(pair) && decodeRecord(pair.slice(6));
        // The age of a record from the future cannot be told, so it is none.
        if (found && found.time < Date.now() + DAY_MILLISECONDS && !((stored?.time as number) > found.time))
          stored = found;
      }
    }
    // Without cookies a decision still holds for the page on which it was made.
    return stored && isInForce(stored, config, Date.now()) ? stored : null;
  };

  return {
    record,
    stored: () => record() ?? (stored as ConsentRecord | null),
    // A browser that sends Global Privacy Control is never asked: the signal is an answer.
    due: () => {
      const current = record();
      return (
        !(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl &&
        !(current && isComplete(current, config))
      );
    },
    adopt: (made) => {
      stored = made;
    },
  };
};
