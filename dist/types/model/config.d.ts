import type { Category, CategoryName, Text } from "./category.js";
/** Where the first layer is shown. `dialog` is centred and modal; the others never take focus. */
export type Layout = "box" | "bar" | "dialog";
/**
 * Third parties that are told of each decision, or loaded on a grant: each is a file of its own, `adapters/<name>.js`,
 * which says what it does. `category` is the one that it waits for, by default `statistics` or `marketing`, as its file
 * says.
 */
export type Adapters = {
    readonly "google-tag-manager"?: object;
    readonly "microsoft-uet"?: {
        readonly category?: CategoryName;
    };
    readonly "microsoft-clarity"?: {
        readonly category?: CategoryName;
    };
    /** `id`: the pixel's number; absent: the page has a tag of its own. */
    readonly "meta-pixel"?: {
        readonly category?: CategoryName;
        readonly id?: string;
    };
    /** `id`: the counter's number; `options`: what its `init` takes. */
    readonly "yandex-metrica"?: {
        readonly category?: CategoryName;
        readonly id: number;
        readonly options?: Readonly<Record<string, unknown>>;
    };
    /** `id`: the pixel's number. */
    readonly "vk-pixel"?: {
        readonly category?: CategoryName;
        readonly id: string;
    };
    /** `tracking`: nothing at all is counted without consent; else it is counted without cookies. */
    readonly matomo?: {
        readonly category?: CategoryName;
        readonly tracking?: boolean;
    };
};
/**
 * A third party that `kivok-services.js` keeps from being asked by scripts of the page before its category is granted.
 */
