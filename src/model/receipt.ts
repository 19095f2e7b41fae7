import type { CategoryName } from "./category.js";
import type { ConsentRecord, How } from "./consent-record.js";

/**
 * The record of a decision that a visitor can keep, and that an owner may collect: named after ISO/IEC TS 27560
 * (consent record information structure). It holds nothing that identifies a person or a browser.
 */
export type Receipt = {
  readonly schema_version: typeof RECEIPT_VERSION;
  /** Random number of the consent, `[a-z0-9]{1,13}`; absent for a refusal, which has none. */
  readonly record_id?: string;
  /** Name under which the collector counts the site. */
  readonly site: string;
  readonly privacy_notice: {
    /** The policy's version. */
    readonly version: string;
    /** Language tag of the notice. */
    readonly language: string;
    /**
     * SHA-256 of the text that was shown, hexadecimal; absent on pages that are not a secure context, where browsers
     * cannot tell it.
     */
    readonly sha256?: string;
  };
  readonly event: {
    /** When the decision was made: ISO 8601, UTC, whole seconds. */
    readonly time: string;
    readonly method: How;
  };
  readonly purposes: readonly { readonly purpose: CategoryName; readonly state: "granted" | "denied" }[];
};

export const RECEIPT_VERSION = "kivok-receipt-1";

/** Makes the receipt of a decision. An empty `sha256` is left out. */
export const createReceipt = (record: ConsentRecord, site: string, language: string, sha256: string): Receipt => ({
  schema_version: RECEIPT_VERSION,
  ...(record.receipt && { record_id: record.receipt }),
  site,
  privacy_notice: { version: record.policyVersion, language, ...(sha256 && { sha256 }) },
  event: { time: new Date(record.time).toISOString().replace(".000", ""), method: record.how },
  purposes: [
    ...record.granted.map((purpose) => ({ purpose, state: "granted" }) as const),
    ...record.denied.map((purpose) => ({ purpose, state: "denied" }) as const),
  ],
});
