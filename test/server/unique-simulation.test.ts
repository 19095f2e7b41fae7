import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nextView, VISIT_SECONDS, type VisitMemory } from "../../src/model/visit.js";
import { createAddressLimit } from "../../src/server/address-limit.js";
import { createDayClock, DAY_MILLISECONDS, HOUR_MILLISECONDS } from "../../src/server/calendar.js";
import { createDeclaredSites } from "../../src/server/declared-sites.js";
import { createIngest } from "../../src/server/ingest.js";
import { openStore, type Store } from "../../src/server/store.js";
import { uniqueVisitors } from "../../src/server/unique-visitors.js";
import { pageView, USER_AGENT } from "./beacons.js";
import { temporaryStore } from "./collector-process.js";

/*
 * People who visit a site for four months, through the collector's own steps and its store: what it counts without knowing
 * anybody is compared with what only this simulation knows, who was there on which day.
 */

const DAYS = 120;
/** In it the clocks of Berlin go back, and those of Lord Howe Island forward, by half an hour. */
const START = Date.UTC(2026, 9, 1);
const FORGETFUL = "forgetful.example";
/** Two zones with daylight saving time, the first one to have a new day (UTC+14), and the last one (UTC−12). */
const ZONES: Readonly<Record<string, string>> = {
  "berlin.example": "Europe/Berlin",
  "kiritimati.example": "Pacific/Kiritimati",
  "behind.example": "Etc/GMT+12",
  "island.example": "Australia/Lord_Howe",
  [FORGETFUL]: "Europe/Berlin",
};
const BROWSERS = 2000;
const FORGETFUL_BROWSERS = 500;

/** A small generator with a seed, so that a failure can be repeated (mulberry32). */
const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
  return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
};
const random = seeded(20_261_001);
const upTo = (most: number): number => Math.floor(random() * most);

type Simulated = {
  readonly site: string;
  /** Chance to come on a day: some come daily, some twice a year. */
  readonly chance: number;
  /** Chance that it has forgotten everything before a day. */
  readonly forgets: number;
  memory: VisitMemory & { end: number };
  /** Days in the site's zone on which it was there. */
  readonly days: Set<number>;
};

const sites = Object.entries(ZONES).map(([name, timeZone]) => ({ name, timeZone, origins: [`https://${name}`] }));
const browsers: Simulated[] = Array.from({ length: BROWSERS + FORGETFUL_BROWSERS }, (_, index) => ({
  site: index < BROWSERS ? (sites[index % 4]?.name ?? "") : FORGETFUL,
  chance: random() ** 3,
  forgets: index < BROWSERS ? 0 : 0.05,
  memory: { day: 0, step: 0, end: 0 },
  days: new Set(),
}));

let store: Store;
/** What was answered: each once-number once, however often it came. */
const results = { counted: 0, repeated: 0, refused: 0 };

