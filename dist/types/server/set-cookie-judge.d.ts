import type { CoreConfig } from "../model/config.js";
import type { ConsentRecord } from "../model/consent-record.js";
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
export declare const judgeSetCookie: (text: string, config: CoreConfig, cookies: string | undefined, now: number) => Verdict;
/**
 * The decision in force: of several cookies (host and domain, or damaged ones) the newest valid one, as in the browser.
 * @param cookies the request's `Cookie` field
 * @param now epoch milliseconds, UTC
 */
export declare const readRecord: (cookies: string | undefined, config: CoreConfig, now: number) => ConsentRecord | null;
