/** Version of the wire format. The collector accepts this one and the one before. */
export const BEACON_VERSION = 1;
/** Largest body that the collector reads, in bytes. */
export const MAX_BEACON_BYTES = 4096;
/** Longest visible time that one beacon counts, in seconds: a day. More counts as a day. */
export const MAX_SECONDS = 86_400;
/** Properties that a custom count may have. */
export const MAX_PROPERTIES = 5;
/** Longest name of a property, and longest value that an owner may declare, in characters. */
export const MAX_PROPERTY_LENGTH = 64;
export const PROPERTY_NAME: RegExp = /^[\w.-]{1,64}$/;
/** Names that can be counted. */
export const COUNT_NAME: RegExp = /^[\w.-]{1,64}$/;

type Common = {
  readonly v: typeof BEACON_VERSION;
  /** One-time random number, base 36, 8 to 32 characters: a beacon that comes twice is counted once. */
  readonly once: string;
  readonly site: string;
  /**
   * The browser says that a program drives it (`navigator.webdriver`): the collector counts a bot, and nothing else.
   */
  readonly bot?: true;
};

/** What beacons about a page have in common. */
export type OnPage = Common & {
  /** Day number in the site's zone. */
  readonly day: number;
  /** Scrubbed path of the page. */
  readonly path: string;
};

/** One page was seen. */
export type PageView = OnPage & {
  readonly kind: "view";
  /** Page views in this visit, this one included: 1 is the entry. */
  readonly step: number;
  /** On the first view of a day: whole days since the last active day (visit.ts). */
  readonly gap?: number;
  /** Scrubbed path of the page before, in the same visit: no longer its exit. Empty where it is not known. */
  readonly previous?: string;
} & Partial<Entry>;

/** What is told on the first view of a visit only, since it is counted once a visit. */
type Entry = {
  /** Host of the referrer; empty without one. */
  readonly referrer: string;
  /** Values of the known `utm_` keys, `source/medium/campaign`; empty without them. */
  readonly campaign: string;
  /** Primary language tag of the browser, such as `ru`. */
  readonly language: string;
  /** IANA time zone of the browser; the collector makes a country of it and forgets it. */
  readonly zone: string;
  /** Class of the window's width: small below 640 px, medium below 1024, large below 1600, wide. */
  readonly screen: ScreenClass;
};

/** A page was visible for some seconds. */
export type VisibleTime = OnPage & { readonly kind: "time"; readonly seconds: number };

/** Something that the owner counts happened. */
export type CustomCount = OnPage & {
  readonly kind: "count";
  readonly name: string;
  /** At most {@link MAX_PROPERTIES}, of declared values. */
  readonly properties?: Properties;
};
/** Values by name, each text short and cleaned. */
export type Properties = Readonly<Record<string, string>>;

/** How much of the optional categories a decision granted. */
export const SHARES_GRANTED = ["all", "some", "none"] as const;
export type ShareGranted = (typeof SHARES_GRANTED)[number];

/**
 * Somebody has chosen in the notice or in the settings, where the owner asked to be told (`decisions`). Without a day or
 * a page: it is sent after a refusal too, so it says as little as a consent rate needs.
 */
export type Decision = Common & { readonly kind: "decision"; readonly granted: ShareGranted };

/** A beacon about a page, sent while `statistics` are granted. */
export type PageBeacon = PageView | VisibleTime | CustomCount;

/**
 * A beacon as it is on the wire: the JSON text of this object, at most 1 KB in ASCII as Kivok writes it, 1.25 KB in any
 * letters.
 */
export type Beacon = PageBeacon | Decision;

export type ScreenClass = "small" | "medium" | "large" | "wide";

/** Class of a window's width in CSS pixels. */
export const screenClass = (width: number): ScreenClass =>
  width < 640 ? "small" : width < 1024 ? "medium" : width < 1600 ? "large" : "wide";

/** Why the collector refuses a beacon: the closed list of C3, as the `Kivok-Refused` response header spells it. */
export const DROP_REASONS = [
  "unknown-site",
  "malformed",
  "too-large",
  "too-old",
  "too-early",
  "bot",
  "over-limit",
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** The text that is sent. */
export const encodeBeacon: (beacon: Beacon) => string = JSON.stringify;
