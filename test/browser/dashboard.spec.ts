import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PageView } from "../../src/model/beacon.js";
import { dayNumber } from "../../src/model/visit.js";
import { type Collector, startCollector } from "../../src/server/app.js";
import { newOnce, ORIGIN, SITE, send } from "../server/beacons.js";
import { temporaryStore } from "../server/collector-process.js";
import { launchChromium } from "./chromium.js";
import { clientOf, scriptedWeek, type Visit } from "./scripted-week.js";

const PASSWORD = "correct horse";
const DAY_MILLISECONDS = 86_400_000;
const END = Date.now();
const LAST = dayNumber(END, "UTC");
const isoDate = (day: number): string => new Date(day * DAY_MILLISECONDS).toISOString().slice(0, 10);
const week = scriptedWeek();

let browser: Browser;
let collector: Collector;
let page: Page;
let axe = "";
let clock = END;

/** The beacons of a visit, in their order, as Kivok sends them. */
const beaconsOf = (visit: Visit, lastActive: number | undefined) => {
  const { language, zone, screen } = clientOf(visit.browser);
  const day = LAST - 6 + visit.day;
  const common = () => ({ v: 1, once: newOnce(), site: SITE, day }) as const;
  const beacons: object[] = visit.pages.flatMap(({ path, seconds }, index): object[] => {
    const previous = visit.pages[index - 1]?.path;
    const gap = lastActive === undefined ? 0 : visit.day - lastActive;
    const view: PageView = {
      ...common(),
      kind: "view",
      path,
      step: index + 1,
      language,
      zone,
      screen,
      ...(index === 0 && (lastActive === undefined || gap > 0) ? { gap } : {}),
      ...(previous === undefined ? {} : { previous }),
      ...(index === 0 && visit.source ? { referrer: visit.source } : {}),
      ...(index === 0 && visit.campaign ? { campaign: visit.campaign } : {}),
    };
    return seconds > 0 ? [view, { ...common(), kind: "time", path, seconds }] : [view];
  });
  if (visit.booked) beacons.push({ ...common(), kind: "count", path: "/booking", name: "booking" });
  return beacons;
};

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  collector = await startCollector(
    {
      port: 0,
      host: "127.0.0.1",
      data: temporaryStore(),
      sites: [{ name: SITE, origins: [ORIGIN], timeZone: "UTC" }],
      password: PASSWORD,
      trustProxy: false,
      files: fileURLToPath(new URL("../../dist", import.meta.url)),
      limit: 1_000_000,
      receipts: false,
      logLevel: "silent",
    },
    () => clock,
  );
  const active = new Map<number, number>();
  for (const visit of week) {
    const day = LAST - 6 + visit.day;
    clock = day === LAST ? END : day * DAY_MILLISECONDS + DAY_MILLISECONDS / 2;
    for (const beacon of beaconsOf(visit, active.get(visit.browser)))
      expect((await send(collector.url, beacon, { "User-Agent": clientOf(visit.browser).agent })).status).toBe(204);
    active.set(visit.browser, visit.day);
  }
  clock = END;
  for (let index = 0; index < 2; index++) expect((await send(collector.url, "{")).status).toBe(400);
  browser = await launchChromium();
  const context = await browser.newContext({
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1280, height: 900 },
  });
  page = await context.newPage();
});
afterAll(async () => {
  await browser.close();
  await collector.stop();
});

const open = async (more = ""): Promise<void> => {
  await page.goto(
    `${collector.url}/?${Math.random()}#site=${SITE}&from=${isoDate(LAST - 6)}&to=${isoDate(LAST)}&lang=en${more}`,
  );
};
/** The report is there: what is shown after a moment without one has a frame of the same shape, and no numbers. */
const reported = (on: Page): Promise<void> =>
  on
    .locator("main[aria-busy=false]")
    .getByRole("button", { name: /^Views/ })
    .waitFor();
const logIn = async (): Promise<void> => {
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await reported(page);
};

