import Database from "libsql";
import { afterEach, expect, test, vi } from "vitest";
import { VISITOR_DIMENSIONS } from "../../src/model/report.js";
import type { Increment } from "../../src/server/aggregate.js";
import { gapsOf, gapValue } from "../../src/server/gap-value.js";
import { buildReport } from "../../src/server/reports.js";
import { openStore, type Store } from "../../src/server/store.js";
import { newOnce, ORIGIN, SITE } from "./beacons.js";
import { temporaryStore } from "./collector-process.js";

/*
 * How much work a report is, without a clock: which statements it runs, by which key, and how many counters they go over.
 */

const YEAR = 365;
const LAST_DAY = 20_454;
/** Values of a dimension on each day; all of them are there every day. */
const VALUES = 6;
const GAPS = 33;
/** Hours in which there are views. */
const HOURS = [0, 6, 12, 18];
const VIEWS = 30;
/** Afternoon of the last day, so that the period before is cut at the hour that runs. */
const NOW = (LAST_DAY + 0.6) * 86_400_000;

type Asked = { readonly sql: string; readonly parameters: readonly unknown[]; readonly rows: readonly unknown[][] };
const asked: Asked[] = [];

/** Notes what a store asks; it is asked all the same. */
const listen = (): void => {
  const { prepare } = Database.prototype;
  vi.spyOn(Database.prototype, "prepare").mockImplementation(function (this: Database.Database, sql: string) {
    const statement = prepare.call(this, sql);
    const all = statement.all.bind(statement) as (...parameters: unknown[]) => unknown[];
    const noted = (...parameters: unknown[]): unknown[] => {
      const rows = all(...parameters) as unknown[][];
      asked.push({ sql, parameters: parameters[0] as readonly unknown[], rows });
      return rows;
    };
    return Object.assign(statement, { all: noted });
  });
};

const countsOf = (day: number): Increment[] =>
  (["page", "entry", "exit", "source", "campaign", "country", "screen", "browser", "pair"] as const).flatMap(
    (dimension) =>
      Array.from({ length: VALUES }, (_, index) => ({
        dimension,
        value: `${dimension}-${index}`,
        count: 10 + ((day + index) % 3),
        second: 1,
      })),
  );

/** Two years, four hours a day. */
const fill = async (store: Store): Promise<void> => {
  const none = { site: SITE, views: 0, visits: 0, bounces: 0, seconds: 0 };
  for (let day = LAST_DAY - 2 * YEAR + 1; day <= LAST_DAY; day++) {
    const gaps = Array.from({ length: GAPS }, (_, gap) => ({
      dimension: "gap" as const,
      value: String(gap),
      count: 1,
      second: 0,
    }));
    const hours = HOURS.map((hour) =>
      store.add({ ...none, day, hour: day * 24 + hour, views: VIEWS, visits: 10, counts: [] }, newOnce()),
    );
    const counts = [...gaps, ...countsOf(day), ...visitorsOf()];
    await Promise.all([...hours, store.add({ ...none, day, hour: day * 24, counts }, newOnce())]);
  }
  store.addUpBlocks();
};
afterEach(() => {
  vi.restoreAllMocks();
});

/** Visitors by source and the like: four gaps of each value, which are one row. */
const visitorsOf = (): Increment[] =>
  VISITOR_DIMENSIONS.flatMap((dimension) =>
    Array.from({ length: VALUES * 4 }, (_, index) => ({
      dimension: gapsOf(dimension),
      value: gapValue([0, 1, 7, 32][index % 4] ?? 0, `${dimension}-${index >> 2}`),
      count: 1,
      second: 0,
    })),
  );

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** A plan's step that goes straight to a site's rows. */
const BY_KEY = /^SEARCH \w+ USING PRIMARY KEY \(site=\?/;

/** Counters that a statement went over: those of its answer, where a row may hold many of them as columns of JSON. */
const countersOf = ({ rows }: Asked): number =>
  rows.reduce((sum, row) => {
    const [column] = row.filter((value): value is string => typeof value === "string" && value.startsWith("["));
    return sum + (column === undefined ? 1 : (JSON.parse(column) as unknown[]).length);
  }, 0);

test("[C8] a report over a year reads a tenth of its counters, finds all of them by key, and asks a few dozen times", async () => {
  const path = temporaryStore();
  listen();
  const store = openStore(path);
  await fill(store);
  asked.length = 0;
  const site = { name: SITE, origins: [ORIGIN], timeZone: "UTC" };
  const report = buildReport(store, site, LAST_DAY - YEAR + 1, LAST_DAY, NOW);
  const questions = [...asked];
  store.close();

  // The year is all there, or little would be proved by reading little.
  expect([report.totals.views, report.totals.visits]).toEqual([YEAR * 4 * VIEWS, YEAR * 4 * 10]);
  // The last day of the period before is cut at 14:00.
  expect(report.before?.views).toBe((YEAR * 4 - 1) * VIEWS);
  const pages = Array.from({ length: YEAR }, (_, index) => 10 + ((LAST_DAY - index) % 3));
  expect(report.lists.page.rows.find(({ value }) => value === "page-0")?.count).toBe(sumOf(pages));

  // On the first day each came with its own gap; afterwards those without memory, and in the first week those of a gap of 7.
  expect(report.lists.source.rows.find(({ value }) => value === "source-0")?.visitors).toBe(YEAR + 1 + 7 + 32);

  expect(questions.length).toBeLessThanOrEqual(40);
  const database = new Database(path);
  for (const { sql, parameters } of questions) {
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all([...parameters]) as { detail: string }[];
    const others = plan.map(({ detail }) => detail).filter((detail) => !BY_KEY.test(detail));
    expect([sql, others]).toEqual([sql, []]);
  }
  const [kept] = database
    .prepare("SELECT count(*) AS n FROM counter WHERE span = 1 AND day > ?")
    .all([LAST_DAY - YEAR]) as { n: number }[];
  database.close();
  const read = (from: string) => sumOf(questions.filter(({ sql }) => sql.includes(`FROM ${from}`)).map(countersOf));
  // Eight lists, from a few blocks of days and the days at both ends; and the gaps of every day of both periods.
  const gaps = 2 * YEAR * GAPS;
  expect(read("counter")).toBeLessThan(gaps + 8 * VALUES * 30);
  expect(read("counter") - gaps).toBeLessThan(((kept?.n ?? 0) - YEAR * GAPS) / 10);
  // A month would be as many rows, if it were read day by day.
  expect(read("visitor")).toBeGreaterThan(VISITOR_DIMENSIONS.length * VALUES * 10);
  expect(read("visitor")).toBeLessThan(VISITOR_DIMENSIONS.length * VALUES * 30);
  // A row for each day, and the hours of those that are cut.
  expect(read("day_total")).toBe(2 * YEAR);
  expect(read("total")).toBeLessThanOrEqual(2 * HOURS.length + 1);
}, 120_000);
