import Cookies from "js-cookie";
import { RECORD_COOKIE } from "../model/category.js";
import type { CoreConfig } from "../model/config.js";
import type { Choice, ConsentRecord } from "../model/consent-record.js";
import {
  createRecord,
  decodeRecord,
  encodeRecord,
  isComplete,
  isInForce,
  recordDays,
} from "../model/consent-record.js";
import type { Controller } from "../model/controller.js";

/** The decision of this browser: read once at start, then kept here and in the cookie. */
export type Consent = {
  readonly record: () => ConsentRecord | null;
  readonly due: Controller["due"];
  /** Stores a choice as the new decision. */
  readonly store: (choice: Choice) => ConsentRecord;
};

/** Reads the decision. Of several cookies (host and domain, or damaged ones) the newest valid one counts. */
export const createConsent = (config: CoreConfig): Consent => {
  let stored = document.cookie
    .split("; ")
    .map((pair) => (pair.startsWith(`${RECORD_COOKIE}=`) ? decodeRecord(pair.slice(RECORD_COOKIE.length + 1)) : null))
    .reduce((newest, record) => (record && (!newest || record.time > newest.time) ? record : newest), null);
  // Without cookies a decision still holds for the page on which it was made.
  const record = (): ConsentRecord | null => (stored && isInForce(stored, config, Date.now()) ? stored : null);

  return {
    record,
    due: () => {
      const current = record();
      if (current) return isComplete(current, config) ? undefined : "category";
      if (stored) return stored.policyVersion === config.policy.version ? "expired" : "policy";
      return (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl ? undefined : "first";
    },
    store: (choice) => {
      // 64 random bits: enough that two receipts of one site hardly ever meet, and they name nobody.
      const [receipt = 0n] = crypto.getRandomValues(new BigUint64Array(1));
      stored = createRecord(choice, config, receipt.toString(36), Date.now());
      const days = recordDays(stored, config);
      Cookies.set(RECORD_COOKIE, encodeRecord(stored), {
        sameSite: "Lax",
        secure: location.protocol === "https:",
        ...(days && { expires: days }),
        ...(config.cookie?.domain && { domain: config.cookie.domain }),
      });
      return stored;
    },
  };
};
