// @ts-check
// How long a report over a year takes, of a site with a million views a month, in a store with two such years.
//   node test/bench/reports.mjs [times as many different values]
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rollup } from "rollup";
import { createRandom } from "./beacons.mjs";

const ROUNDS = 20;
const VIEWS_PER_DAY = 33_000;
const VISITS_PER_DAY = 11_000;
const LAST_DAY = 20_454;
const YEAR = 365;
const DAY_MILLISECONDS = 86_400_000;
const SITE = { name: "bench.example", origins: ["https://bench.example"], timeZone: "Europe/Moscow" };

/** Pages, sources and the like: how many there are in all, and how many of them are counted on a day. */
const times = Number(process.argv[2] ?? 1);
const DIMENSIONS = /** @type {const} */ ({
  page: [800 * times, 500 * times],
  entry: [600 * times, 300 * times],
  exit: [800 * times, 450 * times],
  source: [400 * times, 150 * times],
  campaign: [60 * times, 20 * times],
  country: [150, 80],
  language: [60, 35],
  screen: [4, 4],
  browser: [19, 17],
  system: [8, 8],
  count: [20, 20],
  pair: [4000 * times, 900 * times],
  forgets: [4, 4],
});

/** Those by which visitors are counted too, with the values of a day. */
const VISITOR_DIMENSIONS = /** @type {const} */ ([
  ["source", 150 * times],
  ["campaign", 20 * times],
  ["country", 80],
  ["screen", 4],
]);

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The collector's own store and reports, built as the collector is. */
const loadParts = async () => {
  process.chdir(root);
  const { default: configs } = await import(pathToFileURL(join(root, "rollup.config.mjs")).href);
  const own = configs.find((/** @type {{ input: string }} */ { input }) => input === "src/server/collector.ts");
  // Below node_modules, so that packages are found.
  const folder = join(root, "node_modules/.cache/bench");
  mkdirSync(folder, { recursive: true });
  const bundle = await rollup({
    ...own,
    input: ["src/server/store.ts", "src/server/reports.ts", "src/server/fold-pairs.ts"],
  });
  await bundle.write({ dir: folder, format: "es", entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" });
  const load = (/** @type {string} */ name) => import(pathToFileURL(join(folder, name)).href);
  return {
    /** @type {typeof import("../../src/server/store.js")["openStore"]} */
    openStore: (await load("store.mjs")).openStore,
    /** @type {typeof import("../../src/server/reports.js")["buildReport"]} */
    buildReport: (await load("reports.mjs")).buildReport,
    /** @type {typeof import("../../src/server/fold-pairs.js")["foldPairs"]} */
    foldPairs: (await load("fold-pairs.mjs")).foldPairs,
  };
};

/** @param {import("../../src/server/store.js").Store} store @param {number} day @param {() => number} random */
const fillDay = async (store, day, random) => {
  const visits = Math.round(VISITS_PER_DAY * (0.8 + 0.4 * random()));
  const none = { site: SITE.name, day, views: 0, visits: 0, bounces: 0, seconds: 0 };
  /** @type {Promise<unknown>[]} */
  const added = [];
  const add = (/** @type {import("../../src/server/aggregate.js").Increments} */ increments) =>
    added.push(store.add(increments, `${day}x${added.length}`));
  /** @type {import("../../src/server/aggregate.js").Increment[]} */
  const counts = [];
  for (const [name, [all, today]] of Object.entries(DIMENSIONS)) {
    const dimension = /** @type {keyof typeof DIMENSIONS} */ (name);
    for (let index = 0; index < today; index++) {
      // The largest are there every day, of the others now these and now those.
      const value = index < today / 2 ? index : Math.floor(random() * all);
      const count = 1 + Math.round((VIEWS_PER_DAY * random()) / (value + 3) ** 1.2);
      const text = `/${name}/a-value-of-usual-length-${value}`;
      const source = `source-${value % 150}.example`;
      counts.push({ dimension, value: name === "pair" ? `${source} ${text}` : text, count, second: count >> 1 });
    }
  }
  for (const [dimension, all] of VISITOR_DIMENSIONS)
    for (let index = 0; index < all; index++) {
      // A share of the day's visits that falls with the rank, and of it one of each gap.
      const own = (0.25 * visits) / (index + 1.5) ** 1.1;
      for (let gap = 0; gap < 33; gap++) {
        const count = Math.floor(own / (gap + 1.5) / 3.5 + random());
        const value = `${String(gap).padStart(2, "0")} /${dimension}/a-value-of-usual-length-${index}`;
        if (count > 0) counts.push({ dimension: `${dimension}gap`, value, count, second: 0 });
      }
    }
  add({ ...none, hour: day * 24, counts });
  for (let hour = 0; hour < 24; hour++) {
    const gaps = Array.from({ length: 33 }, (_, gap) => ({
      dimension: /** @type {const} */ ("gap"),
      value: String(gap),
      count: 1 + Math.round((visits / 24 / (gap + 1.5)) * random()),
      second: 0,
    }));
    const share = Math.round(visits / 24);
    const total = { views: 3 * share, visits: share, bounces: share >> 1, seconds: share * 100 };
    // In Moscow a day begins three hours before it does in UTC.
    add({ ...none, ...total, hour: day * 24 + hour - 3, counts: gaps });
  }
  await Promise.all(added);
};

const { openStore, buildReport, foldPairs } = await loadParts();
const folder = mkdtempSync(join(tmpdir(), "kivok-bench-"));
const path = join(folder, "kivok.db");
try {
  let store = openStore(path);
  const random = createRandom();
  for (let day = LAST_DAY - 2 * YEAR + 1; day <= LAST_DAY; day++) await fillDay(store, day, random);
  store.addUpBlocks();
  store.close();
  console.log(
    `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), Node ${process.version}, ` +
      `${Math.round(statSync(path).size / 2 ** 20)} MiB of store`,
  );
  store = openStore(path);
  // In the afternoon of the last day, so that the period before is cut.
  const now = LAST_DAY * DAY_MILLISECONDS + 12.5 * 3_600_000;
  const reports = [YEAR, 364, 90, 28, 1].map((days) => ({
    name: `${days} days`,
    build: () => buildReport(store, SITE, LAST_DAY - days + 1, LAST_DAY, now),
  }));
  const pairs = {
    name: "pairs of 365 days",
    build: () => foldPairs(store.pairs(SITE.name, LAST_DAY - YEAR + 1, LAST_DAY), 3),
  };
  for (const { name, build } of [...reports, pairs]) {
    /** @type {number[]} */
    const taken = [];
    const before = process.cpuUsage();
    for (let round = 0; round < ROUNDS; round++) {
      const start = process.hrtime.bigint();
      JSON.stringify(build());
      taken.push(Number(process.hrtime.bigint() - start) / 1e6);
    }
    const { user, system } = process.cpuUsage(before);
    const [first = 0] = taken;
    taken.sort((a, b) => a - b);
    const [least = 0, median = 0, most = 0] = [taken[0], taken[taken.length >> 1], taken.at(-1)];
    console.log(
      `${name}: median of ${ROUNDS} ${median.toFixed(1)} ms (${least.toFixed(1)} to ${most.toFixed(1)}, the first ` +
        `${first.toFixed(1)}; processor time ${((user + system) / ROUNDS / 1000).toFixed(1)} each)`,
    );
  }
  store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
