import type { Controller } from "../model/controller.js";

/**
 * Gives the cookies that the guard made session cookies the lifetime that they asked for, less the time passed, where the
 * decision allows it now.
 */
export const restoreLifetimes = ({ cookies: { read, write, actionFor, keep } }: Controller): void => {
  const pairs = read().split("; ");
  keep((session, end) => {
    // As it is read (RFC 6265bis, section 5.6): without white space around name and value, and without an empty name.
    const pair = session.replace(/^[ \t]*=?[ \t]*|[ \t]*(;.*)?$/gs, "").replace(/[ \t]*=[ \t]*/, "=");
    // Only what is there and unchanged: a cookie deleted or replaced meanwhile is not brought back, and one whose path
    // this page cannot see waits for a page that can.
    const isDone = pairs.includes(pair) && actionFor(pair.split("=")[0] as string) === "allow";
    if (isDone) write(`${session};Max-Age=${Math.floor((end - Date.now()) / 1000)}`);
    return !isDone;
  });
};
