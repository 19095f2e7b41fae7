import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium, newVisitor } from "./chromium.js";
import {
  CONTENT,
  NARROW,
  nextFrame,
  noticeOf,
  partOf,
  SALON,
  settingsOf,
  smallTargetsOf,
  WIDE,
} from "./notice-page.js";
import { startTestServer, type TestServer } from "./test-server.js";

let browser: Browser;
let server: TestServer;
let visitor: BrowserContext;
let page: Page;
let axe: string;

beforeAll(async () => {
  [browser, server, axe] = await Promise.all([
    launchChromium(),
    startTestServer(),
    readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"),
  ]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.close()]);
});
beforeEach(() => server.reset());
afterEach(() => visitor.close());

/** Frames that wait, the second one as narrow as they come, each with its placeholder. */
const FRAMES = `<section aria-label="Find us">
<iframe data-category="media" data-src="/map" title="Map" style="width:100%" height="300"></iframe>
<iframe data-category="media" data-src="/video" title="Video" width="200" height="260"></iframe></section>`;

const open = async (config: object = {}, options: BrowserContextOptions = {}, body = CONTENT): Promise<void> => {
  visitor = await newVisitor(browser, { viewport: WIDE, reducedMotion: "reduce", ...options });
  page = await visitor.newPage();
  server.page("/", { config: { ...SALON, endpoint: server.url, ...config }, body });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
  await page.evaluate(axe);
};

