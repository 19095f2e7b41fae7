import { type PageBeacon, SHARES_GRANTED, type ShareGranted } from "../../src/model/beacon.js";
import { dayNumber } from "../../src/model/visit.js";
import { newOnce } from "../server/beacons.js";
import { type Client, clientOf, scriptedWeek } from "./scripted-week.js";

/** A beacon of the week as it reached the collector, and what only the script knows: which browser sent it. */
export type Logged = {
  /** When it arrived, epoch milliseconds, UTC. */
  readonly at: number;
  readonly browser: number;
  readonly client: Client;
  readonly beacon: PageBeacon;
};

/** One that is to be refused. */
export type Refused = {
  readonly at: number;
  readonly reason: string;
  readonly body: (site: string) => string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The site's zone is three hours ahead of UTC, so that its days and hours are not the collector's. */
export const ZONE = "Europe/Moscow";
const OFFSET_HOURS = 3;
const MINUTE = 60_000;
const DAY = 86_400_000;
/** The moment at which the week is looked at: twenty past three in the afternoon of its last day. */
export const END: number = Date.parse("2026-03-18T15:20:00+03:00");
export const LAST: number = dayNumber(END, ZONE);

/** Browsers that had come before the collector began to count, and how many days before their first day of the week. */
const GAPS_BEFORE: Readonly<Record<number, number>> = { 3: 20, 10: 32, 17: 12, 24: 15 };

/** Minute of the site's day at which a visit begins: between 6:58 and 20:58, and today before the end, some just before it. */
const minuteOf = (index: number, isToday: boolean): number =>
  isToday
    ? index % 3 === 0
      ? 14 * 60 + 52 + (index % 20)
      : (7 + (index % 7)) * 60 + 58
    : (6 + (index % 15)) * 60 + 58;

/** Every beacon of the scripted week for a site, in the order in which they arrive. */
export const weekLog = (site: string): Logged[] => {
  const visits = scriptedWeek()
    .map((visit, index) => ({ visit, minute: minuteOf(index, visit.day === 6) }))
    .sort((one, other) => one.visit.day - other.visit.day || one.minute - other.minute);
  const active = new Map<number, number>();
  const free = new Map<string, number>();
  const log: Logged[] = [];
  for (const { visit, minute } of visits) {
    const { browser, pages, source, campaign, booked } = visit;
    const client = clientOf(browser);
    const day = LAST - 6 + visit.day;
    const key = `${browser} ${day}`;
    // A second visit of a day begins after the first.
    let at = day * DAY + (Math.max(minute, free.get(key) ?? 0) - OFFSET_HOURS * 60) * MINUTE;
    const common = () => ({ v: 1, once: newOnce(), site, day }) as const;
    const add = (beacon: PageBeacon) => log.push({ at, browser, client, beacon });
    const last = active.get(browser);
    const gap = last === undefined ? (GAPS_BEFORE[browser] ?? 0) : day - last;
    for (const [index, { path, seconds }] of pages.entries()) {
      const previous = pages[index - 1]?.path;
      const entry = { language: client.language, zone: client.zone, screen: client.screen };
      add({
        ...common(),
        kind: "view",
        path,
        step: index + 1,
        ...(index === 0 ? entry : {}),
        ...(index === 0 && (last === undefined || gap > 0) ? { gap } : {}),
        ...(previous === undefined ? {} : { previous }),
        ...(index === 0 && source ? { referrer: source } : {}),
        ...(index === 0 && campaign ? { campaign } : {}),
      });
      at += MINUTE;
      if (seconds > 0) add({ ...common(), kind: "time", path, seconds });
    }
    if (booked) add({ ...common(), kind: "count", path: "/booking", name: "booking" });
    active.set(browser, day);
    free.set(key, at / MINUTE - (day * DAY) / MINUTE + OFFSET_HOURS * 60 + 1);
  }
  return log.filter(({ at }) => at <= END).sort((one, other) => one.at - other.at);
};

const view = (site: string, change: object): string =>
  JSON.stringify({
    ...{ v: 1, once: newOnce(), site, day: LAST - 2, path: "/", kind: "view", step: 1 },
    ...{ language: "en", zone: "UTC", screen: "small", ...change },
  });
const at = (day: number, hour: number): number => day * DAY + (hour - OFFSET_HOURS) * 60 * MINUTE;

/** Somebody's choice, on any page. */
export type Decided = { readonly at: number; readonly granted: ShareGranted };

/** How many granted all, some and none on each day from the second of the week on: what must be folded in every way. */
const DECIDED = [
  [4, 3, 3],
  [5, 1, 4],
  [6, 4, 2],
  [1, 0, 1],
  [4, 1, 5],
  [3, 1, 0],
] as const;

/** Every decision of the week, half of each day's in the morning; today's all before the end. */
export const decidedLog: readonly Decided[] = DECIDED.flatMap((counts, index) =>
  counts.flatMap((count, share) =>
    Array.from({ length: count }, (_, number) => ({
      at: at(LAST - 5 + index, number % 2 === 0 ? 9 : 14),
      granted: SHARES_GRANTED[share] ?? "none",
    })),
  ),
);

/** Beacons that are refused on two days of the week, each reason another number of times. */
export const refusedLog: readonly Refused[] = [
  ...Array.from({ length: 4 }, () => ({ at: at(LAST - 2, 9), reason: "malformed", body: () => "{" })),
  ...Array.from({ length: 3 }, () => ({
    at: at(LAST - 1, 10),
    reason: "bot",
    body: (site: string) => view(site, { day: LAST - 1 }),
    headers: { "User-Agent": "Examplebot/1.0" },
  })),
  ...Array.from({ length: 2 }, () => ({
    at: at(LAST - 1, 11),
    reason: "too-old",
    body: (site: string) => view(site, { day: LAST - 5 }),
  })),
  { at: at(LAST - 2, 12), reason: "too-early", body: (site) => view(site, { day: LAST + 3 }) },
  { at: at(LAST - 2, 13), reason: "too-large", body: () => "x".repeat(5000) },
  { at: at(LAST, 8), reason: "unknown-site", body: () => view("other.example", { day: LAST }) },
];
