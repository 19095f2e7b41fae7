import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Collector, startCollector } from "../../src/server/app.js";
import { isoDate } from "../../src/server/calendar.js";
import { decision, send } from "../server/beacons.js";
import { temporaryStore } from "../server/collector-process.js";
import { launchChromium } from "./chromium.js";
import { consentTruth } from "./dashboard-consent.js";
import { type Asked, truthOf } from "./dashboard-truth.js";
import { eventually } from "./test-server.js";
import { decidedLog, END, LAST, type Logged, refusedLog, weekLog, ZONE } from "./week-log.js";

const PASSWORD = "correct horse";
/** The same week for a site that folds below 3, and for one that folds nothing. */
const SITES = { 3: "three.example", 1: "one.example" } as const;

let browser: Browser;
let collector: Collector;
let page: Page;
let clock = 0;
const logs = new Map<string, readonly Logged[]>();

beforeAll(async () => {
  const sites = Object.entries(SITES).map(([k, name]) => ({
    ...{ name, origins: [`https://${name}`], timeZone: ZONE, k: Number(k) },
  }));
  const settings = {
    ...{ port: 0, host: "127.0.0.1", data: temporaryStore(), sites, password: PASSWORD, trustProxy: false },
    ...{ files: fileURLToPath(new URL("../../dist", import.meta.url)), limit: 1_000_000, receipts: false },
    logLevel: "silent" as const,
  };
  collector = await startCollector(settings, () => clock);
  for (const { name } of sites) logs.set(name, weekLog(name));
  const arrivals = sites.flatMap(({ name }) => [
    ...(logs.get(name) ?? []).map(({ at, client, beacon }) => ({
      at,
      status: 204,
      send: () => send(collector.url, beacon, { Origin: `https://${name}`, "User-Agent": client.agent }),
    })),
    ...decidedLog.map(({ at, granted }) => ({
      at,
      status: 204,
      send: () => send(collector.url, decision(granted, { site: name }), { Origin: `https://${name}` }),
    })),
    ...refusedLog.map(({ at, reason, body, headers }) => ({
      at,
      status: reason,
      send: () => send(collector.url, body(name), { Origin: `https://${name}`, ...headers }),
    })),
  ]);
  // The collector's clock runs as it does: forwards.
  for (const { at, status, send } of arrivals.sort((one, other) => one.at - other.at)) {
    clock = at;
    const response = await send();
    expect(response.headers.get("kivok-refused") ?? response.status).toBe(status);
  }
  clock = END;
  browser = await launchChromium();
  page = await (await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(`${collector.url}/#lang=en`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.locator("main[aria-busy=false] .pick").first().waitFor();
});
afterAll(async () => {
  await browser.close();
  await collector.stop();
});

/** Everything on the screen that is a number, as {@link truthOf} says it. */
const readScreen = async () => {
  const text = (selector: string): Promise<string[]> =>
    page.locator(selector).evaluateAll((all) => all.map((one) => (one.textContent ?? "").replace(/\s+/g, " ").trim()));
  /** Cells of each row of a table, without what only opens a note, and then its bar. */
  const rows = (selector: string): Promise<string[][]> =>
    page
      .locator(selector)
      .evaluateAll((all) =>
        all.map((row) => [
          ...[...row.querySelectorAll("th, td")].map((cell) =>
            ((cell.querySelector(":scope > span") ?? cell).textContent ?? "").replace(/\s+/g, " ").trim(),
          ),
          ...((row as HTMLElement).style.getPropertyValue("--w")
            ? [(row as HTMLElement).style.getPropertyValue("--w")]
            : []),
        ]),
      );
  const tiles = await page.locator(".pick").evaluateAll((all) =>
    all.map((tile) => {
      const change = tile.querySelector(".chg");
      const size = change?.querySelector("i")?.textContent ?? "";
      const parts = [tile.querySelector("b")?.textContent ?? ""];
      if (change) parts.push(size, (change.textContent ?? "").slice(size.length));
      return parts.map((part) => part.replace(/\s+/g, " ").trim());
    }),
  );
  // Each step of the chart as the slider says it, for each headline number.
  const readings: string[][] = [];
  for (let index = 0; index < 5; index++) {
    await page.locator(".pick").nth(index).click();
    await page.locator(".pick").nth(index).and(page.locator("[aria-pressed=true]")).waitFor();
    const slider = page.locator("section[aria-labelledby=chart] input[type=range]");
    readings.push(
      await slider.evaluate(async (input: HTMLInputElement) => {
        const said: string[] = [];
        // Preact draws in a microtask.
        const drawn = () => new Promise((resolve) => setTimeout(resolve));
        for (let step = 0; step <= Number(input.max); step++) {
          input.value = String(step);
          input.dispatchEvent(new Event("input", { bubbles: true }));
          await drawn();
          said.push((input.getAttribute("aria-valuetext") ?? "").replace(/\s+/g, " "));
        }
        return said;
      }),
    );
  }
  await page.locator(".pick").first().click();
  const weeks = await text("svg.gap .strong");
  const firstVisits = (await text("svg.gap .big"))[0] ?? "";
  // What the pictures show, as tables.
  const toTable = async (section: string, table: string): Promise<string[][]> => {
    const switches = page.locator(`section[aria-labelledby=${section}] .seg button`);
    await switches.last().click();
    await page.locator(`${table} tbody`).waitFor();
    const cells = await rows(`${table} tbody tr`);
    await switches.first().click();
    await page.locator(table).waitFor({ state: "detached" });
    return cells;
  };
  const table = await toTable("chart", ".flat");
  const gapRows = await toTable("returning", ".low table");
  const lists: Record<string, string[][] | string> = {};
  const panel = async (name: string, selector: string): Promise<void> => {
    const cells = await rows(`${selector} tbody tr`);
    lists[name] = cells.length > 0 ? cells : ((await text(`${selector} .none`))[0] ?? "neither rows nor a word");
  };
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    await tab.and(page.locator("[aria-selected=true]")).waitFor();
    await panel((await tab.getAttribute("id"))?.slice(4) ?? "", `#${await tab.getAttribute("aria-controls")}`);
  }
  await panel("count", "section[aria-labelledby=heading-count]");
  const split = await page
    .locator("section[aria-labelledby=returning] dl.two dd")
    .evaluateAll((all) =>
      all.map((one) =>
        ["b", "span"].map((part) => (one.querySelector(part)?.textContent ?? "").replace(/\s+/g, " ").trim()),
      ),
    );
  const sentence = (await text(".back > div:first-child > p"))[0] ?? "";
  const live = {
    sums: await text("section[aria-labelledby=live] dl.two b"),
    bars: await page
      .locator(".pulse i")
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).style.getPropertyValue("--v"))),
    pages: await rows("section[aria-labelledby=live] tbody tr"),
  };
  const refusals = {
    rows: (await rows("section[aria-labelledby=refused] tbody tr")).sort(),
    sum: (await text("section[aria-labelledby=refused] > p"))[0] ?? "",
  };
  return {
    ...{ tiles, hint: (await text(".num .hint"))[0] ?? "", readings, table, lists, split },
    // Around which days returns gather is a sentence of rhythm.test.ts.
    ...{ median: sentence.split(/(?<=\.) /)[0] ?? "", weeks, firstVisits, gapRows, refusals, live },
  };
};

