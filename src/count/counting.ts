import type { CustomCount, PageBeacon, PageView, VisibleTime } from "../model/beacon.js";
import type { Controller } from "../model/controller.js";

/** What the sender adds to every beacon. */
type Added = "v" | "once" | "site" | "day" | "path";
type Own<Kind extends PageBeacon> = Omit<Kind, Added | "kind">;
/** A beacon without it; what is `undefined` is left out of the text. */
type Without<Kind extends PageBeacon> = { readonly kind: Kind["kind"]; readonly bot?: true } & {
  readonly [Field in keyof Own<Kind>]: Own<Kind>[Field] | undefined;
};

/** What happened; the sender adds version, one-time number, site, day, and the page's path unless one is given. */
export type Happening = (Without<PageView> | Without<VisibleTime> | Without<CustomCount>) & { readonly path?: string };

/** The parts of an address that may tell pages apart. */
export type Address = Pick<URL, "pathname" | "search" | "hash">;

/**
 * To be called whenever the page may have come into view or left it; `persisted`: it comes from the back/forward cache.
 */
export type See = (event?: { readonly persisted?: boolean }) => void;

/** Counts a view once more, after the collector refused its day; `true` for what is no view. */
export type Again = (() => void) | true;

/**
 * The state of this realm: the page that is counted, and the ways to count it. Files that are loaded where an owner, an
 * older browser or a lost beacon needs more put their own ways here.
 */
export type Counting = Controller & {
  /** Scrubbed path of the page that was counted last; empty before the first one. */
  path: string;
  /** What tells one page from another: an address that stays the same is no new view. */
  addressOf: (address: Address) => string;
  /** The site's day now. */
  today: () => number;
  /** Tells the collector. What happened without `again` (visible time) is not sent a second time. */
  send: (happening: Happening, again?: Again) => void;
  /**
   * Changes what is kept of the beacons of this visit in `sessionStorage`, for this tab: each is a line feed and its
   * text. In front of one that is owed, since it has no reply yet, are the epoch milliseconds at which it was sent and
   * its one-time number, all digits. A first line that is not whole was cut and is none. Where storage is off, nothing
   * is kept or owed.
   */
  keep: (change: (lines: string) => string) => void;
};

/** What each file exports that `kivok-count.js` loads. */
export type More<Detail> = (counting: Counting, detail: Detail) => unknown;
/** What takes custom counts once counting has started. */
export type Counted = (given: Controller["waiting"][number]) => void;
