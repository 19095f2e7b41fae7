import type { CategoryName, GuardAction } from "./category.js";
import type { CoreConfig } from "./config.js";
import type { Choice, ConsentRecord } from "./consent-record.js";
/** Which layer of the interface is shown. */
export type Layer = "notice" | "settings" | "none";
/** What happens in the core, with what each listener is given; dispatched on `document` as `kivok:<name>`. */
export type Events = {
    /** A decision was made; runs once a decision, after the guard has followed it; the gate follows on the event. */
    decision: ConsentRecord;
    /** The same, only if a category's state differs from before. */
    change: ConsentRecord;
    /** A layer was opened, or the last one closed (`none`). */
    layer: Layer;
};
/** The page's own cookies, past the guard; what `kivok-decide.js` works with. */
export type GuardedCookies = {
    /** Reads as `document.cookie` does. */
    readonly read: () => string;
    /** Writes a cookie string as it is. */
    readonly write: (text: string) => void;
    /**
     * What to set instead of a cookie string: the same, its session form, or nothing (`undefined`).
     * @param isFound the cookie is there already: what was asked for it before still holds
     */
    readonly judge: (text: string, isFound?: boolean) => string | undefined;
    /** What may happen now to a cookie of this name. */
    readonly actionFor: (name: string) => GuardAction;
    /** Names that were judged, or looked for, on this page. */
    readonly known: Set<string>;
    /** A cookie of the Cookie Store API as a cookie string; `end` in epoch milliseconds, UTC. */
    readonly serialize: (cookie: StoredCookie, end?: number | null, isSecure?: boolean) => string;
    /**
     * Keeps only those remembered cookies for which `isKept` says so: session form, and end in epoch milliseconds, UTC.
     */
    readonly keep: (isKept: (session: string, end: number) => boolean) => void;
};
/**
 * What browsers tell of a cookie (Cookie Store API, `CookieListItem`); Chromium all of it, others only name and value.
 * @see https://wicg.github.io/cookie-store/#dictdef-cookielistitem
 */
export type StoredCookie = {
    readonly name: string;
    readonly value: string;
    readonly domain?: string | null;
    readonly path?: string;
    /** Epoch milliseconds, UTC; `null` for a session cookie, `undefined` where the browser does not tell. */
    readonly expires?: number | null;
    readonly secure?: boolean;
    readonly sameSite?: string;
    readonly partitioned?: boolean;
};
/**
 * What the core offers to the files that it loads (interface, page views, way back). They import no code of the core.
 */
export type Controller = {
    /** As the owner gave it, with the core's defaults; `resolveConfig` fills in the rest. */
    readonly config: CoreConfig;
    /** Whether the visitor is to be asked: there is no decision in force, or a category is new. */
    readonly due: () => boolean;
    /** The last decision, also if it is past its days or of another policy version, or `null`. */
    readonly stored: () => ConsentRecord | null;
    /** The decision in force, or `null`. */
    readonly record: () => ConsentRecord | null;
    readonly has: (category: CategoryName) => boolean;
    /** Makes a decision; resolves when it is in force and everybody was told, or could not be stored. */
    readonly decide: (choice: Choice) => Promise<void>;
    /** Takes a record as the decision of this page; `kivok-decide.js` makes and stores it. */
    readonly adopt: (record: ConsentRecord | null) => void;
    /**
     * Ends when the cookies are as the last decision says: right after it listeners are told; absent before the first
     * one.
     */
    aligned?: Promise<void>;
    /**
     * js-cookie's `set`: name, value, attributes (`expires` in days, or a date). It makes a text of a number by itself,
     * which its types do not say; declared as a method, since then the compiler takes it.
     */
    setCookie(name: string, value: string | number, attributes: Readonly<Record<string, string | number | boolean | Date>>): unknown;
    readonly cookies: GuardedCookies;
    /**
     * Runs `listener` at every event of that name until the returned function is called. A listener that throws stops no
     * other.
     */
    readonly on: <Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void) => () => void;
    readonly emit: <Name extends keyof Events>(name: Name, detail: Events[Name]) => void;
    /** Opens the settings. */
    readonly open: () => void;
    /** Every beacon of this visit in this tab, as sent; `kivok-count.js` brings those of pages before. */
    readonly sent: string[];
    /**
     * Custom counts, each a name and its properties, that were made while `kivok-count.js` was on its way; it takes them
     * over, and all later ones by a `push` of its own.
     */
    readonly waiting: (readonly [name: string, properties?: Readonly<Record<string, string | undefined>> | undefined])[];
};
/**
 * What each file that the core loads exports.
 * - `kivok-ui.js`: shows a layer; called whenever one is to be shown;
 * - `kivok-decide.js`: makes a choice the decision, if there is one, and brings cookies in line with the decision in
 *   force;
 * - `kivok-gate.js`: releases and unloads what waits in the page; called when there is such an element, after parsing
 *   and when one is added (with the document or shadow root), and follows decisions by itself;
 * - `kivok-count.js`: counts page views; called once, after `statistics` was granted;
 * - `kivok-browser-id.js`: gives the browser a number; called at start and after each decision while `functional` is
 *   granted;
 * - `kivok-button.js`: shows the floating way back; called after each decision, and at once when there is one.
 */
export type Start<Detail = unknown> = (controller: Controller, detail?: Detail) => unknown;
