import { cookieName } from "../model/set-cookie.js";

/**
 * The list of cookies that the guard made session cookies, so that a consent, also on a later page of this tab, can give
 * them back what they asked for. It is kept in `sessionStorage`, and only if the guard changed one.
 */
export type CookieLedger = {
  /** Remembers a cookie: its session form with an explicit path, and when it was to end (epoch milliseconds, UTC). */
  readonly remember: (session: string, end: number) => void;
  /** Forgets the cookie of this name, domain and path; the path has to be among the attributes. */
  readonly forget: (text: string) => void;
  /** What is remembered. */
  readonly list: () => readonly Entry[];
  /** Keeps only the entries for which `isKept` says so. */
  readonly keep: (isKept: (session: string, end: number) => boolean) => void;
};

type Entry = readonly [session: string, end: number];

const KEY = "kivok";

/** Reads the storage as late as possible: the first access takes up to two milliseconds on a slow device. */
export const createLedger = (): CookieLedger => {
  let entries: Map<string, Entry> | undefined;
  let isFlushing = false;

  const load = (): Map<string, Entry> => {
    if (!entries) {
      entries = new Map();
      try {
        for (const [session, end] of JSON.parse(sessionStorage[KEY]) as Entry[])
          entries.set(identity(session), [session, end]);
      } catch {
        // Nothing or something else there, or storage is refused: then the list lives as long as the page.
      }
    }
    return entries;
  };

  // One write for all changes of a task: each costs microseconds that the page's own code would wait for.
  const flush = (): void => {
    if (isFlushing) return;
    isFlushing = true;
    queueMicrotask(() => {
      isFlushing = false;
      try {
        const list = [...load().values()];
        if (list[0]) sessionStorage[KEY] = JSON.stringify(list);
        else sessionStorage.removeItem(KEY);
      } catch {
        // Storage is refused or full: as above.
      }
    });
  };

  const forget = (text: string): void => {
    if (load().delete(identity(text))) flush();
  };

  return {
    remember: (session, end) => {
      const key = identity(session);
      // Anew at the end: the last write is restored last.
      load().delete(key);
      load().set(key, [session, end]);
      flush();
    },
    forget,
    list: () => [...load().values()],
    keep: (isKept) => {
      for (const [, [session, end]] of load()) if (!isKept(session, end)) forget(session);
    },
  };
};

/**
 * What tells cookies apart (RFC 6265bis, section 5.7): name, domain and path, and whether it is partitioned, as they are
 * written: two spellings of one cookie make two entries, of which only the one that is there unchanged is restored.
 */
const identity = (text: string): string => `${cookieName(text)}${text.match(/;\s*(domain|path|partitioned)[^;]*/gi)}`;
