/**
 * What the guard does with a cookie that a page or server asks to set.
 * - `allow`: set as asked;
 * - `session`: set without its lifetime, so that the browser deletes it when it closes;
 * - `block`: not set.
 */
export type GuardAction = "allow" | "session" | "block";

/** A category's key in the configuration: `[a-z][a-z0-9_]{0,31}`. The record stores it as it is. */
export type CategoryName = string;

/** The category that needs no consent. It is always granted and cannot be refused. */
export const NECESSARY = "necessary";

/** What happens to a category's cookies before consent, where the configuration does not say. */
export const actionBefore = (name: CategoryName, category: Partial<Category> | false | undefined): GuardAction =>
  (category as Partial<Category> | undefined)?.before ||
  (name === NECESSARY || name === "functional" ? "session" : "block");

/**
 * Names of the cookies that Kivok itself may set: the record is always allowed, the browser's number belongs to
 * `functional`, the other two to `statistics`.
 */
export const RECORD_COOKIE = "kivok";
export const ID_COOKIE = "kivok_id";
export const DAY_COOKIE = "kivok_day";
export const VISIT_COOKIE = "kivok_visit";
/** Name of the item in `sessionStorage` that holds this visit's beacons; it belongs to `statistics` as well. */
export const SENT_ITEM = "kivok_sent";

/** A text, or the same text by language tag (`{ ru: "…", en: "…" }`). */
export type Text = string | Readonly<Record<string, string>>;

/** A cookie that the owner declares in a category. */
export type DeclaredCookie = {
  /** Exact name, or a pattern in which each `*` stands for any characters, also none. */
  readonly name: string;
  /** Who sets it. @default the site's host */
  readonly provider?: Text;
  readonly purpose?: Text;
  /** Days that the cookie lives; 0 for a session cookie. Absent: not stated. */
  readonly days?: number;
  /** What happens before consent, in place of the category's own `before`. */
  readonly before?: GuardAction;
};

/** A purpose that a visitor grants or denies as a whole. */
export type Category = {
  /** Shown instead of the built-in title. */
  readonly title?: Text;
  readonly purpose?: Text;
  /** What a refusal limits, as the end of the sentence "If you refuse: …". */
  readonly limits?: Text;
  /**
   * What happens to this category's cookies before consent.
   * @default `session` for necessary and functional, else `block`
   */
  readonly before: GuardAction;
  readonly cookies: readonly DeclaredCookie[];
};

/**
 * Whether a cookie name matches a declared name, case-sensitively as cookie names are (RFC 6265bis, section 5.7).
 * The pattern is never made into a regular expression, so a name such as `a.b(c` means itself.
 */
export const matchesName = (pattern: string, name: string): boolean =>
  pattern === "*" ||
  (pattern[0] === "*"
    ? matchesName(pattern.slice(1), name) || (name !== "" && matchesName(pattern, name.slice(1)))
    : pattern[0] === name[0] && (pattern === "" || matchesName(pattern.slice(1), name.slice(1))));
