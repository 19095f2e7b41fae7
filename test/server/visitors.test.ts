import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nextView } from "../../src/model/visit.js";
import { aggregate } from "../../src/server/aggregate.js";
import { formatExport, parseExport } from "../../src/server/export.js";
import { foldVisitors } from "../../src/server/fold-visitors.js";
import { addGaps, visitorsIn } from "../../src/server/gap-value.js";
import { reportAsCsv } from "../../src/server/report-csv.js";
import { buildReport } from "../../src/server/reports.js";
import { openStore, type Store } from "../../src/server/store.js";
import { MAX_VALUES_PER_DAY, OTHER } from "../../src/server/store-counters.js";
import { newOnce, ORIGIN, pageView, SITE } from "./beacons.js";
import { temporaryStore } from "./collector-process.js";

const DAY = 20_480;
const DAYS = 300;
const SOURCES = ["a.example", "b.example", "c.example", "d.example"];
const site = { name: SITE, origins: [ORIGIN], timeZone: "UTC" };
let path: string;
let store: Store;
beforeEach(() => {
  path = temporaryStore();
  store = openStore(path);
});
afterEach(() => store.close());

const arrive = (day: number, gap: number, referrer: string, more: { campaign?: string; country?: string } = {}) => {
  const { country = "DE", ...view } = more;
  const circumstances = { hour: day * 24, browser: "Firefox", system: "Linux", country };
  return store.add(aggregate(pageView({ day, gap, referrer, ...view }), circumstances), newOnce());
};

/** A small generator with a seed, so that a failure can be repeated (mulberry32). */
const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
  return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
};

test("[A5] unique visitors by source are exact in 150 random ranges of 300 days: each counts with what it first came with", async () => {
  const random = seeded(7);
  const upTo = (most: number): number => Math.floor(random() * most);
  /** What only this simulation knows: by browser, the source with which it came on each of its days. */
  const browsers = Array.from({ length: 40 }, () => new Map<number, string>());
  /** First views of a day, as they were sent. */
  const views: { readonly day: number; readonly gap: number; readonly source: string }[] = [];
  const late: (() => Promise<unknown>)[] = [];
  const memory = browsers.map(() => 0);
  for (let day = DAY; day < DAY + DAYS; day++) {
    const arriving: Promise<unknown>[] = [];
    for (const [index, days] of browsers.entries()) {
      if (random() > (index % 10) / 12 + 0.02) continue;
      const source = SOURCES[upTo(SOURCES.length)] ?? "";
      const { gap = 0 } = nextView({ day: memory[index] ?? 0, step: 0 }, day);
      memory[index] = day;
      days.set(day, source);
      views.push({ day, gap, source });
      // One in twenty arrives when its day is part of a block already.
      if (random() < 0.05) late.push(() => arrive(day, gap, source));
      else arriving.push(arrive(day, gap, source));
    }
    await Promise.all(arriving);
    if (day % 7 === 0) {
      store.addUpBlocks();
      await Promise.all(late.splice(0).map((send) => send()));
    }
  }
  await Promise.all(late.map((send) => send()));
  store.addUpBlocks();

  const ofSources = (from: number, to: number) =>
    Object.fromEntries([...(store.visitors(SITE, from, to).get("source") ?? [])].sort());
  const counted = (sources: readonly string[]) => {
    const counts: Record<string, number> = {};
    for (const source of [...sources].sort()) counts[source] = (counts[source] ?? 0) + 1;
    return counts;
  };
  for (let run = 0; run < 150; run++) {
    const from = DAY - 5 + upTo(DAYS);
    const to = from + (run % 2 ? upTo(32) : upTo(DAYS));
    const low = views.filter(({ day, gap }) => day >= from && day <= to && (gap === 0 || gap > day - from));
    expect([from, to, ofSources(from, to)]).toEqual([from, to, counted(low.map(({ source }) => source))]);
    if (to - from >= 32) continue;
    const people = browsers.flatMap((days) => {
      const first = [...days.keys()].filter((day) => day >= from && day <= to).sort((one, other) => one - other)[0];
      return first === undefined ? [] : [days.get(first) ?? ""];
    });
    expect([from, to, ofSources(from, to)]).toEqual([from, to, counted(people)]);
  }
});

test("gaps count in a block as on its first day, and not at all if the browser was there in the block before", () => {
  const block = [2];
  addGaps(block, [1, 10, 20, 30, 40], 0);
  expect(block).toEqual([3, 10, 20, 30, 40]);
  addGaps(block, [1, 10, 20, 30, 40, 50], 3);
  expect(block).toEqual([4, 50, 70, 30, 40]);
  expect([0, 1, 3, 4, 40].map((before) => visitorsIn(block, before))).toEqual([194, 144, 44, 4, 4]);
});

const rows = (...values: string[]) => ({ rows: values.map((value) => ({ value, count: 9 })), few: null });
test.each([
  [{ a: 5, b: 3 }, [5, 3]],
  [{ a: 5, b: 2, c: 2 }, [5, null, null]],
  // Two hidden could be told from the sum, so the next smallest is hidden with them.
  [{ a: 5, b: 4, c: 2 }, [5, null, null]],
  // Those of a folded row are hidden too.
  [{ a: 5, b: 4, folded: 1 }, [5, null]],
  [{ a: 5, b: 4, folded: 3 }, [5, 4]],
  [{ a: 5, b: 0 }, [5, null]],
  [{ a: 2 }, [null]],
])("[C6] visitors %j under k are not shown, and not told by a difference", (visitors, expected) => {
  const values = Object.keys(visitors).filter((value) => value !== "folded");
  const list = foldVisitors(rows(...values), new Map(Object.entries(visitors)), 3);
  expect(list.rows.map(({ visitors }) => visitors)).toEqual(expected);
});

