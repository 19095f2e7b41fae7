import type { CategoryName } from "./category.js";
import { NECESSARY } from "./category.js";
import type { CoreConfig } from "./config.js";
import { MAX_DAYS } from "./resolve-config.js";

/**
 * How a decision was given: in the first layer, in the settings, by the page's own code, by a button of the page, with
 * a guardian's agreement, or by the application that shows the page.
 */
export type How = "notice" | "settings" | "api" | "page" | "guardian" | "application";

/** What a visitor chose: the categories switched on, out of those that the configuration offers. */
export type Choice = { readonly granted: readonly CategoryName[]; readonly how: How };

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

const VERSION = "1";
/** Longest value that is read; what is written stays below 200 with categories of usual names. */
const MAX_RECORD_LENGTH = 999;
export const DAY_MILLISECONDS: number = 86_400_000;

/** The categories that a visitor can grant or deny, in the configuration's order. */
export const optionalCategories = (config: CoreConfig): CategoryName[] =>
  Object.keys(config.categories).filter((name) => name !== NECESSARY && config.categories[name]);

/**
 * Makes the record of a decision.
 * @param receipt random number for a consent; dropped when nothing is granted
 * @param now epoch milliseconds, UTC
 */
export const createRecord = (choice: Choice, config: CoreConfig, receipt: string, now: number): ConsentRecord => {
  const offered = optionalCategories(config);
  const granted = offered.filter((name) => choice.granted.includes(name));
  return {
    time: now - (now % 1000),
    policyVersion: config.policy.version,
    how: choice.how,
    receipt: granted.length ? receipt : "",
    granted,
    denied: offered.filter((name) => !choice.granted.includes(name)),
  };
};

/** Whether a visitor chose in the notice or the settings: not the page's code, a button of the page or an application. */
export const isOwnChoice = ({ how }: ConsentRecord): boolean => /^(notice|settings|guardian)$/.test(how);

/** Whether a category is granted. Without a record only the necessary one is. */
export const isGranted = (record: ConsentRecord | null, name: CategoryName): boolean =>
  name === NECESSARY || !!record?.granted.includes(name);

/**
 * Days that this record holds, at most 400: those of a consent if anything is granted, else those of a refusal (0: the
 * browser's session).
 */
export const recordDays = (record: ConsentRecord, config: CoreConfig): number =>
  Math.min((record.granted.length ? config.consent : config.refusal).days, MAX_DAYS);

/**
 * Whether the record still speaks for the visitor: made under this policy version and not past its days.
 * @param now epoch milliseconds, UTC
 */
export const isInForce = (record: ConsentRecord, config: CoreConfig, now: number): boolean => {
  const days = recordDays(record, config);
  const age = now - record.time;
  return (
    // As text: a version written as a number would else ask on every page.
    record.policyVersion === `${config.policy.version}` && (!days || age < days * DAY_MILLISECONDS)
  );
};

/** Whether the visitor has answered for every category that is offered now. */
export const isComplete = (record: ConsentRecord, config: CoreConfig): boolean =>
  optionalCategories(config).every((name) => record.granted.includes(name) || record.denied.includes(name));

/**
 * The cookie's value: fields joined by `:`, each category followed by `+` or `-`; only cookie octets that js-cookie
 * leaves as they are (RFC 6265bis, section 4.1.1).
 */
export const encodeRecord = (record: ConsentRecord): string =>
  [
    VERSION,
    (record.time / 1000).toString(36),
    record.policyVersion,
    record.how,
    record.receipt,
    record.granted.map((name) => `${name}+`).join("") + record.denied.map((name) => `${name}-`).join(""),
  ].join(":");

type Parts = [version: string, time: string, policyVersion: string, how: How, receipt: string, categories?: string];

/**
 * Reads a cookie's value; `null` for anything that neither this version nor an earlier one has written. Never throws.
 */
export const decodeRecord = (value: string): ConsentRecord | null => {
  // Where any is missing, the last is.
  const [version, time, policyVersion, how, receipt, categories = "?"] = value.split(":") as Parts;
  const seconds = parseInt(time, 36);
  // Longer than any that was written: not looked at closely, since the patterns below take their time.
  return !value[MAX_RECORD_LENGTH] && version === VERSION && seconds > 0 && /^(\w+[+-])*$/.test(categories)
    ? {
        time: seconds * 1000,
        policyVersion,
        how,
        receipt,
        granted: categories.match(/\w+(?=\+)/g) || [],
        denied: categories.match(/\w+(?=-)/g) || [],
      }
    : null;
};
