import type { CategoryName } from "../model/category.js";
import type { CoreConfig } from "../model/config.js";
import { decide } from "../model/cookie-policy.js";
import { cookieEnd, cookieName, toSessionCookie } from "../model/set-cookie.js";
import { createLedger } from "./cookie-ledger.js";

/** What browsers tell of a cookie (`CookieListItem`); Chromium all of it, others only name and value. */
type StoredCookie = {
  readonly name: string;
  readonly value: string;
  readonly domain?: string | null;
  readonly path?: string;
  readonly expires?: number | null;
  readonly secure?: boolean;
  readonly sameSite?: string;
  readonly partitioned?: boolean;
};

/** The options of `cookieStore.set`; `secure` is not among them, and means yes. */
type CookieInit = StoredCookie & { readonly maxAge?: number };

type CookieStore = EventTarget & { getAll: () => Promise<StoredCookie[]> };

/**
 * Wraps the page's ways to write cookies, and follows decisions.
 * @param isGranted the state of each category at the time of a write
 * @returns a function to call after every decision: it gives lifetimes back, takes them away and removes what was withdrawn
 */
export const guardCookies = (config: CoreConfig, isGranted: (category: CategoryName) => boolean): (() => void) => {
  const ledger = createLedger();
  const native = Object.getOwnPropertyDescriptor(Document.prototype, "cookie") as Required<PropertyDescriptor>;
  const store = (window as { cookieStore?: CookieStore }).cookieStore;
  const write = native.set.bind(document);
  const read = native.get.bind(document);

  /**
   * What to write instead of `text`: the same, its session form, or nothing (`undefined`).
   * @param isFound the cookie is there already, rather than being written now: what was asked for it before still holds
   */
  const judge = (text: string, isFound?: boolean): string | undefined => {
    const now = Date.now();
    const name = cookieName(text);
    const end = cookieEnd(text, now);
    const action = end !== undefined && end <= now ? "allow" : decide(name, config, isGranted);
    if (action === "session" && end !== undefined) {
      const session = toSessionCookie(text);
      ledger.remember(withPath(session), end);
      return session;
    }
    // Deleted, or written anew with a lifetime that it may keep: what was asked before no longer counts.
    if (end !== undefined && !isFound) ledger.keep((session) => cookieName(session) !== name);
    return action === "block" ? undefined : text;
  };

  Object.defineProperty(Document.prototype, "cookie", {
    ...native,
    set: new Proxy(native.set, {
      apply: (target, self, given: unknown[]) => {
        // Converted once, since a page's object may answer differently the second time.
        const text = given.length ? `${given[0]}` : undefined;
        const judged = text && judge(text);
        if (text === undefined || judged !== undefined) Reflect.apply(target, self, text === undefined ? [] : [judged]);
      },
    }),
  });

  if (store) {
    const prototype = Object.getPrototypeOf(store) as { set: (...given: unknown[]) => Promise<void> };
    prototype.set = new Proxy(prototype.set, {
      apply: (target, self, given: unknown[]) => {
        const [init] = given;
        const text = given.length < 2 && init instanceof Object ? serialize(init as CookieInit) : `${init}=`;
        const judged = judge(text);
        if (judged === undefined) return Promise.resolve();
        // Members are read by name through the prototype: a copy by spread would lose inherited ones.
        const session = { expires: { value: null }, maxAge: {} };
        return Reflect.apply(target, self, judged === text ? given : [Object.create(init as CookieInit, session)]);
      },
    });
    store.addEventListener("change", (event) => sweep((event as Event & { changed: StoredCookie[] }).changed));
  }

  /** Brings cookies that no wrapped call has written in line: a server's, and those from before the tag or a withdrawal. */
  const sweep = (cookies: readonly StoredCookie[]): void => {
    for (const cookie of cookies) {
      // A browser that hides the expiry hides domain and path too, and a guess would make a second cookie.
      if (cookie.expires === undefined) continue;
      const text = serialize(cookie);
      const judged = judge(text, true);
      if (judged !== text) write(judged ?? `${text};Max-Age=0`);
    }
  };

  const follow = (): void => {
    const pairs = read().split("; ");
    ledger.keep((session, end) => {
      // Only what is there and unchanged: a cookie deleted or replaced meanwhile is not brought back, and one
      // whose path this page cannot see waits for a page that can.
      const [pair = ""] = session.split(";", 1);
      const isDone = pairs.includes(pair) && decide(cookieName(pair), config, isGranted) === "allow";
      if (isDone) write(`${session};Max-Age=${Math.floor((end - Date.now()) / 1000)}`);
      return !isDone;
    });
    store?.getAll().then(sweep, () => {});
  };

  follow();
  return follow;
};

/** Adds the path that a cookie without one gets (RFC 6265bis, section 5.1.4), so that it can be restored from another page. */
const withPath = (session: string): string =>
  /;\s*path\s*=\s*\//i.test(session) ? session : `${session};Path=${location.pathname.replace(/\/[^/]*$/, "") || "/"}`;

/** A cookie of either interface as a cookie string, which is what is judged, remembered and restored. */
const serialize = (cookie: CookieInit): string =>
  `${cookie.name}=${cookie.value};Path=${cookie.path ?? "/"};SameSite=${cookie.sameSite ?? "strict"}` +
  (cookie.domain ? `;Domain=${cookie.domain}` : "") +
  (cookie.secure === false ? "" : ";Secure") +
  (cookie.partitioned ? ";Partitioned" : "") +
  (cookie.expires != null ? `;Expires=${new Date(cookie.expires).toUTCString()}` : "") +
  (cookie.maxAge === undefined ? "" : `;Max-Age=${cookie.maxAge}`);
