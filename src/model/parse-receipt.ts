import type { Issue } from "./check.js";
import { at, type Check, isObject, issue, like, list, oneOf, shape } from "./check.js";
import { DAY_MILLISECONDS } from "./consent-record.js";
import { RECEIPT_VERSION, type Receipt } from "./receipt.js";

/** Largest body of a receipt: bytes of UTF-8. */
export const MAX_RECEIPT_BYTES = 4096;

/** An object with exactly these keys; those in `optional` may be missing. */
const whole =
  (checks: Readonly<Record<string, Check>>, ...optional: readonly string[]): Check =>
  (value, path) =>
    !isObject(value)
      ? shape(checks)(value, path)
      : [
          ...shape(checks)(value, path),
          ...Object.keys(checks)
            .filter((key) => !(key in value) && !optional.includes(key))
            .flatMap((key) => (checks[key] as Check)(undefined, at(path, key))),
        ];

const RECEIPT = whole({
  schema_version: oneOf(RECEIPT_VERSION),
  record_id: like("1 to 13 of a-z and 0-9", /^[a-z0-9]{1,13}$/),
  site: like("a host, with its port if it has one", /^[\w.-]{1,190}(:\d{1,5})?$/),
  privacy_notice: whole(
    {
      version: like("1 to 32 letters, digits and . _ -", /^[\w.-]{1,32}$/),
      language: like("a language tag", /^[a-z]{2,3}(-[a-z\d]{2,8})*$/i),
      sha256: like("64 hexadecimal digits", /^[\da-f]{64}$/),
    },
    "sha256",
  ),
  event: whole({
    time: like("a time, YYYY-MM-DDThh:mm:ssZ", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    method: oneOf("notice", "settings", "api", "page", "guardian", "application"),
  }),
  purposes: list(
    whole({
      purpose: like("up to 32 of a-z, 0-9 and _, a letter first", /^[a-z][a-z0-9_]{0,31}$/),
      state: oneOf("granted", "denied"),
    }),
  ),
});

/**
 * Reads the receipt of a consent that was given just now. Nothing that the norm's fields do not name gets through.
 * @param now epoch milliseconds, UTC
 */
export const parseReceipt = (text: string, now: number): { receipt: Receipt } | { issues: readonly Issue[] } => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { issues: [issue("receipt", "JSON", "a text that is none")] };
  }
  const issues = RECEIPT(value, "receipt");
  if (issues.length) return { issues };
  const receipt = value as Receipt;
  const age = Math.abs(now - Date.parse(receipt.event.time));
  // A day more or less: clocks of visitors are wrong.
  if (!(age <= DAY_MILLISECONDS))
    return { issues: [issue("receipt.event.time", "a time of today", receipt.event.time)] };
  if (!receipt.purposes.some(({ state }) => state === "granted"))
    return { issues: [issue("receipt.purposes", "a consent", "a refusal", "refusals are not collected")] };
  return { receipt };
};
