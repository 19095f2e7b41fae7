import type { CategoryName } from "./category.js";
import type { CoreConfig } from "./config.js";
/**
 * How a decision was given: in the first layer, in the settings, by the page's own code, by a button of the page, with
 * a guardian's agreement, or by the application that shows the page.
 */
export type How = "notice" | "settings" | "api" | "page" | "guardian" | "application";
/** What a visitor chose: the categories switched on, out of those that the configuration offers. */
export type Choice = {
    readonly granted: readonly CategoryName[];
    readonly how: How;
};
/** A decision as the cookie keeps it. It holds nothing about the person or the browser. */
export type ConsentRecord = {
    /** When it was made: epoch milliseconds, UTC, whole seconds. */
    readonly time: number;
    readonly policyVersion: string;
    readonly how: How;
    /** Random number of a consent, base 36; empty for a refusal, which needs none. */
    readonly receipt: string;
    readonly granted: readonly CategoryName[];
    /** Offered and not granted. A category in neither list is new, and asks again. */
    readonly denied: readonly CategoryName[];
};
export declare const DAY_MILLISECONDS: number;
/** The categories that a visitor can grant or deny, in the configuration's order. */
export declare const optionalCategories: (config: CoreConfig) => CategoryName[];
/**
 * Makes the record of a decision.
 * @param receipt random number for a consent; dropped when nothing is granted
 * @param now epoch milliseconds, UTC
 */
export declare const createRecord: (choice: Choice, config: CoreConfig, receipt: string, now: number) => ConsentRecord;
/** Whether a visitor chose in the notice or the settings: not the page's code, a button of the page or an application. */
export declare const isOwnChoice: ({ how }: ConsentRecord) => boolean;
/** Whether a category is granted. Without a record only the necessary one is. */
export declare const isGranted: (record: ConsentRecord | null, name: CategoryName) => boolean;
/**
 * Days that this record holds, at most 400: those of a consent if anything is granted, else those of a refusal (0: the
 * browser's session).
 */
export declare const recordDays: (record: ConsentRecord, config: CoreConfig) => number;
/**
 * Whether the record still speaks for the visitor: made under this policy version and not past its days.
 * @param now epoch milliseconds, UTC
 */
export declare const isInForce: (record: ConsentRecord, config: CoreConfig, now: number) => boolean;
/** Whether the visitor has answered for every category that is offered now. */
export declare const isComplete: (record: ConsentRecord, config: CoreConfig) => boolean;
/**
 * The cookie's value: fields joined by `:`, each category followed by `+` or `-`; only cookie octets that js-cookie
 * leaves as they are (RFC 6265bis, section 4.1.1).
 */
export declare const encodeRecord: (record: ConsentRecord) => string;
/**
 * Reads a cookie's value; `null` for anything that neither this version nor an earlier one has written. Never throws.
 */
export declare const decodeRecord: (value: string) => ConsentRecord | null;
