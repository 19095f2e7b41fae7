import { describe, expect, test } from "vitest";
import {
  type ButtonLook,
  CONTENT,
  contrastOf,
  errorsOf,
  nextFrame,
  noticeOf,
  pairOf,
  partOf,
  SALON,
  settingsOf,
  WIDE,
} from "./notice-page.js";
import { page, server, setUp, visit } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp({ viewport: WIDE, reducedMotion: "reduce" });

/** Opens a page with content, and waits for the notice. */
const open = async (config: object = SALON, head = ""): Promise<void> => {
  server.page("/", { config, head, body: CONTENT });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
};

describe("[N11] the page's style sheets", () => {
  /** Where and how large the buttons and the card are, and the look of Accept. */
  const look = async (): Promise<[ButtonLook, ButtonLook, unknown]> => {
    await nextFrame(page);
    const { accept, reject } = await pairOf(page);
    return [accept, reject, await noticeOf(page).boundingBox()];
  };

  test.each([
    "* { all: revert !important }",
    "button, div, section, kivok-notice, kivok-button { display: none !important }",
    "* { font-size: 9px !important; line-height: 3 !important; letter-spacing: 4px !important }",
    "html { font-size: 5px } body { font: italic 40px cursive; text-align: center; text-transform: uppercase; color: red }",
    "kivok-notice { opacity: 0 !important; visibility: hidden !important; transform: scale(0.1) !important; clip-path: inset(50%) !important; position: fixed !important; top: -9999px !important }",
    "* { pointer-events: none !important; user-select: none !important; box-sizing: content-box !important; margin: 40px !important; padding: 40px !important }",
    "*, ::before, ::after { animation: none !important; transition: all 9s !important; max-width: 10px !important; float: right !important }",
    "body { transform: translateX(0); filter: grayscale(1); contain: paint; opacity: 0.2 }",
    "body { display: grid; grid-template-columns: 1fr 1fr; position: relative; overflow: hidden; height: 100vh; margin: 60px }",
    "main { position: fixed; inset: 0; z-index: 2147483647; background: #fff }",
  ])("cannot hide, move or resize the notice or its buttons: %s", async (css) => {
    await open();
    const before = await look();
    await open(SALON, `<style>${css}</style>`);
    expect(await look()).toEqual(before);
    expect(before[0]).toMatchObject({ isInView: true, isUncovered: true });
    expect(await page.evaluate(({ x, y }) => document.elementFromPoint(x + 9, y + 9)?.tagName, before[0])).toBe(
      "KIVOK-NOTICE",
    );
    await page.getByRole("button", { name: "Reject all" }).click();
    await page.locator("kivok-notice").waitFor({ state: "detached" });
  });

  test("stay as they are: the notice adds no rule to the page", async () => {
    const styleOf = () =>
      page.evaluate(() =>
        ["body", "h1", "p", "a", "#opener", "#field"].map((selector) => {
          const style = getComputedStyle(document.querySelector(selector) as Element);
          return Object.fromEntries([...style].map((name) => [name, style.getPropertyValue(name)]));
        }),
      );
    await open();
    const sheets = () => page.evaluate(() => document.styleSheets.length + document.adoptedStyleSheets.length);
    expect(await sheets()).toBe(0);
    const withNotice = await styleOf();
    await page.getByRole("button", { name: "Reject all" }).click();
    await page.locator("kivok-notice").waitFor({ state: "detached" });
    expect(await styleOf()).toEqual(withNotice);
  });
});

test.each(["html { zoom: 1.5 }", "html { zoom: 0.5 }"])(
  "[N11] a zoom of the page's own, %s, leaves every layer within the window, with its head and foot",
  async (css) => {
    // So low that a layer as high as its content would not fit.
    await visit({ viewport: { width: 1280, height: 520 } });
    await open(SALON, `<style>${css}</style>`);
    const inView = (part: string) =>
      partOf(page, part).evaluate((element) => {
        const { top, bottom, left, right } = element.getBoundingClientRect();
        return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
      });
    expect(await inView("notice")).toBe(true);
    await partOf(page, "settings").click();
    await settingsOf(page).waitFor();
    for (const part of ["preferences", "close", "accept", "reject", "save"])
      expect(await inView(part), part).toBe(true);
  },
);

test("[N9] in a frame of 200 × 150 pixels every button of both layers is in view while it has focus", async () => {
  await visit({ viewport: { width: 200, height: 150 } });
  await open();
  const hidden: string[] = [];
  const passed = new Set<string>();
  for (const steps of [4, 14]) {
    for (let step = 0; step < steps; step++) {
      await page.keyboard.press("Tab");
      const [name, isSeen] = await page.evaluate(() => {
        const root = document.querySelector("kivok-notice")?.shadowRoot;
        const focused = root?.activeElement;
        if (!root || !focused) return ["", true] as const;
        // The first line of what has several.
        const [{ x, y, width, height } = focused.getBoundingClientRect()] = focused.getClientRects();
        const there = root.elementFromPoint(x + width / 2, y + height / 2);
        return [focused.getAttribute("part") ?? focused.tagName, !!there && focused.contains(there)] as const;
      });
      passed.add(name);
      if (!isSeen) hidden.push(name);
    }
    if (steps > 4) break;
    await page.keyboard.press("Enter");
    await settingsOf(page).waitFor();
  }
  expect(hidden).toEqual([]);
  for (const part of ["accept", "reject", "settings quiet", "close quiet", "switch", "save"])
    expect([...passed]).toContain(part);
});

