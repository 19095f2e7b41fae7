// @ts-check
// Run by hand: node test/bench/start-up.mjs
// How long the core keeps a page's first scripts waiting (G11): compiled and run inline, without a code cache.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { chromium } from "playwright";
import { browserSwitches, findBrowser } from "../../src/commands/browser.mjs";

const RUNS = 21;
/**
 * Milliseconds between the page's first bytes and its scripts. The renderer has come to rest by then, as on a real network, and
 * so has the machine: the browser ends the tab's previous process half a second after a navigation, which takes two processors
 * tens of milliseconds.
 */
const REST = 1000;
/** Milliseconds, by CPU slowdown. */
const LIMITS = { 1: 2.5, 4: 10 };

const core = await readFile(new URL("../../dist/kivok.js", import.meta.url), "utf8");

/** What is measured, from the end of one script to the end of the next, so that compiling counts. Parts of the core show where its time goes. */
const kinds = {
  nothing: { script: "" },
  "the core": { script: core },
  "the core, compiled only": { script: `(function () {\n${core}\n})` },
  "first touch of an element": { script: "document.currentScript.dataset" },
  "one MutationObserver on the document": {
    script: "new MutationObserver(() => {}).observe(document, { childList: true, subtree: true });",
  },
};

const names = /** @type {(keyof typeof kinds)[]} */ (Object.keys(kinds));
const beginning = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,">`;
const render = (/** @type {{ script: string }} */ { script }) => `<script></script>
<script>window.began = performance.now();</script>
<script>${script.replaceAll("</script", "<\\/script")};\nwindow.took = performance.now() - window.began;</script></head><body><p>Text.</p></body></html>`;

const server = createServer((request, response) => {
  const kind = names[Number(request.url?.slice(1))];
  const headers = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Content-Type": "text/html",
  };
  if (!kind) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, headers).write(beginning);
  setTimeout(() => response.end(render(kinds[kind])), REST);
});
await new Promise((resolve) => server.listen(0, "localhost", () => resolve(undefined)));
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());

const executablePath = findBrowser();
if (!executablePath) throw new Error("no browser found: run `npm test`, which installs one");
const browser = await chromium.launch({ executablePath, args: browserSwitches });

/** A first visit: fresh cookies and storage, five cookies of a server, and a renderer of its own. */
const measure = async (/** @type {number} */ index, /** @type {number} */ slowdown) => {
  const context = await browser.newContext();
  const url = `http://localhost:${port}`;
  await context.addCookies(["a", "b", "c", "d", "e"].map((name) => ({ name, value: "1", url })));
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  // Looked at when all is done: to ask again and again would keep the page busy.
  await page.goto(`${url}/${index}`);
  const time = await page.evaluate(() => /** @type {{ took: number }} */ (/** @type {unknown} */ (window)).took);
  await context.close();
  return time;
};

const median = (/** @type {number[]} */ values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

for (const slowdown of /** @type {const} */ ([1, 4])) {
  /** @type {number[][]} */
  const times = names.map(() => []);
  // Interleaved, so that whatever else the machine does falls on all of them.
  for (let run = 0; run < RUNS; run++)
    for (const index of names.keys()) times[index]?.push(await measure(index, slowdown));
  console.log(`start-up in ms, median of ${RUNS}, ${slowdown} times slower; limit ${LIMITS[slowdown]} ms for the core`);
  console.table(
    names.map((name, index) => ({
      part: name,
      ms: +median(times[index] ?? []).toFixed(2),
      least: +Math.min(...(times[index] ?? [])).toFixed(2),
      most: +Math.max(...(times[index] ?? [])).toFixed(2),
    })),
  );
}
await browser.close();
server.close();
