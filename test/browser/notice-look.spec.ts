import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Readability } from "@mozilla/readability";
import type { Locator } from "playwright";
import { describe, expect, test } from "vitest";
import {
  type ButtonLook,
  CONTENT,
  contrastOf,
  errorsOf,
  expectRecord,
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

declare global {
  interface Window {
    Readability: typeof Readability;
  }
}

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
  type Place = Record<"top" | "left" | "right" | "bottom" | "width", number>;
  const placeOf = (element: Locator): Promise<Place> =>
    element.evaluate((card) => {
      const { left, top, right, bottom, width } = card.getBoundingClientRect();
      return { left, top, right: document.documentElement.clientWidth - right, bottom: innerHeight - bottom, width };
    });
  const place = async (config: object): Promise<Place> => {
    await visit();
    await open({ ...SALON, ...config });
    return placeOf(noticeOf(page));
  };

  test("puts the box in each of the four corners, the bar along an edge, the dialog in the middle", async () => {
    expect(await place({})).toMatchObject({ left: 16, bottom: 16 });
    expect(await place({ corner: "end" })).toMatchObject({ right: 16, bottom: 16 });
    expect(await place({ corner: "top" })).toMatchObject({ left: 16, top: 16 });
    expect(await place({ corner: "top end" })).toMatchObject({ right: 16, top: 16 });
    // The floating button comes into the same corner.
    await page.getByRole("button", { name: "Reject all" }).click();
    await page.locator("kivok-button button").waitFor();
    expect(await placeOf(page.locator("kivok-button button"))).toMatchObject({ right: 16, top: 16 });
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
    const set = Object.entries({
      bg: "rgb(1, 2, 3)",
      text: "rgb(251, 252, 253)",
      muted: "rgb(241, 242, 243)",
      accent: "rgb(231, 232, 233)",
      "on-accent": "rgb(11, 12, 13)",
      radius: "3px",
      gap: "5px",
      font: "monospace",
    });
    const rules = set.map(([name, value]) => `--kivok-${name}: ${value}`).join(";");
    await open(SALON, `<style>:root{${rules}} kivok-notice::part(reject){letter-spacing:2px}</style>`);
    const looks = await noticeOf(page).evaluate((card) => {
      const of = (selector: string) => getComputedStyle(card.querySelector(selector) ?? card);
      const { backgroundColor, borderRadius, bottom, fontFamily } = getComputedStyle(card);
      const { color: onAccent, backgroundColor: accent } = of("[part=accept]");
      return [backgroundColor, of("h2").color, of("p").color, accent, onAccent, borderRadius, bottom, fontFamily];
    });
    expect(looks).toEqual(set.map(([, value]) => value));
    expect(await partOf(page, "reject").evaluate((button) => getComputedStyle(button).letterSpacing)).toBe("2px");
    expect(await partOf(page, "accept").evaluate((button) => getComputedStyle(button).letterSpacing)).toBe("normal");
  });

  test("names each part, and README names the same ones", async () => {
    const named = (element: string): string[] => {
      const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
      const [, parts = ""] =
        readme
          .split("\n")
          .find((line) => line.startsWith(`| \`${element}\` |`))
          ?.split(`${element}\` |`) ?? [];
      return [...new Set(parts.split("`").filter((_, index) => index % 2))].sort();
    };
    const found: Record<string, Set<string>> = {};
    const look = async (): Promise<void> => {
      for (const [element, part] of await page.evaluate(() =>
        [...document.querySelectorAll("kivok-notice, kivok-button, kivok-placeholder")].flatMap((host) =>
          [...(host.shadowRoot?.querySelectorAll("[part]") ?? [])].flatMap((each) =>
            [...each.part].map((part) => [host.localName, part] as const),
          ),
        ),
      )) {
        found[element] ??= new Set();
        found[element].add(part);
      }
    };
    const frame = '<iframe data-category="media" data-src="/map" data-picture="/map.png" title="Map"></iframe>';
    const policy = { ...SALON.policy, version: "2", date: "2026-11-20", changes: ["A new hall."] };
    // Of the three layouts each is a part.
    for (const layout of ["dialog", "bar", "box"]) {
      server.page("/", { config: { ...SALON, layout }, body: CONTENT });
      await page.goto(server.url);
      await noticeOf(page).waitFor();
      await look();
    }
    await page.evaluate(() => window.kivok.accept([]));
    await expectRecord(page, { granted: [] });
    const config = { ...SALON, policy, endpoint: server.url, guardian: { age: 14 } };
    server.page("/", { config, body: CONTENT + frame });
    await page.goto(server.url);
    await noticeOf(page).waitFor();
    await page.locator("kivok-placeholder [part~=card]").waitFor();
    await look();
    await partOf(page, "accept").click();
    await partOf(page, "guardian").waitFor();
    await look();
    await page.evaluate(() => window.kivok.accept(["functional", "statistics"]));
    await expectRecord(page, { how: "api" });
    await server.beacons.expect({ kind: "view" });
    await page.evaluate(() => {
      document.cookie = "sid=1";
    });
    await page.locator("kivok-button button").click();
    await partOf(page, "beacon").waitFor();
    await look();
    for (const element of ["kivok-notice", "kivok-button", "kivok-placeholder"])
      expect([...(found[element] ?? [])].sort(), element).toEqual(named(element));
  });
});

test("[N19] printing, search snippets and reader modes leave every layer, placeholders and the floating button out", async () => {
  const errors = errorsOf(page);
  const frame = '<iframe data-category="media" data-src="/map" title="Map" width="500" height="300"></iframe>';
  server.page("/", { config: { ...SALON, guardian: { age: 14 } }, body: `<article>${CONTENT}${frame}</article>` });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
  await page.locator("kivok-placeholder [part~=card]").waitFor();
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
  expect(await unmarked("kivok-placeholder")).toEqual([]);
  // What Firefox' reader mode makes of the page, by the same code.
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("@mozilla/readability/Readability.js") });
  const read = await page.evaluate(
    () => new window.Readability(document.cloneNode(true) as Document).parse()?.textContent ?? "",
  );
  expect(read).toContain("Cuts, care and colour in the old town");
  expect(read).not.toMatch(/cookies|Accept all|Load once/);
  await page.emulateMedia({ media: "print" });
  expect(await noticeOf(page).isVisible()).toBe(false);
  await page.emulateMedia({ media: "screen" });
  await partOf(page, "accept").click();
  await partOf(page, "guardian").waitFor();
  expect(await unmarked("kivok-notice")).toEqual([]);
  await page.getByRole("button", { name: "Back" }).click();
  await partOf(page, "settings").click();
  await settingsOf(page).waitFor();
  expect(await unmarked("kivok-notice")).toEqual([]);
  await page.emulateMedia({ media: "print" });
  expect(await settingsOf(page).isVisible()).toBe(false);
  await page.emulateMedia({ media: "screen" });
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Reject all" }).click();
  await page.locator("kivok-button").waitFor({ state: "attached" });
  expect(await unmarked("kivok-button")).toEqual([]);
  await page.emulateMedia({ media: "print" });
  expect(await page.locator("kivok-button button").isVisible()).toBe(false);
  expect(errors).toEqual([]);
});

test("[N19] a browser that says it is automated is shown the notice like any other", async () => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "webdriver", { get: () => true }));
  await open();
  expect(await page.evaluate(() => navigator.webdriver)).toBe(true);
  await page.getByRole("button", { name: "Reject all" }).click();
  await expectRecord(page, { granted: [], how: "notice" });
});
