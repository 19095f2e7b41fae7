import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium, newVisitor } from "./chromium.js";
import {
  CONTENT,
  errorsOf,
  expectRecord,
  focusedIn,
  NARROW,
  nextFrame,
  noticeOf,
  partOf,
  SALON,
  settingsOf,
  storedBy,
  WIDE,
} from "./notice-page.js";
import { eventually, startTestServer, type TestServer } from "./test-server.js";

let browser: Browser;
let server: TestServer;
let visitor: BrowserContext;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.close()]);
});
beforeEach(() => server.reset());
afterEach(() => visitor.close());

const open = async (config: object = {}, viewport = WIDE): Promise<void> => {
  visitor = await newVisitor(browser, { viewport, reducedMotion: "reduce" });
  page = await visitor.newPage();
  const body = `${CONTENT}<button id="accept" data-kivok="accept">Allow cookies</button>`;
  server.page("/", { config: { ...SALON, guardian: { age: 14 }, endpoint: server.url, ...config }, body });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
};
const step = () => page.locator("kivok-notice [part~=guardian]");
const isUndecided = async (): Promise<void> => {
  await server.beacons.expectNone(page);
  expect(await page.evaluate(() => window.kivok.record)).toBeNull();
  expect(await storedBy(visitor, page)).toEqual([]);
};

