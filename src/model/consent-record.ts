import type { CategoryName } from "./category.js";
import { NECESSARY } from "./category.js";
import type { Config } from "./config.js";

/** How a decision was given: in the first layer, in the settings, by the page's own code, or by a button of the page. */
export type How = "notice" | "settings" | "api" | "page";

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
const DAY_MILLISECONDS = 86_400_000;

/** The categories that a visitor can grant or deny, in the configuration's order. */
export const optionalCategories = (config: Config): CategoryName[] =>
  Object.keys(config.categories).filter((name) => name !== NECESSARY);

/**
 * Makes the record of a decision.
 * @param receipt random number for a consent; dropped when nothing is granted
 * @param now epoch milliseconds, UTC
 */
export const createRecord = (choice: Choice, config: Config, receipt: string, now: number): ConsentRecord => {
  const offered = optionalCategories(config);
  const granted = offered.filter((name) => choice.granted.includes(name));
  return {
    time: Math.floor(now / 1000) * 1000,
    policyVersion: config.policy.version,
    how: choice.how,
    receipt: granted.length ? receipt : "",
    granted,
    denied: offered.filter((name) => !granted.includes(name)),
  };
};

/** Whether a category is granted. Without a record only the necessary one is. */
export const isGranted = (record: ConsentRecord | null, name: CategoryName): boolean =>
  name === NECESSARY || !!record?.granted.includes(name);

/** Days that this record holds: those of a consent if anything is granted, else those of a refusal (0: the browser's session). */
export const recordDays = (record: ConsentRecord, config: Config): number =>
  (record.granted.length ? config.consent : config.refusal).days;

/**
 * Whether the record still speaks for the visitor: made under this policy version and not past its days.
 * A record from the future is as good as none, since its age cannot be told.
 * @param now epoch milliseconds, UTC
 */
export const isInForce = (record: ConsentRecord, config: Config, now: number): boolean => {
  const days = recordDays(record, config);
  const age = now - record.time;
  return (
    record.policyVersion === config.policy.version &&
    age > -DAY_MILLISECONDS &&
    (!days || age < days * DAY_MILLISECONDS)
  );
};

/** Whether the visitor has answered for every category that is offered now. */
export const isComplete = (record: ConsentRecord, config: Config): boolean =>
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

/** Reads a cookie's value; `null` for anything that this version and no earlier one has written. Never throws. */
export const decodeRecord = (value: unknown): ConsentRecord | null => {
  const match =
    /^1:([0-9a-z]{1,9}):([\w.-]{1,32}):(notice|settings|api|page):([0-9a-z]{0,32}):((?:[a-z]\w{0,31}[+-])*)$/.exec(
      `${value}`,
    );
  if (!match) return null;
  const [, time = "", policyVersion = "", how, receipt = "", categories = ""] = match;
  const ending = (sign: string): CategoryName[] =>
    (categories.match(/\w+./g) || []).filter((entry) => entry.endsWith(sign)).map((entry) => entry.slice(0, -1));
  return {
    time: Number.parseInt(time, 36) * 1000,
    policyVersion,
    how: how as How,
    receipt,
    granted: ending("+"),
    denied: ending("-"),
  };
};
