// @ts-check
// Run by hand: node test/bench/insert.mjs
// What an element costs that a script inserts: without Kivok, with the core, and with ten services declared, interleaved.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { chromium } from "playwright";
import { browserSwitches, findBrowser } from "../../src/commands/browser.mjs";

const ELEMENTS = 5000;
const ROUNDS = 25;
/** Rounds before any counts, so that the code is compiled. */
const WARM_UP = 5;
/** Microseconds that an element may take longer (issue 5). */
const LIMITS = { core: 2, services: 3 };

const services = Array.from({ length: 10 }, (_, index) => ({
  name: `Service ${index}`,
  category: "functional",
  match: [`service-${index}.example`, `cdn-${index}.example`],
}));
const TAGS = { native: "", core: "/kivok.js", services: "/kivok-services.js" };
const names = /** @type {(keyof typeof TAGS)[]} */ (Object.keys(TAGS));
const render = (/** @type {string} */ tag) => `<!doctype html><html lang="en"><head><title>Bench</title>
<link rel="icon" href="data:,"><script type="application/json" id="kivok-config">${JSON.stringify({ services })}</script>
${tag && `<script src="${tag}" data-policy="/"></script>`}</head><body><p>Text.</p></body></html>`;

const server = createServer(async (request, response) => {
  // Cross-origin isolated, which gives the finest clock that browsers have.
  const headers = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Content-Type": request.url?.endsWith(".js") ? "text/javascript" : "text/html",
  };
  const tag = TAGS[/** @type {keyof typeof TAGS} */ ((request.url ?? "").slice(1))];
  const file =
    tag === undefined
      ? await readFile(new URL(`../../dist${request.url}`, import.meta.url)).catch(() => undefined)
      : render(tag);
  response.writeHead(file ? 200 : 404, headers).end(file);
});
await new Promise((resolve) => server.listen(0, "localhost", () => resolve(undefined)));
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());

const executablePath = findBrowser();
if (!executablePath) throw new Error("no browser found: run `npm test`, which installs one");
const browser = await chromium.launch({ executablePath, args: browserSwitches });

/** How elements are inserted: as an empty element, as one with an address of the site's own, and with text in a parent. */
const kinds = {
  "a division": "const e = document.createElement('div'); box.appendChild(e);",
  "a link, with attributes":
    "const e = document.createElement('a'); e.setAttribute('class', 'x'); e.href = '#'; box.append(e);",
  "a row of a list": "const e = document.createElement('li'); e.append('Text'); box.insertBefore(e, null);",
};

/** Runs in the page: microseconds for each element, the observers of the insertions included. */
const insert = async (/** @type {{ code: string, count: number }} */ { code, count }) => {
  const run = new Function("box", "count", `for (let i = 0; i < count; i++) { ${code} }`);
  const box = document.body.appendChild(document.createElement("div"));
  const start = performance.now();
  run(box, count);
  // Observers run in a microtask.
  await Promise.resolve();
  const end = performance.now();
  box.remove();
  return ((end - start) * 1000) / count;
};

const pages = await Promise.all(
  names.map(async (name) => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`http://localhost:${port}/${name}`);
    return page;
  }),
);
/** @type {Record<string, number[][]>} */
const times = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, names.map(() => [])]));
for (let round = -WARM_UP; round < ROUNDS; round++)
  for (const [kind, code] of Object.entries(kinds))
    for (const [index, page] of pages.entries()) {
      const time = await page.evaluate(insert, { code, count: ELEMENTS });
      if (round >= 0) times[kind]?.[index]?.push(time);
    }
await browser.close();
server.close();

const median = (/** @type {number[]} */ values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
console.log(`${ELEMENTS} elements a round, ${ROUNDS} rounds; microseconds for each element, median (least)`);
console.table(
  Object.entries(times).flatMap(([kind, all]) =>
    all.map((own, index) => {
      const name = /** @type {keyof typeof TAGS} */ (names[index]);
      // The least of all rounds is what the code costs; the rest is what else the machine does.
      const more = Math.min(...own) - Math.min(...(all[0] ?? []));
      return {
        inserted: kind,
        page: name,
        µs: `${median(own).toFixed(2)} (${Math.min(...own).toFixed(2)})`,
        "more than native, µs": name === "native" ? "" : +more.toFixed(2),
        limit: name === "native" ? "" : LIMITS[name],
        kept: name === "native" ? "" : more <= LIMITS[name],
      };
    }),
  ),
);
