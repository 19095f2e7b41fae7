import { createHash, randomBytes } from "node:crypto";
import { createAddressLimit } from "./address-limit.js";
import { hashPassword, isPassword, makePassword } from "./password.js";
import type { Store } from "./store.js";

/** Seconds that a login lasts: a working day. */
export const SESSION_SECONDS: number = 12 * 3600;
/** Wrong passwords that one address may try in {@link ATTEMPT_SECONDS}. */
export const MAX_ATTEMPTS = 5;
const ATTEMPT_SECONDS = 15 * 60;
/** Passwords that may wait to be checked; each costs 32 MiB and a tenth of a second, one after the other. */
const MAX_WAITING = 20;
/** Longest password that is checked, in characters. */
const MAX_PASSWORD_LENGTH = 1000;

export type LoginResult =
  | { readonly token: string }
  | { readonly attemptsLeft: number }
  | { readonly retryAfterSeconds: number };

/** The owner's login. Sessions are in memory: a restart asks for the password again. */
export type Auth = {
  login(password: unknown, address: string | undefined, now: number): Promise<LoginResult>;
  isLoggedIn(token: string | undefined, now: number): boolean;
  logout(token: string | undefined): void;
};

/**
 * Makes sure that there is a password.
 * @param given replaces the one that is kept
 * @returns the password that was made, if there was none
 */
export const settlePassword = async (store: Store, given: string | undefined): Promise<string | undefined> => {
  const kept = store.setting("password");
  if (given !== undefined) {
    if (kept === undefined || !(await isPassword(given, kept)))
      store.saveSetting("password", await hashPassword(given));
    return undefined;
  }
  if (kept !== undefined) return undefined;
  const made = makePassword();
  store.saveSetting("password", await hashPassword(made));
  return made;
};

/** Login against the password that the store keeps. */
export const createAuth = (store: Store): Auth => {
  /** Hash of each session's token to its end, epoch milliseconds: who reads the memory cannot log in with it. */
  const sessions = new Map<string, number>();
  const attempts = createAddressLimit(MAX_ATTEMPTS, ATTEMPT_SECONDS);
  let checked: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const check = async (password: string): Promise<boolean> => {
    waiting += 1;
    const result = checked.then(() => isPassword(password, store.setting("password") ?? ""));
    checked = result.catch(() => {});
    return result.finally(() => {
      waiting -= 1;
    });
  };

  return {
    async login(password, address, now) {
      if (waiting >= MAX_WAITING) return { retryAfterSeconds: 10 };
      // Spent before the check, or a hundred guesses at once would all find an attempt left.
      const attemptsLeft = attempts.spend(address, now);
      if (attemptsLeft < 0) return { retryAfterSeconds: attempts.secondsLeft(now) };
      const readable = typeof password === "string" && password.length <= MAX_PASSWORD_LENGTH;
      if (!readable || !(await check(password))) return { attemptsLeft };
      attempts.clear(address);
      for (const [hash, end] of sessions) if (end <= now) sessions.delete(hash);
      const token = randomBytes(32).toString("base64url");
      sessions.set(hashToken(token), now + SESSION_SECONDS * 1000);
      return { token };
    },
    isLoggedIn: (token, now) => token !== undefined && (sessions.get(hashToken(token)) ?? 0) > now,
    logout: (token) => {
      if (token !== undefined) sessions.delete(hashToken(token));
    },
  };
};

const hashToken = (token: string): string => createHash("sha256").update(token).digest("base64");
