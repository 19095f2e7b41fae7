import { cookieName } from "../model/set-cookie.js";

/**
 * A cookie that the guard made a session cookie, so that a consent, also on a later page of this tab, can give it back what
 * it asked for: its session form with an explicit path, and when it was to end (epoch milliseconds, UTC). The list of them
 * is kept in `sessionStorage`, and only if there is one.
 */
type Entry = readonly [session: string, end: number];

const KEY = "kivok";

let entries: Map<string, Entry> | undefined;
/** Names of what is in the list, or was. */
const names = new Set<string>();
let isFlushing = false;

/** Reads the storage as late as possible: the first access takes up to two milliseconds on a slow device. */
const load = (): Map<string, Entry> => {
  if (!entries) {
    entries = new Map();
    try {
      for (const entry of JSON.parse(sessionStorage[KEY]) as Entry[]) put(...entry);
    } catch {
      // Nothing or something else there, or storage is refused: then the list lives as long as the page.
    }
  }
  return entries;
};

const put = (...entry: Entry): void => {
  const [session] = entry;
  const key = identity(session);
  names.add(cookieName(session));
  // Anew at the end: the last write is restored last.
  load().delete(key);
  load().set(key, entry);
};

/** What is remembered, the last write last. */
export const remembered = (): readonly Entry[] => [...load().values()];

// One write for all changes of a task: each costs microseconds that the page's own code would wait for.
const flush = (): void => {
  if (isFlushing) return;
  isFlushing = true;
  queueMicrotask(() => {
    isFlushing = false;
    try {
      const list = remembered();
      if (list[0]) sessionStorage[KEY] = JSON.stringify(list);
      else sessionStorage.removeItem(KEY);
    } catch {
      // Storage is refused or full: as above.
    }
  });
};

/** Remembers a cookie, in place of what was remembered of it; the storage has it before the next task. */
export const remember = (...entry: Entry): void => {
  put(...entry);
  flush();
};

/** Whether a cookie of this name is remembered, or was on this page. */
export const isRemembered = (name: string): boolean => !!load() && names.has(name);

/** Forgets the cookie of this name, domain and path; the path has to be among the attributes. */
export const forget = (text: string): void => {
  if (load().delete(identity(text))) flush();
};

/** Forgets the cookies for which `isKept` does not say that they are kept. */
export const keepRemembered = (isKept: (...entry: Entry) => boolean): void => {
  for (const entry of remembered()) if (!isKept(...entry)) forget(entry[0]);
};

/**
 * What tells cookies apart (RFC 6265bis, section 5.7): name, domain and path, and whether it is partitioned, without the
 * spaces and capitals that each script writes in its own way. Two paths that differ in capitals count as one.
 */
const identity = (text: string): string =>
  cookieName(text) +
  text
    .toLowerCase()
    .replace(/[ \t]/g, "")
    .match(/;(domain|path|partitioned)[^;]*/g);
