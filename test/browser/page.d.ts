import type { Api } from "../../src/core/api.js";

declare global {
  interface Window {
    /** What the tag puts there, as the pages under test see it. */
    kivok: Api;
    kivokConfig?: unknown;
    /** Order in which scripts of a page ran. */
    ran: string[];
  }
  const cookieStore: {
    set(name: string, value: string): Promise<void>;
    set(init: object): Promise<void>;
    delete(name: string): Promise<void>;
  };
  const CookieStore: { readonly prototype: object };
}