/** What axe finds wrong, light and dark. */
const violations = async (): Promise<string[]> => {
  const found: string[] = [];
  await page.evaluate(axe);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(
      ...(await page.evaluate(async () => {
        const { run } = (window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe;
        const results = await run({ rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] });
        return results.violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(" ")}: ${failureSummary}`),
        );
      })),
    );
  }
  return found;
};

const tally = (names: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};
/** As a list shows them: largest first, what is under 3 folded, and with it the next one if the sum is under 3. */
const shownOf = (names: readonly string[]): string[] => {
  const rows = [...tally(names)].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const folded: number[] = [];
  while (rows.length > 0 && (rows.at(-1)?.[1] ?? 0) < 3) folded.push(rows.pop()?.[1] ?? 0);
  const sum = () => folded.reduce((all, count) => all + count, 0);
  if (folded.length > 0 && sum() < 3 && rows.length > 0) folded.push(rows.pop()?.[1] ?? 0);
  const shown = rows.map(([name, count]) => `${name} ${count}`);
  return folded.length === 0 ? shown : [...shown, `(few) ${sum()}`];
};
/** First column and first number of each row of a table. */
const rowsOf = (selector: string): Promise<string[]> =>
  page.locator(selector).evaluateAll((rows) =>
    rows.map((row) => {
      const name = row.querySelector("th span")?.lastChild?.textContent ?? "";
      return `${row.classList.contains("few") ? "(few)" : name} ${row.querySelector("td")?.textContent}`;
    }),
  );
const numberOf = async (name: RegExp): Promise<string> =>
  (await page.getByRole("button", { name }).locator("b").textContent()) ?? "";

describe("the dashboard of a week that thirty browsers have written", () => {
  test("[N9] the login has no violation that axe finds", async () => {
    await open();
    await page.getByLabel("Password").waitFor();
    expect(await violations()).toEqual([]);
    await logIn();
  });

  test("[C6] the headline numbers are those of the log", async () => {
    const views = week.flatMap(({ pages }) => pages);
    expect(await numberOf(/^Visitors/)).toBe(String(new Set(week.map((visit) => visit.browser)).size));
    expect(await numberOf(/^Visits/)).toBe(String(week.length));
    expect(await numberOf(/^Views/)).toBe(String(views.length));
    const bounces = week.filter(({ pages }) => pages.length === 1).length;
    expect(await numberOf(/^Bounce/)).toBe(`${Math.round((bounces / week.length) * 100)}%`);
    const each = Math.round(views.reduce((sum, { seconds }) => sum + seconds, 0) / week.length);
    expect(await numberOf(/^Visible time/)).toBe(`${Math.floor(each / 60)}:${String(each % 60).padStart(2, "0")}`);
  });

  test("[C6] every list is that of the log, with the rare rows folded", async () => {
    const entries = week.map(({ pages }) => pages[0]?.path ?? "");
    const lists: Record<string, string[]> = {
      Pages: week.flatMap(({ pages }) => pages.map(({ path }) => path)),
      Entry: entries,
      Exit: week.map(({ pages }) => pages.at(-1)?.path ?? ""),
      Sources: week.map(({ source }) => source || "(direct)"),
      Campaigns: week.flatMap(({ campaign }) => campaign || []),
      Countries: week.map(
        (visit) => ({ DE: "Germany", RU: "Russia", KZ: "Kazakhstan" })[clientOf(visit.browser).country] ?? "",
      ),
      Languages: week.map((visit) => ({ en: "English", ru: "Russian" })[clientOf(visit.browser).language] ?? ""),
      Browsers: week.map((visit) => clientOf(visit.browser).browser),
      Systems: week.map((visit) => clientOf(visit.browser).system),
    };
    for (const [name, expected] of Object.entries(lists)) {
      await page.getByRole("tab", { name }).click();
      await page.getByRole("tab", { name, selected: true }).waitFor();
      const panel = await page.getByRole("tab", { name }).getAttribute("aria-controls");
      expect([name, await rowsOf(`#${panel} tbody tr`)]).toEqual([name, shownOf(expected)]);
    }
    const counts = "section[aria-labelledby=heading-count] tbody tr";
    expect(await rowsOf(counts)).toEqual([`booking ${week.filter(({ booked }) => booked).length}`]);
    expect((await rowsOf("section[aria-labelledby=refused] tbody tr"))[0]).toBe("Malformed 2");
  });

  test("[A5] visitors by source and country are those who came first with it, and too few are not told", async () => {
    const first = new Map<number, Visit>();
    for (const visit of week) if (!first.has(visit.browser)) first.set(visit.browser, visit);
    const visits = [...first.values()];
    const lists: Record<string, string[]> = {
      Sources: visits.map(({ source }) => source || "(direct)"),
      Campaigns: visits.flatMap(({ campaign }) => campaign || []),
      Countries: visits.map(
        (visit) => ({ DE: "Germany", RU: "Russia", KZ: "Kazakhstan" })[clientOf(visit.browser).country] ?? "",
      ),
    };
    for (const [name, all] of Object.entries(lists)) {
      await page.getByRole("tab", { name }).click();
      await page.getByRole("tab", { name, selected: true }).waitFor();
      const panel = `#${await page.getByRole("tab", { name }).getAttribute("aria-controls")}`;
      const titles = await page.locator(`${panel} thead th`).allTextContents();
      expect(titles.slice(1)).toEqual(["Visits", "Visitors", "Share"]);
      const shown = await page
        .locator(`${panel} tbody tr:not(.few)`)
        .evaluateAll((rows) =>
          rows.map((row): [string, string] => [
            row.querySelector("th span")?.lastChild?.textContent ?? "",
            row.querySelectorAll("td")[1]?.textContent ?? "",
          ]),
        );
      const truth = tally(all);
      const told = shown.filter(([, visitors]) => visitors !== "—");
      expect([name, told]).toEqual([name, told.map(([value]) => [value, String(truth.get(value))])]);
      const hidden = all.length - told.reduce((sum, [, visitors]) => sum + Number(visitors), 0);
      expect([name, hidden === 0 || hidden >= 3]).toEqual([name, true]);
      if (name !== "Campaigns") expect(told.length).toBeGreaterThan(1);
      for (const [value] of told) expect(truth.get(value)).toBeGreaterThanOrEqual(3);
    }
  });

  test("[A5] each day's visitors, visits and views, and the days between visits, are those of the log", async () => {
    await page.getByRole("button", { name: "Table" }).first().click();
    await page.locator(".flat tbody tr").first().waitFor();
    const cells = await page
      .locator(".flat tbody tr")
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll("td")].slice(0, 3).map((cell) => cell.textContent)),
      );
    const days = [0, 1, 2, 3, 4, 5, 6].map((day) => week.filter((visit) => visit.day === day));
    expect(cells).toEqual(
      days.map((visits) =>
        [
          new Set(visits.map((visit) => visit.browser)).size,
          visits.length,
          visits.flatMap(({ pages }) => pages).length,
        ].map(String),
      ),
    );
    const active = new Map<number, number>();
    const gaps: string[] = [];
    for (const { browser, day } of week) {
      const last = active.get(browser);
      if (last !== day) gaps.push(last === undefined ? "first visit" : String(day - last));
      active.set(browser, day);
    }
    await page.getByRole("button", { name: "Table" }).nth(1).click();
    await page.locator(".low tbody tr").first().waitFor();
    const counted = tally(gaps);
    const expected = ["first visit", ...Array.from({ length: 31 }, (_, index) => String(index + 1)), "32+"].map(
      (name) => {
        const count = counted.get(name) ?? 0;
        return `${name} ${count > 0 && count < 3 ? "fewer than 3" : count}`;
      },
    );
    expect(await rowsOf(".low tbody tr")).toEqual(expected);
  });

  test("[C6] the table of sources by entry page shows the log's numbers and hides what is rare", async () => {
    const truth = tally(week.map(({ source, pages }) => `${source || "(direct)"} ${pages[0]?.path}`));
    await page.locator(".matrix").waitFor();
    const cells = await page.locator(".matrix").evaluate((table) => {
      const entries = [...table.querySelectorAll("thead th")].slice(1).map((cell) => cell.textContent);
      return [...table.querySelectorAll("tbody tr")].flatMap((row) =>
        [...row.querySelectorAll("td")].map((cell, index) => [
          `${row.querySelector("th")?.textContent} ${entries[index]}`,
          cell.textContent ?? "",
        ]),
      );
    });
    expect(cells.length).toBeGreaterThan(6);
    for (const [pair = "", shown = ""] of cells) {
      const count = truth.get(pair) ?? 0;
      if (shown === "–") expect([pair, count]).toEqual([pair, 0]);
      else if (shown.startsWith("··")) expect(count).toBeGreaterThan(0);
      else expect([pair, shown]).toEqual([pair, String(count)]);
      if (count > 0 && count < 3) expect(shown).toMatch(/^··/);
    }
  });

  test("[N9] the report has no violation that axe finds, light and dark, wide and narrow", async () => {
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await violations()).toEqual([]);
      // Only the tables scroll sideways, each by itself.
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });
});

