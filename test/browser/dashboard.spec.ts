import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PageView } from "../../src/model/beacon.js";
import { dayNumber } from "../../src/model/visit.js";
import { type Collector, startCollector } from "../../src/server/app.js";
import { decision, newOnce, ORIGIN, SITE, send } from "../server/beacons.js";
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
  for (const granted of ["all", "all", "all", "some", "none", "none", "none"] as const)
    expect((await send(collector.url, decision(granted))).status).toBe(204);
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

describe("the dashboard of a week that thirty browsers have written", () => {
  test("[N9] the login has no violation that axe finds", async () => {
    await open();
    await page.getByLabel("Password").waitFor();
    expect(await violations()).toEqual([]);
    await logIn();
  });

  test("[N9] the report has no violation that axe finds, light and dark, wide and narrow, with the tables behind its pictures", async () => {
    await page.getByRole("button", { name: "Table" }).first().click();
    await page.locator(".flat tbody tr").first().waitFor();
    await page.getByRole("button", { name: "Table" }).nth(1).click();
    await page.locator(".low tbody tr").first().waitFor();
    await page.locator(".matrix").waitFor();
    await page.locator("section[aria-labelledby=consent] tbody tr").nth(1).waitFor();
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