export type Service = {
    readonly name: string;
    readonly category: CategoryName;
    /** Hosts, in lower case and as browsers ask for them (`xn--…`), without scheme, port and path; subdomains are meant too. */
    readonly match: readonly string[];
};
/** The whole configuration, every default filled in. README's table lists each with type, unit and default. */
export type Config = {
    readonly policy: {
        /** Address of the privacy policy; empty: no link. */
        readonly url: string;
        /** `[\w.-]{1,32}`. Another value than the record's asks every visitor again. @default "1" */
        readonly version: string;
        /** When this version came into force, `YYYY-MM-DD`; shown when it asks again. */
        readonly date: string;
        /** What changed in this version, shown as a list when it asks again. */
        readonly changes: readonly Text[];
    };
    /** Directory of Kivok's other browser files, with a trailing slash. @default the directory of the tag or module */
    readonly base: string;
    /** Origin of the collector. Empty: nothing is ever sent. */
    readonly endpoint: string;
    /**
     * Name under which the collector counts; Umami's id of the website, where it is told to Umami.
     * @default the page's host, with its port if it has one
     */
    readonly site: string;
    /** IANA time zone that decides the site's day. @default "UTC" */
    readonly timeZone: string;
    /** Path templates such as `/orders/*`: a page whose path fits is counted under the template. */
    readonly paths: readonly string[];
    /** What else is counted, and how pages are told apart; brings `kivok-count-ways.js`. */
    readonly count: {
        /** Routes in the hash, `#/…` and `#!/…`, are pages. */
        readonly hash: boolean;
        /** Keys of the query that make another page. */
        readonly query: readonly string[];
        /** Pages inside frames count as well. */
        readonly frames: boolean;
        /** Properties of custom counts, at most five, each with the values that are told apart; others count as `other`. */
        readonly properties: Readonly<Record<string, readonly string[]>>;
        /** Clicks on links to other sites count as `outbound`, by host. */
        readonly outbound: boolean;
        /** Clicks on links to files count as `download`, by path. */
        readonly downloads: boolean;
        /** Pages that the server answered with 404 count as `not-found`, by path. */
        readonly notFound: boolean;
    };
    /** Protocol of another server at `endpoint`, instead of Kivok's collector. */
    readonly protocol: "" | "plausible" | "umami" | "goatcounter";
    /** Language tag of the notice. @default the page's `lang`, else the browser's, else English */
    readonly language: string;
    /** Days that a consent lasts, 1 to 400. */
    readonly consent: {
        readonly days: number;
    };
    /** Days that a refusal lasts, 0 to 400; 0: until the browser closes. */
    readonly refusal: {
        readonly days: number;
    };
    /**
     * Whether each browser gets a random number in the cookie `kivok_id` once `functional` is granted, for the site's own
     * server to tell browsers apart. @default false
     */
    readonly browserId: boolean;
    /** `Domain` of the record's cookie; empty: this host only. */
    readonly cookie: {
        readonly domain: string;
    };
    readonly guard: {
        /** Category that lifetimes of necessary and undeclared cookies follow. */
        readonly persistWith: CategoryName;
        /** Category that undeclared cookies fall to. */
        readonly undeclared: CategoryName;
        /**
         * Whether `localStorage` waits for the consent to {@link persistWith} as well. Needs `kivok-storage.js` in place of
         * `kivok.js`. @default true in that file, which is there for it
         */
        readonly storage?: boolean;
    };
    /**
     * Years of age from which a visitor may grant optional categories; younger ones need a parent's or guardian's
     * agreement, which the notice asks for before it grants anything new. 0: it does not ask.
     */
    readonly guardian: {
        readonly age: number;
    };
    /** In the order in which they are shown. */
    readonly categories: Readonly<Record<CategoryName, Category>>;
    /** Names of the third parties that load after consent, for the notice's sentence about them. */
    readonly thirdParties: readonly Text[];
    /**
     * What a refusal limits, for the first layer: the end of the sentence "If you refuse: …". Each category may name its
     * own, which the settings show.
     */
    readonly limits: Text;
    /** Who runs the site; and where questions go. */
    readonly owner: Text;
    readonly contact: {
        readonly email: string;
        readonly address: Text;
    };
    readonly layout: Layout;
    /** Corner of the notice and of the way back: `top`, `end` or `top end`; empty: bottom start. */
    readonly corner: string;
    readonly theme: "auto" | "light" | "dark";
    /** Accent colour, `#rrggbb`; moved in lightness until it has a contrast of 4.5:1. Empty: Kivok's own. */
    readonly accent: string;
    /**
     * What the visitor has granted in the application that shows the page, an empty list for a refusal: taken as the
     * decision where this browser has none yet.
     */
    readonly decision: readonly CategoryName[] | undefined;
    /**
     * Lets the address of an application's web view hand in that decision: `parameter` of the query has the names of the
     * categories with commas in between, none for a refusal. It counts only where the user agent contains `userAgent`,
     * a word that the application adds to it, since anybody could send such a link. Empty: an address decides nothing.
     */
    readonly webView: {
        readonly parameter: string;
        readonly userAgent: string;
    };
    /**
     * Whether receipts of consents given in the notice or the settings are sent to the collector, which must take them,
     * too.
     */
    readonly receipts: boolean;
    /**
     * Whether the collector is told that somebody has chosen in the notice or the settings, and whether that granted all,
     * some or none of the optional categories, for the consent rate in the dashboard. One message for each decision, also
     * for a refusal and for a change of mind, which counts as another decision: without a number that lasts, a time or
     * the address of a page. @default false
     */
    readonly decisions: boolean;
    /** Whether the floating way back to the settings is shown. */
    readonly button: boolean;
    readonly adapters: Adapters;
    /** Only for `kivok-services.js`. */
    readonly services: readonly Service[];
    /** Whether the page loads anew after a withdrawal, since a script that ran cannot be undone. */
    readonly reload: boolean;
    /** The owner's wording by language and key, over the built-in one. */
    readonly messages: Readonly<Record<string, Readonly<Record<string, string>>>>;
};
/** What an owner writes: every part may be left out; `false` removes a category. */
export type ConfigInput = Partial<Omit<Config, Parts | "categories">> & {
    readonly [Part in Parts]?: Partial<Config[Part]>;
} & {
    readonly categories?: Readonly<Record<CategoryName, Partial<Category> | false>>;
};
type Parts = "policy" | "count" | "consent" | "refusal" | "cookie" | "guard" | "guardian" | "contact" | "webView";
/**
 * What the core needs to know before anything else of the configuration: the rest is filled in by the files that use it
 * (`resolveConfig`), so that a visitor who has decided does not download its defaults. A {@link Config} is one as well.
 */
export type CoreConfig = ConfigInput & {
    readonly categories: Readonly<Record<CategoryName, Partial<Category> | false>>;
    readonly guard: Config["guard"];
    readonly policy: {
        readonly version: string;
    };
    readonly consent: Config["consent"];
    readonly refusal: Config["refusal"];
};
export {};
