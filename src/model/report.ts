import type { ShareGranted } from "./beacon.js";

/** A sum of one value of a dimension over the range, with a second number where the dimension has one. */
export type Row = {
  readonly value: string;
  readonly count: number;
  /** Seconds of visible time (pages), bounces (entries, sources, campaigns); absent for other dimensions. */
  readonly second?: number;
  /**
   * Unique visitors of the range who came first with this value, so that those of all values add up; in ranges of more
   * than 32 days the low bound, as in {@link Totals}. `null`: too few to be shown, or so few are hidden that this would
   * tell. Absent where they are not counted: for other dimensions, and if the range begins before they were.
   */
  readonly visitors?: number | null;
};

/** Lists of a report. Pages, entries, exits: paths. Countries: ISO 3166-1 alpha-2. Languages: primary tags. */
export const DIMENSIONS = [
  "page",
  "entry",
  "exit",
  "source",
  "campaign",
  "country",
  "language",
  "screen",
  "browser",
  "system",
  "count",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Dimensions by which unique visitors are counted, too: where a visit came from, and on what. */
export const VISITOR_DIMENSIONS = ["source", "campaign", "country", "screen"] as const;
export type VisitorDimension = (typeof VISITOR_DIMENSIONS)[number];

/** Sums of a range, or of one bucket. */
export type Totals = {
  /**
   * Distinct browsers; exact for up to 32 days. In a longer range the low bound (visit.ts). Of an hour: those whose
   * first view of the day fell in it, so that the hours add up to the day.
   */
  readonly visitors: number;
  /** High bound; equals `visitors` for up to 32 days. */
  readonly visitorsHigh: number;
  readonly visits: number;
  readonly views: number;
  /** Visits of one page. */
  readonly bounces: number;
  /** Visible time, seconds. */
  readonly seconds: number;
};

/** One step of the chart. */
export type Bucket = Totals & {
  /** `YYYY-MM-DD` in the site's zone, or `YYYY-MM-DDTHH` for an hour. */
  readonly at: string;
};

/** How long the steps of a chart are. Weeks and the like begin with the range; months are those of the calendar. */
export type Bucketing = "hour" | "day" | "week" | "month";

/** Where visits of one source began: `GET /api/pairs?site=…&from=…&to=…` answers with those of the largest of both. */
export type Pair = {
  readonly source: string;
  readonly entry: string;
  /** `null`: some, but too few to be shown, here or so that another cell cannot be calculated. */
  readonly count: number | null;
};

/** Answer of `GET /api/report?site=…&from=YYYY-MM-DD&to=YYYY-MM-DD`, both days included, in the site's zone. */
export type Report = {
  readonly site: string;
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
  /** The site's day now, and the hour of its clock, 0 to 23, which still runs; `today` may lie outside the range. */
  readonly today: string;
  readonly hour: number;
  /** First day that anything was counted on; `null`: nothing was yet. */
  readonly since: string | null;
  /** Fewest visitors that are shown: what fewer have done is folded together, or said as "fewer than". */
  readonly k: number;
  readonly totals: Totals;
  /**
   * The period of the same length before. If the range reaches over today, it ends where today has come to: on the day
   * that lies as far back, before the same `hour`. `null` if there is nothing comparable: counting began within it, or
   * not one hour of it can be compared.
   */
  readonly before: Totals | null;
  /** Totals of the range, cut as `before` is, so that the hour that runs flatters neither; `null` with it. */
  readonly comparable: Totals | null;
  /** Unless asked for otherwise, `hour` for one day, `day` to 92 days, else `week`. */
  readonly bucket: Bucketing;
  readonly buckets: readonly Bucket[];
  /** Those of `before`, cut as it is; fewer than `buckets` then, and none if it is `null`. */
  readonly bucketsBefore: readonly Bucket[];
  /** First views of a day by gap: index 0 is a first visit, 1 to 31 days, 32 longer. */
  readonly gaps: readonly number[];
  readonly lists: Readonly<Record<Dimension, List>>;
  /**
   * Visitors that may be counted more than once, at most: browsers that forget come back as new. `null` where too few
   * of either kind of browser were seen to tell.
   */
  readonly overCount: number | null;
  /** What visitors decided, where the site tells the collector; `null`: fewer than `k` decisions, or none. */
  readonly decisions: Decisions | null;
  /** The same of as many whole days before, whatever the hour: of so few numbers no hours are kept. */
  readonly decisionsBefore: Decisions | null;
  /** Refused beacons by reason in the range; every reason of the closed list, also with 0. */
  readonly refused: Readonly<Record<string, number>>;
};

/** Decisions made in the notice or in the settings; somebody who decided twice is there twice. */
export type Decisions = {
  readonly total: number;
  /** Those that granted all or some: of `total` the consent rate. `null` where it would tell of fewer than `k`. */
  readonly agreed: number | null;
  /** Every decision once: those that granted as much as `granted` says, several together where one has fewer than `k`. */
  readonly groups: readonly { readonly granted: readonly ShareGranted[]; readonly count: number }[];
};

export type List = {
  /** Largest first. */
  readonly rows: readonly Row[];
  /** Rows with fewer than `k` visits, folded together; `null` if there were none. */
  readonly few: { readonly rows: number; readonly count: number } | null;
  /** Rows beyond the first so many, if so many were asked for; absent if none are left out. */
  readonly rest?: { readonly rows: number; readonly count: number };
};

/** Answer of `GET /api/sites`. */
export type Sites = readonly { readonly site: string; readonly timeZone: string }[];

/** Answer of `GET /api/live?site=…`: the last 30 minutes, from memory, never written down. */
export type Live = {
  /** Views by minute, oldest first, 30 numbers. */
  readonly minutes: readonly number[];
  readonly views: number;
  readonly visits: number;
  /** Most seen first, at most 5. */
  readonly pages: readonly Row[];
};

/** A share link or an API token, without the secret itself. */
export type TokenEntry = {
  readonly id: string;
  readonly name: string;
  /** The one site that it may read; `null`: all of them. */
  readonly site: string | null;
  /** `YYYY-MM-DD`, UTC. */
  readonly created: string;
};

/** What the owner can change of a site while the collector runs. */
export type SiteSettings = {
  readonly site: string;
  readonly origins: readonly string[];
  readonly timeZone: string;
  /** Days after which counters are deleted; 0 keeps them. */
  readonly retentionDays: number;
  readonly k: number;
  /** Whether origins and zone were given at the start, so that they cannot be changed here. */
  readonly isFixed: boolean;
};

/** Answer of `GET /api/settings`. */
export type Settings = { readonly sites: readonly SiteSettings[]; readonly tokens: readonly TokenEntry[] };

/** Answer of `GET /api/page?site=…`: the first page of a site, for a look at its tag. */
export type FetchedPage = {
  readonly url: string;
  readonly status: number;
  /** At most its first 512 KiB. */
  readonly html: string;
  /** Its `Content-Security-Policy`; empty for none. */
  readonly policy: string;
};
