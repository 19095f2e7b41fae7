import { cookieName } from "../model/set-cookie.js";

/**
 * The list of cookies that the guard made session cookies, so that a consent, also on a later page of this tab, can give
 * them back what they asked for. It is kept in `sessionStorage`, and only if the guard changed one.
 */
export type CookieLedger = {
  /** Remembers a cookie: its session form with an explicit path, and when it was to end (epoch milliseconds, UTC). */
  readonly remember: (session: string, end: number) => void;
  /** Keeps only the entries for which `isKept` says so. */
  readonly keep: (isKept: (session: string, end: number) => boolean) => void;
};

type Entry = readonly [session: string, end: number];

const KEY = "kivok";

/** Reads the storage as late as possible: the first access takes up to two milliseconds on a slow device. */
export const createLedger = (): CookieLedger => {
  let entries: Entry[] | undefined;
  let isFlushing = false;

  const load = (): Entry[] => {
    try {
      entries ??= JSON.parse(sessionStorage[KEY]) as Entry[];
    } catch {
      // Nothing there, or storage is refused: then the list lives as long as the page.
      entries = [];
    }
    return entries;
  };

  // One write for all changes of a task: each costs microseconds that the page's own code would wait for.
  const replace = (changed: Entry[]): void => {
    entries = changed;
    if (isFlushing) return;
    isFlushing = true;
    queueMicrotask(() => {
      isFlushing = false;
      try {
        if (load()[0]) sessionStorage[KEY] = JSON.stringify(entries);
        else sessionStorage.removeItem(KEY);
      } catch {
        // Storage is refused or full: as above.
      }
    });
  };

  return {
    remember: (session, end) =>
      replace([...load().filter((entry) => identity(entry[0]) !== identity(session)), [session, end]]),
    keep: (isKept) => {
      const kept = load().filter((entry) => isKept(...entry));
      if (kept.length < load().length) replace(kept);
    },
  };
};

/** Name and attributes: two writes of a cookie that differ only in other attributes than domain and path both stay, and the later one is restored last. */
const identity = (session: string): string => cookieName(session) + session.slice(session.indexOf(";"));
