import type { Controller, GuardedCookies, StoredCookie } from "../model/controller.js";
import { variantsOf } from "./variants.js";

/**
 * Brings the cookies in line that no guarded call has written: a server's, those from before the tag, and those of a category
 * that was withdrawn. Where the browser tells domain, path and expiry, each is rewritten or removed as it is; elsewhere its
 * variants are looked for.
 */
export const alignFoundCookies = async ({ cookies }: Controller): Promise<void> => {
  for (const cookie of await listCookies(cookies)) {
    if ("expires" in cookie) {
      const text = cookies.serialize(cookie, cookie.expires, cookie.secure);
      const judged = cookies.judge(text, true);
      if (judged !== text) cookies.write(judged ?? `${text};Max-Age=0`);
    } else if (cookies.actionFor(cookie.name) === "block") removeEverywhere(cookie.name, cookies);
    else if (cookies.actionFor(cookie.name) === "session" && !cookies.known.has(cookie.name))
      makeSession(cookie.name, cookies);
  }
};

const listCookies = async ({ read }: GuardedCookies): Promise<readonly StoredCookie[]> => {
  const { cookieStore } = window as { cookieStore?: { getAll: () => Promise<StoredCookie[]> } };
  return (
    cookieStore?.getAll() ??
    read()
      .split("; ")
      .map((pair) => ({ name: pair.split("=")[0] }) as StoredCookie)
  );
};

/**
 * Part of every cookie that is written here. On a secure page what is rewritten becomes secure, since it may have been and
 * the browser does not say; prefixed names must be.
 */
export const security: string = location.protocol === "https:" ? ";Secure" : "";

/** Removes every cookie of this name that the page sees. */
export const removeEverywhere = (name: string, { write }: GuardedCookies): void => {
  for (const variant of variantsOf(location)) write(`${name}=${variant}${security};Max-Age=0`);
};

/**
 * Makes a cookie a session cookie whose domain, path and expiry the browser hides: a probe written to each variant in turn
 * takes the place of the cookie only where it really is. `SameSite` cannot be read there and becomes `Lax`, the default.
 * Once per name and page, so that no listener of another script can drive this in circles.
 */
const makeSession = (name: string, { read, write, known }: GuardedCookies): void => {
  known.add(name);
  const find = (): string[] =>
    read()
      .split("; ")
      .filter((pair) => pair.indexOf(`${name}=`) === 0);
  for (const variant of variantsOf(location)) {
    const attributes = `;SameSite=Lax${security}${variant}`;
    const gone = find();
    write(`${name}=kivok${attributes}`);
    // Values may be equal, so each one that is still there accounts for one that was.
    for (const pair of find()) delete gone[gone.indexOf(pair)];
    // A probe that took no cookie's place goes again, also where this page cannot see it.
    write((gone.flat()[0] ?? `${name}=;Max-Age=0`) + attributes);
  }
};