/** The panel of decisions, as {@link consentTruth} says it. */
const readConsent = (): Promise<object | null> =>
  page.locator("main").evaluate((main) => {
    const panel = main.querySelector("section[aria-labelledby=consent]");
    const text = (from: Element | null | undefined) => (from?.textContent ?? "").replace(/\s+/g, " ").trim();
    return (
      panel && {
        rate: text(panel.querySelector(".rate b")),
        change: text(panel.querySelector(".chg")),
        of: (panel.querySelector(".rate .mute")?.firstChild?.textContent ?? "").replace(/\s+/g, " ").trim(),
        rows: [...panel.querySelectorAll("tbody tr")].map((row) => [
          ...[...row.querySelectorAll("th, td")].map(text),
          (row as HTMLElement).style.getPropertyValue("--w"),
        ]),
      }
    );
  });

/** Visits by source and entry page, as the table of them says; `··` where it does not. */
const readPairs = (): Promise<Record<string, string>> =>
  page.locator("section.pairs").evaluateAll(([section]) => {
    const entries = [...(section?.querySelectorAll("thead th") ?? [])].slice(1).map((cell) => cell.textContent);
    return Object.fromEntries(
      [...(section?.querySelectorAll("tbody tr") ?? [])].flatMap((row) =>
        [...row.querySelectorAll("td")].map((cell, index) => [
          `${row.querySelector("th")?.textContent} ${entries[index]}`,
          (cell.textContent ?? "").slice(0, 2) === "··" ? "··" : (cell.textContent ?? ""),
        ]),
      ),
    );
  });