beforeAll(async () => {
  store = openStore(temporaryStore());
  const ingest = createIngest(createDeclaredSites(sites, store), createAddressLimit(Number.MAX_SAFE_INTEGER, 60));
  const dayAt = Object.fromEntries(sites.map(({ name, timeZone }) => [name, createDayClock(timeZone)]));
  /** Everything that reaches the collector, by the time at which it does. */
  type Arriving = { readonly at: number; readonly site: string; readonly body: () => string };

  for (let day = 0; day < DAYS; day++) {
    const arriving: Arriving[] = [];
    for (const browser of browsers) {
      const { site } = browser;
      if (random() < browser.forgets) browser.memory = { day: 0, step: 0, end: 0 };
      if (random() > browser.chance) continue;
      let at = START + day * DAY_MILLISECONDS + upTo(24 * HOUR_MILLISECONDS);
      for (let views = 1 + upTo(4); views > 0; views--) {
        const now = at;
        let text = "";
        const body = (): string => {
          if (text) return text;
          // The visit's cookie has ended, or it goes on; tabs that are opened at once come here one after the other.
          const step = browser.memory.end < now ? 0 : browser.memory.step;
          const today = dayAt[site]?.(now) ?? 0;
          const next = nextView({ ...browser.memory, step }, today);
          browser.memory = { ...next, end: now + VISIT_SECONDS * 1000 };
          browser.days.add(today);
          const { gap, ...view } = next;
          text = JSON.stringify(pageView({ site, ...view, day: today, ...(gap === undefined ? {} : { gap }) }));
          return text;
        };
        const fate = random();
        // One in ten is lost on the way; of one in ten the reply is. Both are sent again within half an hour.
        const later = now + 1000 + upTo(VISIT_SECONDS * 1000 - 1000);
        if (fate < 0.1) arriving.push({ at: now, site, body: () => body() && "" }, { at: later, site, body });
        else if (fate < 0.2) arriving.push({ at: now, site, body }, { at: later, site, body });
        else arriving.push({ at: now, site, body });
        // Another tab at the same moment, a page a little later, or another visit on the same day.
        at += [0, upTo(600_000), upTo(3 * HOUR_MILLISECONDS)][upTo(3)] ?? 0;
      }
    }
    arriving.sort((one, other) => one.at - other.at);
    const written = arriving.map(async ({ at, site, body }) => {
      const text = body();
      if (!text) return;
      const origin = `https://${site}`;
      const outcome = ingest.read({ body: text, origin, address: "192.0.2.1", userAgent: USER_AGENT, now: at });
      if (outcome.accepted) results[await store.add(outcome.increments, outcome.beacon.once)]++;
      else results.refused++;
    });
    await Promise.all(written);
    store.forgetOlderNumbers();
  }
});
afterAll(() => store.close());

const inRange = (site: string, from: number, to: number): number =>
  browsers.filter((one) => one.site === site && [...one.days].some((day) => day >= from && day <= to)).length;
const countedIn = (site: string, from: number, to: number) => uniqueVisitors(store.gaps(site, from, to), from, to);
const firstDay = START / DAY_MILLISECONDS;

describe("[A5] unique visitors of 2,000 browsers in 120 days", () => {
  test("have every kind of trouble in them, or the simulation would prove little", () => {
    expect(results.refused).toBe(0);
    expect(results.counted).toBeGreaterThan(100_000);
    expect(results.repeated / results.counted).toBeGreaterThan(0.08);
  });

  test.each(sites.slice(0, 4))("are exact in 100 random ranges of up to 32 days in $timeZone", ({ name }) => {
    for (let run = 0; run < 100; run++) {
      const from = firstDay + upTo(DAYS);
      const to = from + upTo(32);
      const visitors = inRange(name, from, to);
      expect([from, to, countedIn(name, from, to)]).toEqual([from, to, { low: visitors, high: visitors }]);
    }
  });

  test.each(sites.slice(0, 4))("lie between the two bounds in longer ranges in $timeZone", ({ name }) => {
    for (let run = 0; run < 20; run++) {
      const from = firstDay + upTo(60);
      const to = from + 32 + upTo(28);
      const { low, high } = countedIn(name, from, to);
      const visitors = inRange(name, from, to);
      expect([low <= visitors, visitors <= high]).toEqual([true, true]);
    }
  });
});

test("[A5] browsers that forget are over-counted, by as much as ARCHITECTURE.md says", () => {
  const over = (days: number): number => {
    let counted = 0;
    let visitors = 0;
    for (let from = firstDay + 30; from + days <= firstDay + DAYS; from += days) {
      counted += countedIn(FORGETFUL, from, from + days - 1).low;
      visitors += inRange(FORGETFUL, from, from + days - 1);
    }
    return Math.round((100 * (counted - visitors)) / visitors);
  };
  expect([over(1), over(7), over(30)]).toEqual([0, 18, 103]);
});