describe("[N14] the owner's look", () => {
  const place = async (config: object): Promise<Record<"top" | "left" | "right" | "bottom" | "width", number>> => {
    await visit();
    await open({ ...SALON, ...config });
    return noticeOf(page).evaluate((card) => {
      const { left, top, right, bottom, width } = card.getBoundingClientRect();
      return { left, top, right: document.documentElement.clientWidth - right, bottom: innerHeight - bottom, width };
    });
  };

  test("puts the box in each of the four corners, the bar along an edge, the dialog in the middle", async () => {
    expect(await place({})).toMatchObject({ left: 16, bottom: 16 });
    expect(await place({ corner: "end" })).toMatchObject({ right: 16, bottom: 16 });
    expect(await place({ corner: "top" })).toMatchObject({ left: 16, top: 16 });
    expect(await place({ corner: "top end" })).toMatchObject({ right: 16, top: 16 });
    const bar = await place({ layout: "bar" });
    expect(bar).toMatchObject({ bottom: 16 });
    expect(bar.left).toBeCloseTo(bar.right, 0);
    expect(bar.width).toBeGreaterThan(1000);
    expect(await place({ layout: "bar", corner: "top" })).toMatchObject({ top: 16 });
    const dialog = await place({ layout: "dialog" });
    expect(dialog.left).toBeCloseTo(dialog.right, 0);
    expect(dialog.top).toBeCloseTo(dialog.bottom, 0);
  });

  test("follows the system's theme as it changes, unless the owner has set one", async () => {
    const theme = () => page.locator("kivok-notice").getAttribute("data-theme");
    const background = () => noticeOf(page).evaluate((card) => getComputedStyle(card).backgroundColor);
    for (const [asked, shown] of [
      ["auto", ["light", "dark"]],
      ["light", ["light", "light"]],
      ["dark", ["dark", "dark"]],
    ] as const) {
      await visit();
      await open({ ...SALON, theme: asked });
      for (const [index, colorScheme] of (["light", "dark"] as const).entries()) {
        await page.emulateMedia({ colorScheme });
        await eventually(async () => expect(await theme()).toBe(shown[index]));
        expect(await background()).toBe(shown[index] === "dark" ? "rgb(27, 32, 33)" : "rgb(255, 255, 255)");
      }
    }
  });

  test("shows the accent, moved until text on it and in it can be read, also in the floating button", async () => {
    for (const accent of ["#ffd54a", "#8a3b52", "#000000", "#ffffff"])
      for (const theme of ["light", "dark"]) {
        await visit();
        await open({ ...SALON, accent, theme });
        const surface = await noticeOf(page).evaluate((card) => getComputedStyle(card).backgroundColor);
        const { accept } = await pairOf(page);
        expect(contrastOf(accept.color, accept.background), `${accent} ${theme}`).toBeGreaterThanOrEqual(4.5);
        const link = await partOf(page, "settings").evaluate((button) => getComputedStyle(button).color);
        expect(contrastOf(link, surface), `${accent} ${theme}`).toBeGreaterThanOrEqual(4.5);
        await page.getByRole("button", { name: "Reject all" }).click();
        const wayBack = page.locator("kivok-button button");
        await wayBack.waitFor();
        // Its own file comes a moment later.
        await eventually(async () =>
          expect(await wayBack.evaluate((button) => getComputedStyle(button).color)).toBe(link),
        );
        const [text = "", behind = ""] = await wayBack.evaluate((button) => [
          getComputedStyle(button).color,
          getComputedStyle(button).backgroundColor,
        ]);
        expect(contrastOf(text, behind), `button ${accent} ${theme}`).toBeGreaterThanOrEqual(4.5);
      }
  });

  test("can be given by custom properties and parts", async () => {
    await open(
      SALON,
      `<style>:root{--kivok-bg:rgb(1,2,3);--kivok-radius:3px} kivok-notice::part(reject){letter-spacing:2px}</style>`,
    );
    const look = await noticeOf(page).evaluate((card) => [
      getComputedStyle(card).backgroundColor,
      getComputedStyle(card).borderRadius,
    ]);
    expect(look).toEqual(["rgb(1, 2, 3)", "3px"]);
    expect(await partOf(page, "reject").evaluate((button) => getComputedStyle(button).letterSpacing)).toBe("2px");
    expect(await partOf(page, "accept").evaluate((button) => getComputedStyle(button).letterSpacing)).toBe("normal");
  });
});

test("[N19] printing and search snippets leave the notice and the floating button out", async () => {
  const errors = errorsOf(page);
  await open();
  /** Search engines know the attribute on `div`, `span` and `section` only. */
  const unmarked = (name: string) =>
    page.evaluate((tag) => {
      const root = document.querySelector(tag)?.shadowRoot as ShadowRoot;
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      while (texts.nextNode()) {
        const { parentElement, textContent } = texts.currentNode;
        const isMarked = parentElement?.closest(":is(div, span, section)[data-nosnippet]");
        if (textContent?.trim() && !isMarked) found.push(textContent);
      }
      return found;
    }, name);
  expect(await unmarked("kivok-notice")).toEqual([]);
  await page.emulateMedia({ media: "print" });
  expect(await noticeOf(page).isVisible()).toBe(false);
  await page.emulateMedia({ media: "screen" });
  await page.getByRole("button", { name: "Reject all" }).click();
  await page.locator("kivok-button").waitFor({ state: "attached" });
  expect(await unmarked("kivok-button")).toEqual([]);
  await page.emulateMedia({ media: "print" });
  expect(await page.locator("kivok-button button").isVisible()).toBe(false);
  expect(errors).toEqual([]);
});