const plain = <Value>(value: Value): Value =>
  JSON.parse(JSON.stringify(value).replace(/[\u00a0\u202f\u2009]/g, " ")) as Value;

type Case = readonly [what: string, from: number, to: number, k: 1 | 3, language: "en" | "ru", compare: boolean];
const CASES: readonly Case[] = [
  ["a day, by the hour, with the day before", LAST - 1, LAST - 1, 3, "en", true],
  ["today, until the hour that runs", LAST, LAST, 1, "ru", true],
  ["the whole week, before which nothing was counted", LAST - 6, LAST, 3, "en", true],
  ["three days up to today, with the three before", LAST - 2, LAST, 3, "ru", true],
  ["two days that are over, with the two before, unfolded", LAST - 2, LAST - 1, 1, "en", true],
  ["three days that are compared with nothing", LAST - 2, LAST, 1, "ru", false],
  ["ten days that begin before the first one with data", LAST - 9, LAST, 3, "ru", true],
  ["days before the first one with data", LAST - 9, LAST - 7, 3, "en", true],
];

test.each(CASES)("[C6] every number is the beacon log's: %s", async (_, from, to, k, language, compare) => {
  const site = SITES[k];
  const asked: Asked = { from, to, k, language, compare };
  const truth = truthOf(logs.get(site) ?? [], refusedLog, asked);
  const days = `from=${isoDate(from)}&to=${isoDate(to)}`;
  await page.goto(
    `${collector.url}/?${from}-${to}#site=${site}&${days}&lang=${language}${compare ? "" : "&compare=0"}`,
  );
  await page.locator("main[aria-busy=false] .pick").first().waitFor();
  // Live numbers and pairs come by themselves.
  await eventually(async () => expect(plain(await readScreen())).toEqual(plain(truth.screen)));
  expect(plain(await readConsent())).toEqual(plain(consentTruth(decidedLog, asked)));
  // Where every pair is folded there is no table of them.
  const most = Math.max(0, ...Object.values(truth.pairs));
  await eventually(async () => expect(await page.locator("section.pairs tbody").count()).toBe(most < k ? 0 : 1));
  const pairs = Object.entries(await readPairs());
  for (const [pair, shown] of pairs) {
    const count = truth.pairs[pair] ?? 0;
    if (shown === "··") expect([pair, count > 0, k]).toEqual([pair, true, 3]);
    else expect([pair, shown]).toEqual([pair, count === 0 ? "–" : String(count)]);
    if (count > 0 && count < k) expect([pair, shown]).toEqual([pair, "··"]);
  }
  // Five sources and six entry pages fit: without folding none is missing.
  if (k === 1)
    expect(Object.fromEntries(pairs)).toMatchObject(
      Object.fromEntries(Object.entries(truth.pairs).map(([pair, count]) => [pair, String(count)])),
    );
});
