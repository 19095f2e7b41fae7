import type Cookies from "js-cookie";
import type { CategoryName } from "../model/category.js";
import type { ConsentRecord } from "../model/consent-record.js";
import type { Events } from "../model/controller.js";

/** `window.kivok`. Calls made before the tag has loaded wait in `window.kivok = window.kivok || { queue: [] }`. */
export type Api = {
  /** Whether a category is granted now; `necessary` always is. */
  readonly has: (category: CategoryName) => boolean;
  /** The decision in force, or `null` before a choice. */
  readonly record: ConsentRecord | null;
  /**
   * Decides: grants these categories and denies the others. Resolves when the decision is in force.
   * @default every category that is offered
   */
  readonly accept: (categories?: readonly CategoryName[]) => Promise<void>;
  /** Decides: denies every optional category. Resolves when the decision is in force. */
  readonly reject: () => Promise<void>;
  /** Opens the settings. */
  readonly open: () => void;
  /** Runs `listener` at each event of that name; returns the function that ends it. */
  readonly on: <Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void) => () => void;
  /** js-cookie's interface; `set` takes a `category` that declares the cookie for this page. */
  readonly cookies: Pick<typeof Cookies, "get" | "remove"> & {
    readonly set: <Name extends string>(
      name: Name,
      value: string,
      ...attributes: Name extends PrefixedName ? [PrefixedAttributes<Name>] : [CookieAttributes?]
    ) => string | undefined;
  };
  /** Counts something by name, `[\w.-]{1,64}`; nothing is sent or kept unless statistics are granted. */
  readonly count: (name: string, properties?: Readonly<Record<string, string | undefined>>) => void;
  /** Every beacon of this visit in this tab, as sent. */
  readonly sent: readonly string[];
  /** Calls by name and arguments: `kivok.queue.push(["on", "decision", listener])`. */
  readonly queue: { readonly push: (call: QueuedCall) => void };
};

/** js-cookie's attributes (days or a date in `expires`), with Kivok's category. */
export type CookieAttributes = Cookies.CookieAttributes & { readonly category?: CategoryName };

/** Names that browsers take only with certain attributes (RFC 6265bis, section 4.1.3). */
export type PrefixedName = `__Host-${string}` | `__Secure-${string}`;

/** What such a cookie has to have: `Secure`, and under `__Host-` no `Domain` and the path `/`, which is the default. */
export type PrefixedAttributes<Name extends PrefixedName> = Omit<CookieAttributes, "secure"> & {
  readonly secure: true;
} & (Name extends `__Host-${string}` ? { readonly domain?: never; readonly path?: "/" } : unknown);

/** A call to {@link Api} that was made before it was there. */
export type QueuedCall = readonly [name: "accept" | "reject" | "open" | "on" | "count", ...given: unknown[]];
