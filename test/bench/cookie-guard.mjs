// @ts-check
// Run by hand: node test/bench/cookie-guard.mjs
// What the guard adds to a cookie write (G11), in one interleaved run in Chromium against dist/kivok.js.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { chromium } from "playwright";
import { browserSwitches, findBrowser } from "../../src/commands/browser.mjs";

/** Writes of each kind, in batches; and how many are timed at once: one is shorter than the clock's step of 5 microseconds. */
const WRITES = 10_000;
const BATCH = 100;
const TIMED = 20;
/** Batches of each kind before any counts, so that the code is compiled. */
const WARM_UP = 20;

/** Limits of G11: microseconds that a write may take longer, and percent for a write followed by a read. */
const LIMIT = { pass: 2, session: 4, read: 3 };

const config = { categories: { statistics: { cookies: [{ name: "_stat*" }] } } };
const page = (/** @type {boolean} */ hasTag) => `<!doctype html><html lang="en"><head><title>Bench</title>
<link rel="icon" href="data:,"><script type="application/json" id="kivok-config">${JSON.stringify(config)}</script>
${hasTag ? '<script src="/kivok.js" data-policy="/"></script>' : ""}</head><body><p>Text.</p></body></html>`;

const server = createServer(async (request, response) => {
  // Cross-origin isolated, which gives the finest clock that browsers have.
  const headers = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Content-Type": request.url?.endsWith(".js") ? "text/javascript" : "text/html",
  };
  const file = request.url?.endsWith(".js")
    ? await readFile(new URL(`../../dist${request.url}`, import.meta.url)).catch(() => undefined)
    : page(request.url === "/tag");
  response.writeHead(file ? 200 : 404, headers).end(file);
});
await new Promise((resolve) => server.listen(0, "localhost", () => resolve(undefined)));
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());

const executablePath = findBrowser();
if (!executablePath) throw new Error("no browser found: run `npm test`, which installs one");
const browser = await chromium.launch({ executablePath, args: browserSwitches });

const visit = async (/** @type {string} */ path) => {
  const visited = await (await browser.newContext()).newPage();
  await visited.goto(`http://localhost:${port}${path}`);
  return visited;
};
const pages = {
  native: await visit("/bare"),
  listens: await visit("/bare"),
  before: await visit("/tag"),
  granted: await visit("/tag"),
};
await pages.listens.evaluate(`cookieStore.addEventListener("change", () => {})`);
await pages.granted.evaluate(`new Promise((resolve) => { kivok.on("decision", resolve); kivok.accept(); })`);

// All pages have the record's length of cookies, since a read takes longer with each.
const record = await pages.granted.evaluate("document.cookie");
for (const path of /** @type {const} */ (["native", "listens", "before"]))
  await pages[path].evaluate(`document.cookie = ${JSON.stringify(record.replace("kivok", "other"))}`);

const PERSISTENT = "Path=/; Max-Age=31536000; SameSite=Lax";
const SESSION = "Path=/; SameSite=Lax";
/** Name, attributes and whether each write is followed by a read; where; and what it is compared with. */
const kinds = [
  { name: "native, persistent", where: "native", cookie: "a", attributes: PERSISTENT },
  {
    name: "made a session cookie",
    where: "before",
    cookie: "a",
    attributes: PERSISTENT,
    than: 0,
    limit: LIMIT.session,
  },
  { name: "granted, persistent", where: "granted", cookie: "a", attributes: PERSISTENT, than: 0, limit: LIMIT.pass },
  { name: "blocked", where: "before", cookie: "_stat", attributes: PERSISTENT, than: 0, limit: LIMIT.pass },
  { name: "native, session", where: "native", cookie: "b", attributes: SESSION },
  { name: "session, passes", where: "before", cookie: "b", attributes: SESSION, than: 4, limit: LIMIT.pass },
  { name: "native, write and read", where: "native", cookie: "a", attributes: PERSISTENT, reads: true },
  {
    name: "native, listening for changes",
    where: "listens",
    cookie: "a",
    attributes: PERSISTENT,
    reads: true,
    than: 6,
  },
  { name: "made session, write and read", where: "before", cookie: "a", attributes: PERSISTENT, reads: true, than: 6 },
  { name: "granted, write and read", where: "granted", cookie: "a", attributes: PERSISTENT, reads: true, than: 6 },
];

/** Runs in the page: one batch; microseconds for each write, of so many timed at once. */
const runBatch = async (/** @type {{ texts: string[], reads: boolean, timed: number }} */ { texts, reads, timed }) => {
  // A read waits for what was written before, which the browser would else go on with during this batch.
  let length = document.cookie.length;
  const times = [];
  while (texts.length) {
    const some = texts.splice(0, timed);
    const start = performance.now();
    for (const text of some) {
      document.cookie = text;
      if (reads) length += document.cookie.length;
    }
    times.push(((performance.now() - start) * 1000) / some.length);
  }
  length += document.cookie.length;
  // What the browser still has to tell of these writes is told now, not while the next page is timed.
  await cookieStore.getAll();
  await new Promise((resolve) => setTimeout(resolve));
  return length ? times : [];
};

const median = (/** @type {number[]} */ values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** @type {number[][]} */
const times = kinds.map(() => []);
/** Twenty names, as on a page with several scripts; a new value each time. */
const batchOf = (
  /** @type {{ cookie: string, attributes: string }} */ { cookie, attributes },
  /** @type {number} */ batch,
) => Array.from({ length: BATCH }, (_, at) => `${cookie}${at % 20}=${batch}.${at}; ${attributes}`);

// All pages have as many cookies, since reading takes longer with each.
for (const visited of Object.values(pages))
  for (const kind of kinds)
    if (kind.cookie !== "_stat")
      await visited.evaluate(runBatch, { texts: batchOf(kind, 0), reads: false, timed: TIMED });

/** Another order each time: what one leaves to do to the browser must not always meet the same next one. */
const shuffled = () => kinds.map((kind, index) => ({ kind, index, key: Math.random() })).sort((a, b) => a.key - b.key);

for (let batch = -WARM_UP; batch < WRITES / BATCH; batch++)
  for (const { kind, index } of shuffled()) {
    const texts = batchOf(kind, batch);
    const took = await pages[/** @type {keyof typeof pages} */ (kind.where)].evaluate(runBatch, {
      texts,
      reads: kind.reads ?? false,
      timed: TIMED,
    });
    if (batch >= 0) times[index]?.push(...took);
  }
const isIsolated = await pages.native.evaluate(() => crossOriginIsolated);
await browser.close();
server.close();

const medians = times.map(median);
console.log(`${WRITES} writes of each kind, medians of ${WRITES / TIMED} times ${TIMED}; fine clock: ${isIsolated}`);
console.table(
  kinds.map(({ name, than, limit, reads }, index) => {
    const time = medians[index] ?? Number.NaN;
    const base = than === undefined ? Number.NaN : (medians[than] ?? Number.NaN);
    const percent = (time / base - 1) * 100;
    return {
      kind: name,
      µs: +time.toFixed(2),
      "least, µs": +Math.min(...(times[index] ?? [])).toFixed(2),
      "more than native, µs": than === undefined ? "" : +(time - base).toFixed(2),
      "%": than === undefined ? "" : +percent.toFixed(1),
      limit: than === undefined ? "" : reads ? `${LIMIT.read} %` : `${limit} µs`,
      kept: than === undefined ? "" : reads ? percent <= LIMIT.read : time - base <= (limit ?? 0),
    };
  }),
);