describe("[N18] where an age is configured, Accept", () => {
  test.each(["box", "bar", "dialog"])(
    "asks in the %s's own place, with focus on the title and three equal answers, and decides nothing; Back returns",
    async (layout) => {
      for (const viewport of [WIDE, NARROW]) {
        await open({ layout, language: "ru" }, viewport);
        const card = await noticeOf(page).elementHandle();
        await partOf(page, "accept").click();
        await step().waitFor();
        expect(await card?.evaluate((element) => element.matches("[part~=guardian]"))).toBe(true);
        expect(await focusedIn(page)).toBe("t");
        const role = layout === "dialog" ? "dialog" : "region";
        await page.getByRole(role, { name: "Подтвердите согласие" }).waitFor();
        const text = ((await step().textContent()) ?? "").replaceAll("\u00a0", " ");
        expect(text).toContain("тот, кому исполнилось 14 лет, или ребёнок");
        expect(text).toContain("Дату рождения мы не спрашиваем и не храним");
        expect(text).not.toMatch(/\{\}|undefined/);
        // Nothing in which a date could be given.
        expect(await step().locator("input, select, textarea, [contenteditable]").count()).toBe(0);
        expect((await step().getByRole("button").allTextContents()).map((name) => name.replace("\u00a0", " "))).toEqual(
          ["Мне есть 14 лет", "Родитель или опекун согласен", "Отклонить все", "Назад"],
        );
        const looks = await step()
          .getByRole("button")
          .evaluateAll((buttons) =>
            buttons.slice(0, 3).map((button) => {
              const { x, width, height, bottom } = button.getBoundingClientRect();
              const { color, backgroundColor, fontSize, fontWeight } = getComputedStyle(button);
              return {
                x,
                width,
                height,
                color,
                backgroundColor,
                fontSize,
                fontWeight,
                isInView: bottom <= innerHeight,
              };
            }),
          );
        expect(looks).toEqual(Array(3).fill({ ...looks[0], isInView: true }));
        await isUndecided();
        await step().getByRole("button", { name: "Назад" }).click();
        await step().waitFor({ state: "detached" });
        expect(await focusedIn(page)).toBe("accept");
        await page.getByRole(role, { name: "Мы используем файлы cookie" }).waitFor();
        await isUndecided();
        if (viewport === WIDE) await visitor.close();
      }
    },
  );

  test.each([
    { answer: "I am 14 years or over", how: "notice", granted: ["functional", "statistics", "media"] },
    { answer: "A parent or guardian agrees", how: "guardian", granted: ["functional", "statistics", "media"] },
    { answer: "Reject all", how: "notice", granted: [] },
  ])("and “$answer” is the decision, which keeps no age", async ({ answer, how, granted }) => {
    await open();
    await partOf(page, "accept").click();
    await page.getByRole("button", { name: answer.replace("14 years", "14\u00a0years") }).click();
    await expectRecord(page, { how, granted } as object);
    const cookie = (await visitor.cookies()).find(({ name }) => name === "kivok");
    expect(cookie?.value).toMatch(new RegExp(`^1:[a-z0-9]+:1:${how}:[a-z0-9]*:`));
    if (granted[0]) await server.beacons.expect({ kind: "view" });
    else await server.beacons.expectNone(page);
    // All that is kept and sent beside it, and nothing in it is the age that was asked for.
    const names = granted[0] ? ["kivok", "kivok_day", "kivok_sent", "kivok_visit"] : ["kivok"];
    await eventually(async () => expect((await storedBy(visitor, page)).sort()).toEqual(names));
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    for (const text of [kept, JSON.stringify(await page.evaluate(() => window.kivok.record)), ...server.beacons.texts])
      expect(text).not.toMatch(/\bage\b|birth|guardian.{0,3}14|"14"/i);
    await page.reload();
    await page.locator("kivok-button").waitFor({ state: "attached" });
    expect(await page.locator("kivok-notice").count()).toBe(0);
    expect(server.requests.filter((path) => path === "/kivok-guardian.js")).toHaveLength(1);
  });

  test("in the settings asks for what is new only, and Back brings the switches back as they were", async () => {
    await open();
    await partOf(page, "settings").click();
    await page.getByRole("switch", { name: "Statistics" }).check();
    await partOf(page, "save").click();
    await page.getByRole("dialog", { name: "Confirm your agreement" }).waitFor();
    await isUndecided();
    await page.getByRole("button", { name: "Back" }).click();
    await eventually(async () => expect(await focusedIn(page)).toBe("save"));
    expect(await page.getByRole("switch", { name: "Statistics" }).isChecked()).toBe(true);
    await partOf(page, "save").click();
    await step().waitFor();
    await page.keyboard.press("Escape");
    await noticeOf(page).waitFor();
    await isUndecided();

    await partOf(page, "settings").click();
    await page.getByRole("switch", { name: "Statistics" }).check();
    await partOf(page, "save").click();
    await page.getByRole("button", { name: "I am 14\u00a0years or over" }).click();
    await expectRecord(page, { how: "settings", granted: ["statistics"] });
    for (const [name, granted] of [
      ["save", ["statistics"]],
      ["reject", []],
    ] as const) {
      await page.locator("kivok-button button").click();
      await partOf(page, name).click();
      await expectRecord(page, { how: "settings", granted });
    }
    await page.locator("kivok-button button").click();
    await partOf(page, "accept").click();
    await step().waitFor();
    expect(await page.evaluate(() => window.kivok.record?.granted)).toEqual([]);
  });

  test("by a button of the page asks as well, in the notice or, without one, in the settings; the page's own code answers for itself", async () => {
    await open();
    await page.locator("#accept").click();
    await step().waitFor();
    expect(await noticeOf(page).count()).toBe(1);
    await isUndecided();
    await page.getByRole("button", { name: "Reject all" }).click();
    await expectRecord(page, { granted: [] });
    await page.locator("#accept").click();
    await page.getByRole("button", { name: "A parent or guardian agrees" }).click();
    await expectRecord(page, { how: "guardian", granted: ["functional", "statistics", "media"] });
    await page.evaluate(() => window.kivok.reject());
    await page.evaluate(() => window.kivok.accept());
    await expectRecord(page, { how: "api", granted: ["functional", "statistics", "media"] });
  });

  test("grants nothing where the step's file does not come, and the question stays", async () => {
    await open();
    const errors = errorsOf(page);
    await visitor.route("**/kivok-guardian.js", (route) => route.abort());
    const failed = page.waitForEvent("requestfailed");
    await partOf(page, "accept").click();
    await failed;
    await nextFrame(page);
    expect(await noticeOf(page).count()).toBe(1);
    await isUndecided();
    await partOf(page, "reject").click();
    await expectRecord(page, { granted: [] });
    expect(errors).toEqual([]);
  });
});

test("[N18] without an age nothing asks, and the step's file is not loaded", async () => {
  await open({ guardian: { age: 0 } });
  await partOf(page, "accept").click();
  await expectRecord(page, { how: "notice" });
  await page.locator("#accept").click();
  await expectRecord(page, { how: "page" });
  expect(server.requests).not.toContain("/kivok-guardian.js");
  expect(await settingsOf(page).count()).toBe(0);
});
