import type { Verdict } from "./set-cookie-judge.js";
/** What the guard needs of a response: Node's, over HTTP/1 or HTTP/2, and what frameworks make of it. */
export type GuardedResponse = {
    readonly headersSent: boolean;
    getHeader(name: string): unknown;
    getHeaderNames(): string[];
    setHeader(name: string, value: string | string[]): unknown;
    appendHeader(name: string, value: string | string[]): unknown;
    writeHead(...given: never[]): unknown;
};
/**
 * Puts every `Set-Cookie` field of a response through `judge` when its fields are sent.
 *
 * Nothing is changed before `writeHead`, which Node calls for implicit fields as well: until then a server reads back
 * what it has set. A middleware that wrapped `writeHead` earlier runs inside it and may still set fields; those are
 * seen in `setHeader` and `appendHeader`.
 */
export declare const guardResponse: (response: GuardedResponse, judge: (text: string) => Verdict) => void;
