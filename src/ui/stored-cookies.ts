/** A cookie that exists now. `expires`: epoch milliseconds, UTC; `null` for a session cookie; absent where the browser does not tell. */
export type StoredCookie = { readonly name: string; readonly expires?: number | null };

/** The cookies of this page that script can see. Only some browsers tell when a cookie ends, and only on https. */
export const storedCookies = async (): Promise<readonly StoredCookie[]> => {
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
