// @ts-check
// Run by hand: node test/bench/preferences.mjs
// How long a visitor waits for the settings at a CPU four times slower, from the click to the frame that shows them, with the
// salon's configuration: from the notice, by the floating button once the interface is loaded, and by it on a page where
// the interface has to be loaded first.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { chromium } from "playwright";
import { kivokConfig } from "../../demo/kivok-config.mjs";
import { browserSwitches, findBrowser } from "../../src/commands/browser.mjs";

const RUNS = 20;
const SLOWDOWN = 4;
/** Milliseconds: what is answered sooner feels immediate (issue 4). */
const LIMIT = 100;
/** Cookies that a server of the site has set, beside those declared. */
const COOKIES = 15;

const TYPES = { ".js": "text/javascript", ".json": "application/json" };
const page = `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,">
<script type="application/json" id="kivok-config">${JSON.stringify({ ...kivokConfig("localhost"), layout: "bar" })}</script>
<script src="/kivok.js"></script></head><body><main><h1>Bench</h1>${"<p>Text of a page that is read.</p>".repeat(40)}</main></body></html>`;

const server = createServer(async (request, response) => {
  const path = request.url ?? "";
  const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(path))];
  const file = type
    ? await readFile(new URL(`../../dist${path}`, import.meta.url)).catch(() => undefined)
    : path === "/" && page;
  // Cached as on a real site, so that only what is loaded for the first time is waited for.
  const headers = { "Content-Type": type ?? "text/html", "Cache-Control": type ? "max-age=600" : "no-store" };
  response.writeHead(file ? 200 : 404, headers).end(file || "");
});
await new Promise((resolve) => server.listen(0, "localhost", () => resolve(undefined)));
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
const url = `http://localhost:${port}/`;

const executablePath = findBrowser();
if (!executablePath) throw new Error("no browser found: run `npm test`, which installs one");
const browser = await chromium.launch({ executablePath, args: browserSwitches });

/** A visitor of a slow device, with a page of the site; `decided` some time ago, or asked now. */
const visit = async (/** @type {boolean} */ isDecided) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addCookies(
    Array.from({ length: COOKIES }, (_, index) => ({ name: `cookie_${index}`, value: "1", url })),
  );
  const page = await context.newPage();
  if (isDecided) {
    await page.goto(url);
    await page.locator("kivok-notice [part~=accept]").click();
    await page.locator("kivok-notice").waitFor({ state: "detached" });
  }
  const client = await context.newCDPSession(page);
  await client.send("Performance.enable", { timeDomain: "threadTicks" });
  await client.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  await page.goto(url);
  const opener = page.locator(isDecided ? "kivok-button button" : "kivok-notice [part~=settings]");
  await opener.waitFor();
  // The notice has come to rest, so that its entrance is not measured.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  return { context, page, client, opener };
};

/** Milliseconds of processor time that the page's own thread has used, which hardly depends on what else the machine does. */
const usedBy = async (/** @type {import("playwright").CDPSession} */ client) => {
  const { metrics } = await client.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
};

/**
 * Clicks as a person does, and measures in the page: from the time stamp of the pointer's release, which is the browser's own, to the
 * moment after the frame in which the dialog is open.
 * @param {Awaited<ReturnType<typeof visit>>} visitor
 * @returns {Promise<readonly [waited: number, used: number]>} milliseconds
 */
const measure = async ({ page, client, opener }) => {
  await opener.hover();
  await page.evaluate(() => {
    const page = /** @type {{ shown?: Promise<number> }} */ (/** @type {unknown} */ (window));
    page.shown = new Promise((resolve) => {
      const onRelease = (/** @type {PointerEvent} */ { timeStamp }) => {
        const look = () => {
          const dialog = document.querySelector("kivok-notice")?.shadowRoot?.querySelector("dialog[part=preferences]");
          if (!dialog?.matches(":modal")) {
            requestAnimationFrame(look);
            return;
          }
          // This frame shows it: a task that is queued now runs after the frame is drawn.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - timeStamp);
          port2.postMessage(null);
        };
        requestAnimationFrame(look);
      };
      addEventListener("pointerup", onRelease, { once: true, capture: true });
    });
  });
  const before = await usedBy(client);
  await page.mouse.down();
  await page.mouse.up();
  const waited = await page.evaluate(
    () => /** @type {{ shown?: Promise<number> }} */ (/** @type {unknown} */ (window)).shown,
  );
  return [waited ?? Number.NaN, (await usedBy(client)) - before];
};

/** @type {Record<string, (readonly [waited: number, used: number])[]>} */
const times = { "in the bar": [], "floating button": [], "floating button, interface to be loaded": [] };
for (let run = 0; run < RUNS; run++) {
  const asked = await visit(false);
  times["in the bar"]?.push(await measure(asked));
  await asked.context.close();

  const decided = await visit(true);
  times["floating button, interface to be loaded"]?.push(await measure(decided));
  await decided.page.keyboard.press("Escape");
  await decided.opener.waitFor();
  times["floating button"]?.push(await measure(decided));
  await decided.context.close();
}
await browser.close();
server.close();

const median = (/** @type {number[]} */ values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
console.log(
  `click to settings shown, ms, ${RUNS} visitors, ${SLOWDOWN} times slower; limit ${LIMIT} ms once the interface is there`,
);
console.table(
  Object.entries(times).map(([opened, own]) => {
    const waited = own.map(([time]) => time);
    return {
      opened,
      median: +median(waited).toFixed(1),
      least: +Math.min(...waited).toFixed(1),
      worst: +Math.max(...waited).toFixed(1),
      "processor, median": +median(own.map(([, used]) => used)).toFixed(1),
      kept: /loaded/.test(opened) ? "" : median(waited) < LIMIT,
    };
  }),
);
