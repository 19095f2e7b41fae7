/** Start of the keys in `sessionStorage` under which entries of `localStorage` wait for consent. */
const PREFIX = "kivok/";

/** The methods of a storage area, from before anybody wrapped them. */
export type NativeStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** What a page sees as its `localStorage`: the entries that are there, with those over them that wait for consent. */
export type WaitingStorage = {
  readonly read: (key: string) => string | null;
  /** Writes to where an entry may be now. Throws what the browser throws, such as `QuotaExceededError`. */
  readonly write: (key: string, value: string) => void;
  /** A removal always goes through, and takes what waits along. */
  readonly remove: (key: string) => void;
  /** Keys in a steady order, each once. */
  readonly keys: () => string[];
  /** Moves what waits to where it was to be; an entry that finds no room stays, and is tried again on the next page. */
  readonly move: () => void;
  /** Empties `sessionStorage` of the page's own entries. */
  readonly clearSession: () => void;
};

/** The key of an entry that waits, from its key in `sessionStorage`; `undefined` for the page's own entries there. */
export const waitingKey = (key: string): string | undefined =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;

/** @param isPersistent whether entries may be kept now */
export const createWaitingStorage = (
  local: NativeStorage,
  session: NativeStorage,
  isPersistent: () => boolean,
): WaitingStorage => {
  const list = (area: NativeStorage): string[] =>
    Array.from({ length: area.length }, (_, index) => area.key(index) as string);
  const waiting = (): string[] => list(session).flatMap((key) => waitingKey(key) ?? []);
  const forget = (key: string): void => session.removeItem(PREFIX + key);

  return {
    read: (key) => session.getItem(PREFIX + key) ?? local.getItem(key),
    write: (key, value) => {
      if (!isPersistent()) return session.setItem(PREFIX + key, value);
      local.setItem(key, value);
      forget(key);
    },
    remove: (key) => {
      local.removeItem(key);
      forget(key);
    },
    keys: () => [...new Set([...list(local), ...waiting()])],
    move: () => {
      if (!isPersistent()) return;
      for (const key of waiting())
        try {
          local.setItem(key, session.getItem(PREFIX + key) as string);
          forget(key);
        } catch {
          // No room: as above.
        }
    },
    clearSession: () => {
      for (const key of list(session)) if (waitingKey(key) === undefined) session.removeItem(key);
    },
  };
};
