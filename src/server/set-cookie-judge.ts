import { RECORD_COOKIE } from "../model/category.js";
import type { CoreConfig } from "../model/config.js";
import type { ConsentRecord } from "../model/consent-record.js";
import { DAY_MILLISECONDS, decodeRecord, isGranted, isInForce } from "../model/consent-record.js";
import { decide } from "../model/cookie-policy.js";
import { cookieEnd, cookieName, toSessionCookie } from "../model/set-cookie.js";

/** What becomes of one `Set-Cookie` field. */
export type Verdict = {
  /** What to send; `undefined` for nothing. */
  readonly text: string | undefined;
  /** Whether another decision of the visitor could have led to another outcome. */
  readonly isByRecord: boolean;
};

/**
 * Judges one `Set-Cookie` field as the browser's guard does.
 * @param cookies the request's `Cookie` field
 * @param now epoch milliseconds, UTC
 */
export const judgeSetCookie = (text: string, config: CoreConfig, cookies: string | undefined, now: number): Verdict => {
  const withoutConsent = judge(text, config, null, now);
  // Consent only ever allows more, so what goes out unchanged without it does so with every record.
  return withoutConsent === text
    ? { text, isByRecord: false }
    : { text: judge(text, config, readRecord(cookies, config, now), now), isByRecord: true };
};

/**
 * The decision in force: of several cookies (host and domain, or damaged ones) the newest valid one, as in the browser.
 * @param cookies the request's `Cookie` field
 * @param now epoch milliseconds, UTC
 */
export const readRecord = (cookies: string | undefined, config: CoreConfig, now: number): ConsentRecord | null => {
  const newest = (cookies ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .map((pair) => (pair.startsWith(`${RECORD_COOKIE}=`) ? pair.slice(RECORD_COOKIE.length + 1) : ""))
    // No part of a record is longer than 32 characters, and the time to read one grows with its square.
    .map((value) => (/\w{33}/.test(value) ? null : decodeRecord(value)))
    // The age of a record from the future cannot be told, so it is none.
    .filter((record) => record && record.time < now + DAY_MILLISECONDS)
    .reduce((best, record) => (best && record && best.time > record.time ? best : record), null);
  return newest && isInForce(newest, config, now) ? newest : null;
};

const judge = (text: string, config: CoreConfig, record: ConsentRecord | null, now: number): string | undefined => {
  const end = cookieEnd(text, now);
  // A deletion always passes: what is gone needs no consent.
  if (end !== undefined && end <= now) return text;
  const action = decide(cookieName(text), config, (category) => isGranted(record, category));
  if (action === "block") return undefined;
  return action === "session" && end !== undefined ? toSessionCookie(text) : text;
};
