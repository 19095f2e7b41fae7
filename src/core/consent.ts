import { RECORD_COOKIE } from "../model/category.js";
import type { CoreConfig } from "../model/config.js";
import type { ConsentRecord } from "../model/consent-record.js";
import { DAY_MILLISECONDS, decodeRecord, isComplete, isInForce } from "../model/consent-record.js";
import type { Controller } from "../model/controller.js";

/** The decision of this browser: read once at start, then kept here and in the cookie. */
export type Consent = Pick<Controller, "record" | "stored" | "due" | "adopt">;

/** Reads the decision. Of several cookies (host and domain, or damaged ones) the newest valid one counts. */
export const createConsent = (config: CoreConfig): Consent => {
  let stored: ConsentRecord | null = null;
  for (const pair of document.cookie.split("; ")) {
    const record = pair.startsWith(`${RECORD_COOKIE}=`) && decodeRecord(pair.slice(RECORD_COOKIE.length + 1));
    // The age of a record from the future cannot be told, so it is none.
    if (record && record.time < Date.now() + DAY_MILLISECONDS && !(stored && record.time < stored.time))
      stored = record;
  }
  // Without cookies a decision still holds for the page on which it was made.
  const record = (): ConsentRecord | null => (stored && isInForce(stored, config, Date.now()) ? stored : null);

  return {
    record,
    stored: () => stored,
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