test("[C6] a report has visitors by source, campaign, country and screen; not by others, nor of days before they were counted", async () => {
  for (let visitor = 0; visitor < 4; visitor++) {
    await arrive(DAY, 0, "a.example", { campaign: "mail//may" });
    await arrive(DAY + 1, 1, "b.example", { country: "FR" });
  }
  const read = (from: number, to: number) => buildReport(store, site, from, to, (DAY + 9) * 86_400_000);
  const of = ({ lists }: ReturnType<typeof read>, dimension: "source" | "campaign" | "country" | "screen" | "page") =>
    lists[dimension].rows.map(({ value, count, visitors }) => [value, count, visitors]);
  const both = read(DAY, DAY + 1);
  expect(both.totals).toMatchObject({ visitors: 4, visits: 8 });
  // All four came first from the one; the visits of the other are those of known visitors.
  expect(of(both, "source")).toEqual([
    ["a.example", 4, 4],
    ["b.example", 4, null],
  ]);
  expect(of(both, "campaign")).toEqual([["mail//may", 4, 4]]);
  expect(of(both, "country")).toEqual([
    ["DE", 4, 4],
    ["FR", 4, null],
  ]);
  expect(of(both, "screen")).toEqual([["large", 8, 4]]);
  expect(of(both, "page")).toEqual([["/", 8, undefined]]);
  expect(of(read(DAY + 1, DAY + 1), "source")).toEqual([["b.example", 4, 4]]);
  expect(reportAsCsv(both)).toContain("screen,large,count,8\r\nscreen,large,visitors,4\r\n");
  expect(reportAsCsv(both)).not.toContain("b.example,visitors");

  // What came before, as an older collector counted it.
  const none = { site: SITE, hour: 0, visits: 4, views: 4, bounces: 0, seconds: 0 };
  const old = { dimension: "source", value: "a.example", count: 4, second: 0 } as const;
  await store.add({ ...none, day: DAY - 3, counts: [old] }, newOnce());
  expect(of(read(DAY - 3, DAY + 1), "source")[0]).toEqual(["a.example", 8, undefined]);
  // Of its first day nobody knows whether it was counted in full.
  expect(of(read(DAY, DAY + 1), "source")[0]?.[2]).toBeUndefined();
  expect(of(read(DAY + 1, DAY + 1), "source")).toEqual([["b.example", 4, 4]]);
});

test("[C7] visitors by source are in export and import, and go with their days or their value, from the blocks and the file too", async () => {
  for (let day = DAY; day < DAY + 40; day++)
    for (const source of SOURCES) await arrive(day, day === DAY ? 0 : 1, source, { campaign: "mail//secret-of-may" });
  store.addUpBlocks();
  const text = formatExport(site, store.counters(SITE, DAY, DAY + 39));
  const parsed = parseExport(JSON.parse(text));
  if ("issue" in parsed) throw new Error(parsed.issue);
  const other = openStore(temporaryStore());
  other.takeIn(SITE, parsed);
  const all = (from: Store) =>
    [...from.visitors(SITE, DAY + 3, DAY + 39)].map(([name, counts]) => [name, [...counts].sort()]);
  expect(all(other)).toEqual(all(store));
  expect(all(store)[0]).toEqual(["source", SOURCES.map((source) => [source, 1])]);
  expect([...other.daySums(SITE, DAY, DAY + 39)]).toEqual([...store.daySums(SITE, DAY, DAY + 39)]);

  expect(other.remove(SITE, DAY, DAY + 38)).toBe(true);
  expect(other.firstDayOfVisitors(SITE)).toBe(DAY + 39);
  expect(other.visitors(SITE, DAY, DAY + 38).get("source")).toEqual(new Map());
  expect([...other.daySums(SITE, DAY, DAY + 39).keys()]).toEqual([DAY + 39]);
  other.close();

  expect(store.removeValue(SITE, "campaign", "mail//secret-of-may")).toBeGreaterThan(80);
  store.close();
  expect(readFileSync(path).includes("secret-of-may")).toBe(false);
  store = openStore(path);
  expect(store.visitors(SITE, DAY, DAY + 39).get("campaign")).toEqual(new Map());
  expect(store.visitors(SITE, DAY, DAY).get("source")?.get("a.example")).toBe(1);
});

test.each(["a.example", "33 a.example", "5 a.example", "-1 a.example", "05", "x5 a"])(
  "[C7] an import whose gap by source is %j is refused with its place",
  (value) => {
    const body = { kivok: 1, counters: [["sourcegap", DAY, value, 1, 0]], totals: [], gaps: [] };
    expect(parseExport(body)).toEqual({ issue: expect.stringContaining("counters[0]: expected [dimension") });
  },
);

test("[C3] over the cap of sources, the visitors of new ones are counted together as the sources are", async () => {
  await Promise.all(Array.from({ length: MAX_VALUES_PER_DAY }, (_, index) => arrive(DAY, 0, `s${index}.example`)));
  await Promise.all([
    arrive(DAY, 3, "one-more.example"),
    arrive(DAY, 3, "another.example"),
    arrive(DAY, 0, "s7.example"),
  ]);
  const visitors = store.visitors(SITE, DAY, DAY).get("source");
  expect([visitors?.get(OTHER), visitors?.get("s7.example"), visitors?.get("another.example")]).toEqual([
    2,
    2,
    undefined,
  ]);
});
