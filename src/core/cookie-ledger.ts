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
/** What the list does not have yet: it is sorted in at the end of the task, since that takes as long as several writes. */
const pending: Entry[] = [];

const put = (entry: Entry): void => {
  const [session] = entry;
  const key = identity(session);
  // Anew at the end: the last write is restored last.
  const list = entries as Map<string, Entry>;
  list.delete(key);
  if (entry[1]) {
    names.add(cookieName(session));
    list.set(key, entry);
  }
};

/** Reads the storage as late as possible: the first access takes up to two milliseconds on a slow device. */
const load = (): Map<string, Entry> => {
  if (!entries) {
    entries = new Map();
    try {
      (JSON.parse(sessionStorage[KEY]) as Entry[]).forEach(put);
    } catch {
      // Nothing or something else there, or storage is refused: then the list lives as long as the page.
    }
  }
  pending.splice(0).forEach(put);
  return entries;
};

/** What is remembered, the last write last. */
export const remembered = (): readonly Entry[] => [...load().values()];

// One write for all changes of a task: each costs microseconds that the page's own code would wait for.
const flush = (): void => {
  try {
    const list = remembered();
    if (list[0]) sessionStorage[KEY] = JSON.stringify(list);
    else delete sessionStorage[KEY];
  } catch {
    // Storage is refused or full: as above.
  }
};

/**
 * Remembers a cookie, in place of what was remembered of it; the storage has it before the next task. Without an end it is
 * forgotten: the cookie of this name, domain and path, which has to be among the attributes.
 */
export const remember = (session: string, end: number): void => {
  if (pending.push([session, end]) < 2) queueMicrotask(flush);
};

/** Whether a cookie of this name may be remembered: it is, or was on this page, or the list waits for the end of the task. */
export const isRemembered = (name: string): unknown => pending[0] || (load() && names.has(name));

/** Forgets the cookies for which `isKept` does not say that they are kept. */
export const keepRemembered = (isKept: (...entry: Entry) => boolean): void => {
  for (const entry of remembered()) if (!isKept(...entry)) remember(entry[0], 0);
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