test("[C5] the settings: k, a share link that only looks, its end; no violation that axe finds", async () => {
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "Settings" }).waitFor();
  expect(await violations()).toEqual([]);
  await page.getByLabel("Smallest row k").fill("1");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/^Saved at/).waitFor();

  await page.getByRole("button", { name: "New link" }).click();
  expect(await violations()).toEqual([]);
  await page.getByRole("textbox", { name: "Name" }).fill("for the stylist");
  await page.getByRole("button", { name: "Add" }).click();
  const link = (await page.locator("pre", { hasText: "#share=" }).textContent()) ?? "";
  expect(link).toMatch(/#share=[\w-]{32}$/);

  const stranger = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await stranger.goto(link);
  await stranger.getByText("you can look, and change nothing").waitFor();
  await reported(stranger);
  await stranger.getByRole("button", { name: "More" }).click();
  expect(await stranger.getByRole("button", { name: "Settings" }).count()).toBe(0);
  expect(await stranger.getByRole("button", { name: "Log out" }).count()).toBe(0);

  await page.getByRole("button", { name: "Revoke for the stylist" }).click();
  await page.getByRole("button", { name: "Revoke for the stylist" }).waitFor({ state: "detached" });
  await stranger.reload();
  await stranger.getByText("This link is not valid any more").waitFor();
  await stranger.context().close();

  await page.getByRole("button", { name: "Back to the report" }).click();
  await reported(page);
  // k is 1 now: nothing is folded any more.
  expect(await page.locator("tr.few").count()).toBe(0);
});

test("[C7] a deletion asks for the site's name, and then the days are gone", async () => {
  await open("&view=settings");
  await page.getByRole("button", { name: "Delete days…" }).click();
  await page.getByLabel(/^Write/).fill("another");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: SITE }).waitFor();
  await page.getByLabel(/^Write/).fill(SITE);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("Deleted.", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Back to the report" }).click();
  await page.getByText("Waiting for the first view").waitFor();
});
