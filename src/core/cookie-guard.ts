import type { CategoryName } from "../model/category.js";
import { RECORD_COOKIE } from "../model/category.js";
import type { CoreConfig } from "../model/config.js";
import type { GuardedCookies, StoredCookie } from "../model/controller.js";
import { decide } from "../model/cookie-policy.js";
import { cookieEnd, cookieName, toSessionCookie } from "../model/set-cookie.js";
import { isRemembered, keepRemembered, remember, remembered } from "./cookie-ledger.js";
import type { OnMutation } from "./realms.js";
import { guardRealms, wrap } from "./realms.js";

/** How long nobody listens after a change; then all cookies are looked at. */
const PAUSE_MILLISECONDS = 1000;

type CookieStore = EventTarget & { getAll: () => Promise<StoredCookie[]> };
type CookieChange = Event & { changed: readonly StoredCookie[] };

/**
 * Wraps the ways to write cookies of this page and of its same-origin frames.
 * @param isGranted the state of each category at the time of a write
 * @param align is called when cookies are there that are not as the decision says (`kivok-decide.js` brings them in line)
 * @param onMutation follows changes of this page and its frames, with the observer that the guard has anyway
 */
export const guardCookies = (
  config: CoreConfig,
  isGranted: (category: CategoryName) => boolean,
  align: () => void,
  onMutation: OnMutation,
): GuardedCookies => {
  const known = new Set<string>();
  const native = Object.getOwnPropertyDescriptor(Document.prototype, "cookie") as Required<PropertyDescriptor>;
  const read = native.get.bind(document) as () => string;
  const actionFor: GuardedCookies["actionFor"] = (name) => decide(name, config, isGranted);

  /** Where changes are listened to: ends that for a while, since a read after a write would wait for the browser to tell. */
  let rest: (() => void) | undefined;

  const judge = (text: string, isFound?: boolean, from?: Window, end?: number): string | undefined => {
    const name = cookieName(text);
    const action = actionFor(name);
    if (!isFound) {
      rest?.();
      known.add(name);
    }
    // Also where no lifetime is understood: browsers take some dates that the norm refuses.
    const judged = action === "allow" ? text : action === "session" ? toSessionCookie(text) : undefined;
    if (judged !== text) {
      // Not before: of a cookie that passes, as most do, nobody needs to know when it ends.
      end = end ?? cookieEnd(text, Date.now());
      // Without a lifetime, the comparison is false; a deletion passes.
      if (!((end as number) <= Date.now())) {
        if (judged && end) remember(withPath(judged, from), end);
        return judged;
      }
    }
    // Deleted, or written anew as it may be: what was asked before no longer counts. Most pages have nothing to forget, and
    // every write comes by. With a control character the browser refuses it, and all stays as it is.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    if (!isFound && isRemembered(name) && /^[^\0-\x08\n-\x1f\x7f]*$/.test(text)) remember(withPath(text, from), 0);
    return text;
  };

  guardRealms((realm) => {
    wrap(realm.Document.prototype, "cookie", "set", (target, self, given) => {
      // Converted once, since a page's object may answer differently the second time; without an argument the setter throws.
      const judged = given.length ? judge("".concat(given[0] as string), false, realm) : "";
      if (judged !== undefined)
        // Filled anew, so that without an argument there is none.
        Reflect.apply(target, self, given.fill(judged));
    });
    for (const method of ["set", "delete"])
      wrap(
        (realm as { CookieStore?: { prototype: object } }).CookieStore?.prototype,
        method,
        "value",
        // Asynchronous, so that what throws, such as a member that is read, is a rejection, as the browser's would be.
        async (target, self, given) => {
          const [init] = given as [CookieInit];
          // With one argument, an object or a function is a dictionary (Web IDL, section 3.2.17).
          const isInit = given.length < 2 && Object(init) === init;
          const end = method === "delete" ? 0 : isInit ? endOf(init) : undefined;
          const text = isInit ? serialize(init, end) : "".concat(init as unknown as string, "=;Path=/");
          const judged = judge(text, false, realm, end);
          // The end is read once, since a page's object may answer differently the second time. The other members are read
          // through the prototype: a copy by spread would lose inherited ones.
          const lifetime = { expires: { value: judged === text ? end : null }, maxAge: {} };
          return judged === undefined
            ? judged
            : Reflect.apply(target, self, isInit ? [Object.create(init, lifetime)] : given);
        },
      );
  }, onMutation);

  /** Looks whether there is anything to do before the file that does it is loaded. */
  const look = (cookies: readonly StoredCookie[]): void => {
    const isOff = ({ name, expires }: StoredCookie): boolean => {
      const action = actionFor(name);
      return action === "block" || (action === "session" && expires !== null);
    };
    // Storage is only touched where somebody has decided.
    if (
      cookies.some(isOff) ||
      (cookies.some(({ name }) => name === RECORD_COOKIE) &&
        remembered().some(([session]) => actionFor(cookieName(session)) === "allow"))
    )
      align();
  };
  const follow = (): void => {
    const store = (window as { cookieStore?: CookieStore }).cookieStore;
    if (store) {
      const hear = (event: Event): void => {
        rest?.();
        look((event as CookieChange).changed);
      };
      rest = () => {
        rest = undefined;
        store.removeEventListener("change", hear);
        setTimeout(follow, PAUSE_MILLISECONDS);
      };
      store.addEventListener("change", hear);
      store.getAll().then(look, () => {});
    }
    // Older browsers tell of no change.
    else {
      if (read()) align();
      addEventListener("visibilitychange", align);
    }
  };
  // Not before the page goes on: all of it asks the browser, and what is set until then is found as well.
  setTimeout(follow);

  return { read, write: native.set.bind(document), judge, actionFor, known, serialize, keep: keepRemembered };
};

/**
 * Adds the path that a cookie without one gets (RFC 6265bis, section 5.1.4), so that it can be restored from another page.
 * The address is read as late as possible: that takes a microsecond, and every write comes by. What was found has a path.
 */
const withPath = (session: string, realm?: Window): string =>
  /;\s*path\s*=\s*\//i.test(session)
    ? session
    : `${session};Path=${(realm as Window).location.pathname.replace(/\/[^/]*$/, "") || "/"}`;

/** When a cookie of the Cookie Store API ends: epoch milliseconds, UTC; `undefined` for a session cookie. */
const endOf = ({ expires, maxAge }: CookieInit): number | undefined =>
  maxAge != null ? Date.now() + maxAge * 1000 : expires != null ? +expires : undefined;

/** The options of `cookieStore.set`; `secure` is not among them, and means yes. */
type CookieInit = StoredCookie & { readonly maxAge?: number };

/**
 * A cookie of the Cookie Store API as a cookie string, which is what is judged, remembered and restored.
 * @param end epoch milliseconds, UTC; nothing for a session cookie
 * @param isSecure what `set` makes of every cookie; a found one tells it
 */
const serialize: GuardedCookies["serialize"] = (cookie, end, isSecure = true) =>
  [
    `${cookie.name}=${cookie.value}`,
    `Path=${cookie.path ?? "/"}`,
    `SameSite=${cookie.sameSite ?? "strict"}`,
    cookie.domain && `Domain=${cookie.domain}`,
    isSecure && "Secure",
    cookie.partitioned && "Partitioned",
    end != null && `Expires=${new Date(end).toUTCString()}`,
  ]
    .filter(Boolean)
    .join(";");