/** What axe finds wrong on the whole page, best practices and WCAG 2.2 AA included: each rule with its elements. */
const violations = (): Promise<string[]> =>
  page.evaluate(async () => {
    const rules: RunOptions["rules"] = { "target-size": { enabled: true } };
    const { run } = (window as unknown as { axe: { run: (options: RunOptions) => Promise<AxeResults> } }).axe;
    const results = await run({ rules, resultTypes: ["violations"] });
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(" ")}: ${failureSummary}`),
    );
  });

/** Every window, colour scheme and contrast in which the layer that is shown is checked. */
const everywhere = async (): Promise<string[]> => {
  const found: string[] = [];
  for (const size of [WIDE, NARROW])
    for (const look of [
      { colorScheme: "light" },
      { colorScheme: "dark" },
      { forcedColors: "active", colorScheme: "light" },
      // As Windows' dark contrast themes are: the palette is the system's, whatever the notice's own theme is.
      { forcedColors: "active", colorScheme: "dark" },
    ] as const) {
      await page.setViewportSize(size);
      await page.emulateMedia({ forcedColors: null, ...look });
      await nextFrame(page);
      if ("forcedColors" in look) expect(await isDark()).toBe(look.colorScheme === "dark");
      for (const violation of await violations()) found.push(`${size.width} ${JSON.stringify(look)} ${violation}`);
    }
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: null, forcedColors: null });
  return found;
};
/** Whether the layer that is shown, or else the floating button, is of a dark palette. */
const isDark = (): Promise<boolean> =>
  page.evaluate(() => {
    const { shadowRoot } = document.querySelector("kivok-notice, kivok-button") ?? {};
    const card = shadowRoot?.querySelector("section, dialog, button");
    return !!card && getComputedStyle(card).backgroundColor === "rgb(0, 0, 0)";
  });
const openAll = async (): Promise<void> => {
  for (const details of await settingsOf(page).locator("details").all())
    await details.evaluate((element) => element.setAttribute("open", ""));
};

describe("[N9] axe finds nothing, wide and narrow, light, dark and in forced colours", () => {
  test.each(["ru", "en", "ar"])(
    "in the first layer, the guardian step, placeholders, the settings with everything open, and with the floating button: %s",
    async (language) => {
      await open({ language, guardian: { age: 14 } }, {}, CONTENT + FRAMES);
      await page.locator("kivok-placeholder [part~=card]").nth(1).waitFor();
      // Axe sees what is drawn, so what must be pressed in a narrow frame has to be in it.
      for (const part of ["once", "allow"]) {
        const button = await page.locator(`kivok-placeholder [part~=${part}]`).nth(1).boundingBox();
        const frame = await page.locator("kivok-placeholder").nth(1).boundingBox();
        expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThanOrEqual((frame?.y ?? 0) + (frame?.height ?? 0));
      }
      expect(await everywhere()).toEqual([]);
      await partOf(page, "accept").click();
      await partOf(page, "guardian").waitFor();
      expect(await everywhere()).toEqual([]);
      await page.evaluate(() => {
        document.cookie = "sid=1";
        window.kivok.accept(["functional", "statistics"]);
      });
      await page.locator("kivok-button button").waitFor();
      expect(await page.locator("kivok-placeholder [part~=card]").count()).toBe(2);
      expect(await everywhere()).toEqual([]);
      await page.evaluate(() => window.kivok.open());
      await settingsOf(page).waitFor();
      await openAll();
      expect(await partOf(page, "stored").locator("tr").count()).toBeGreaterThan(2);
      expect(await everywhere()).toEqual([]);
    },
  );

  test.each([
    { title: "the bar", config: { layout: "bar" } },
    { title: "the centred dialog", config: { layout: "dialog", language: "ru" } },
    { title: "a light accent", config: { accent: "#ffd54a" } },
  ])("as $title", async ({ config }) => {
    await open(config);
    expect(await everywhere()).toEqual([]);
  });

  test.each([
    { language: "ru", layout: "box" },
    { language: "de", layout: "bar" },
    { language: "ar", layout: "dialog" },
  ])(
    "at 400 % zoom, where everything can still be reached and nothing is cut off sideways: $layout, $language",
    async (config) => {
      await open(config, { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });
      for (const layer of [noticeOf(page), settingsOf(page)]) {
        if (layer !== noticeOf(page) && (await layer.count()) === 0) {
          await partOf(page, "settings").click();
          await layer.waitFor();
          await openAll();
        }
        expect(await violations()).toEqual([]);
        expect(await layer.evaluate((card) => card.scrollWidth - card.clientWidth)).toBe(0);
        for (const part of ["accept", "reject"]) {
          await partOf(page, part).scrollIntoViewIfNeeded();
          const box = await partOf(page, part).boundingBox();
          expect(box?.y).toBeGreaterThanOrEqual(0);
          expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(256);
        }
      }
    },
  );
});

test("[N9] what can be clicked is at least 24 px in both directions, the main buttons 44", async () => {
  for (const viewport of [WIDE, NARROW]) {
    await open({ language: "ru" }, { viewport });
    expect(await smallTargetsOf(page)).toEqual([]);
    await partOf(page, "settings").click();
    await settingsOf(page).waitFor();
    await openAll();
    expect(await smallTargetsOf(page)).toEqual([]);
    await settingsOf(page).getByRole("button", { name: "Отклонить все" }).click();
    await page.locator("kivok-button button").waitFor();
    expect(await smallTargetsOf(page, "kivok-button")).toEqual([]);
    if (viewport === WIDE) await visitor.close();
  }
});

test("[N9] nothing moves for a visitor who asked for less motion, and the notice nods for the others; the floating button, which is there on every page, never moves", async () => {
  for (const reducedMotion of ["reduce", "no-preference"] as const) {
    await open({}, { reducedMotion });
    const moving = (root: string) =>
      page.evaluate(
        (tag) =>
          [...(document.querySelector(tag)?.shadowRoot?.querySelectorAll("*") ?? [])].filter((element) =>
            [undefined, "::before"].some((pseudo) => {
              const { animationName, transitionDuration } = getComputedStyle(element, pseudo);
              return animationName !== "none" || !/^0s(, 0s)*$/.test(transitionDuration);
            }),
          ).length,
        root,
      );
    const expected = reducedMotion === "reduce" ? (count: number) => count === 0 : (count: number) => count > 0;
    expect(await moving("kivok-notice")).toSatisfy(expected);
    await page.evaluate(() => window.kivok.open());
    await settingsOf(page).waitFor();
    expect(await moving("kivok-notice")).toSatisfy(expected);
    await page.evaluate(() => window.kivok.reject());
    await page.locator("kivok-button button").waitFor();
    expect(await moving("kivok-button")).toBe(0);
    if (reducedMotion === "reduce") await visitor.close();
  }
});

test("[N9] the element of the page that has focus is never behind the notice, whichever way the tab key goes", async () => {
  for (const [viewport, config] of [
    [WIDE, {}],
    [WIDE, { layout: "bar", corner: "top" }],
    [NARROW, { language: "ru" }],
  ] as const) {
    await open(config, { viewport });
    await page.evaluate(() => {
      const list = document.createElement("ul");
      for (let count = 0; count < 40; count++) {
        const item = document.createElement("li");
        item.append(Object.assign(document.createElement("button"), { textContent: `Button ${count}` }));
        list.append(item);
      }
      document.querySelector("main")?.append(list);
    });
    const hidden: string[] = [];
    for (const key of [...Array(50).fill("Tab"), ...Array(50).fill("Shift+Tab")]) {
      await page.keyboard.press(key);
      const name = await page.evaluate(() => {
        const { activeElement } = document;
        const card = document.querySelector("kivok-notice")?.shadowRoot?.querySelector("section");
        if (!activeElement || !card || activeElement === document.body || activeElement.shadowRoot) return;
        const it = activeElement.getBoundingClientRect();
        const cover = card.getBoundingClientRect();
        const isCovered =
          it.left < cover.right && cover.left < it.right && it.top < cover.bottom && cover.top < it.bottom;
        const isOut = it.bottom <= 0 || it.top >= innerHeight;
        return isCovered || isOut ? `${activeElement.textContent || activeElement.id}` : undefined;
      });
      if (name !== undefined) hidden.push(name);
    }
    expect(hidden).toEqual([]);
    if (viewport === WIDE) await visitor.close();
  }
});

test("[N9] a click on a button that lies partly behind the notice reaches it: nothing scrolls between press and release", async () => {
  await open();
  const cover = await noticeOf(page).boundingBox();
  if (!cover) return expect.unreachable("the notice has no box");
  const at = { x: cover.x + cover.width + 10, y: cover.y + 100 };
  await page.evaluate(({ x, y }) => {
    const button = Object.assign(document.createElement("button"), { id: "partly", textContent: "Book now" });
    Object.assign(button.style, {
      position: "absolute",
      left: `${x - 100}px`,
      top: `${y - 15}px`,
      width: "150px",
      height: "30px",
    });
    button.addEventListener("click", () => window.ran.push("clicked"));
    window.ran = [];
    document.querySelector("main")?.append(button);
  }, at);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await nextFrame(page);
  await page.mouse.up();
  expect(await page.evaluate(() => [window.ran, scrollY])).toEqual([["clicked"], 0]);
});
