import { SENT_ITEM } from "../model/category.js";

/**
 * A cookie, or entry of a storage, that exists now. `expires`: epoch milliseconds, UTC; `null` for a session cookie;
 * absent where the browser does not tell.
 */
export type StoredCookie = { readonly name: string; readonly expires?: number | null };

/**
 * What the visitor has in this browser now: the cookies that script can see, of which only some browsers tell when they
 * end, and only on https; and the beacons of this visit, which the tab keeps.
 */
export const storedCookies = async (): Promise<readonly StoredCookie[]> => [...(await cookies()), ...keptBeacons()];

const cookies = async (): Promise<readonly StoredCookie[]> => {
  try {
    return (await cookieStore.getAll()) as StoredCookie[];
  } catch {
    // Not there, or not allowed: `document.cookie` knows the names.
  }
  try {
    return document.cookie.split("; ").flatMap((pair) => (pair ? { name: pair.split("=")[0] as string } : []));
  } catch {
    return [];
  }
};

const keptBeacons = (): readonly StoredCookie[] => {
  try {
    return sessionStorage[SENT_ITEM] ? [{ name: SENT_ITEM, expires: null }] : [];
  } catch {
    return [];
  }
};
