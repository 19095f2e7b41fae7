import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Locator } from "playwright";
import { beforeEach, expect, test } from "vitest";
import { page, server, setUp } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp();

/** Paths that providers were asked for. */
const asked: string[] = [];

beforeEach(async () => {
  asked.length = 0;
  await page.route(/^https:/, (route) => {
    asked.push(new URL(route.request().url()).hostname);
    return route.fulfill({ contentType: "text/html", body: "<title>Player</title>" });
  });
});

const CONFIG = {
  categories: { media: { title: { en: "Maps and videos", ru: "Карты и видео" } } },
};
const placeholders = (): Locator => page.locator("kivok-placeholder");
const partOf = (part: string, index = 0): Locator => placeholders().nth(index).locator(`[part~=${part}]`);
/** Where each frame's place is, and what comes after it. */
const places = (): Promise<unknown> =>
  page.evaluate(() =>
    [...document.querySelectorAll("iframe,h1,.after")].map((element) => {
      const { previousElementSibling: before } = element;
      const shown = before?.tagName === "KIVOK-PLACEHOLDER" ? before : element;
      const { x, y, width, height } = shown.getBoundingClientRect();
      return { x, y, width, height };
    }),
  );

/** Frames as pages have them: in text, sized by attributes, by a rule, in a box of fixed shape, in a row and a grid. */
const FRAMES = `<style>
    body { margin: 8px } .wide { width: 100%; aspect-ratio: 16 / 9; border: 0; border-radius: 12px } .wide + p { margin-top: 40px }
    .shape { position: relative; padding-top: 30% } .shape iframe { position: absolute; inset: 0; width: 100%; height: 100% }
    .row { display: flex; gap: 10px } .row iframe { flex: 1; min-width: 0; height: 120px; margin: 3px }
    .grid { display: grid; grid-template-columns: 1fr 2fr; gap: 7px }
    kivok-placeholder, div > * { opacity: .99 } button { display: none !important }
  </style>
  <p>Text before <iframe title="Video" width="420" height="236" data-category="media" data-src="https://www.youtube.com/embed/1"></iframe> and after it.</p><p class="after">After.</p>
  <iframe class="wide" data-category="media" data-src="https://player.vimeo.com/video/1"></iframe><p class="after">After.</p>
  <div class="shape"><iframe title="Карта" data-category="media" data-src="https://yandex.ru/map-widget/v1/?ll=1"></iframe></div><p class="after">After.</p>
  <div class="row"><iframe data-category="media" data-service="Salon radio" data-src="https://radio.example/1"></iframe><iframe data-category="media" data-src="https://www.google.com/maps/embed?pb=1"></iframe></div><p class="after">After.</p>
  <div class="grid"><iframe data-category="media" data-service="rutube" data-src="https://video.example/1"></iframe><span class="after">After.</span></div>
  <div style="display: none" id="tab"><iframe title="Hidden" width="300" height="200" data-category="media" data-src="https://dzen.ru/embed/1"></iframe></div>
  <iframe title="Own" data-category="media" data-placeholder="false" data-src="https://own.example/1"></iframe>
  <script>addEventListener("load", () => 0); window.ran = []; new PerformanceObserver((list) => { for (const entry of list.getEntries()) ran.push(String(entry.value)); }).observe({ type: "layout-shift", buffered: true });</script>`;

test("[D2] a waiting frame shows a placeholder at its own place and size: who, where to, what is sent; nothing moves, nothing is asked", async () => {
  server.page("/", { body: FRAMES, config: CONFIG });
  await page.route("**/kivok.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await page.goto(server.url);
  const without = await places();
  const openTab = (): Promise<unknown> => page.evaluate(() => document.getElementById("tab")?.removeAttribute("style"));
  await page.setViewportSize({ width: 700, height: 900 });
  await page.waitForFunction(() => innerWidth === 700);
  await openTab();
  const narrow = await places();
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.unroute("**/kivok.js");
  await page.reload();
  await eventually(async () => expect(await placeholders().count()).toBe(7));
  expect(await places()).toEqual(without);
  expect(await placeholders().locator("b").allTextContents()).toEqual([
    "Video: YouTube",
    "Vimeo",
    "Карта: Yandex Maps",
    "Salon radio",
    "Google Maps",
    "RUTUBE",
    "Hidden: Dzen",
  ]);
  expect(await placeholders().nth(5).locator("p").textContent()).toBe(
    "To show this, your browser contacts RUTUBE (video.example). It receives your IP address and may set cookies. “Always allow” switches on the category “Maps and videos”.",
  );
  expect(await page.evaluate(() => window.ran)).toEqual([]);
  await page.setViewportSize({ width: 700, height: 900 });
  await openTab();
  await eventually(async () => expect(await places()).toEqual(narrow));
  expect(asked).toEqual([]);
});

test("[D2] `load once` loads that frame alone and keeps nothing; `always allow` grants its category; a withdrawal brings placeholders back", async () => {
  server.page("/", { body: FRAMES, config: CONFIG });
  await page.goto(server.url);
  await eventually(async () => expect(await placeholders().count()).toBe(7));
  await partOf("once").press("Enter");
  await eventually(() => expect(asked).toEqual(["www.youtube.com"]));
  expect(await page.evaluate(() => document.activeElement?.getAttribute("title"))).toBe("Video");
  expect(await placeholders().count()).toBe(6);
  expect(await page.evaluate(() => window.kivok.record)).toBeNull();
  // Elements that come later do not take back what was loaded once.
  await page.evaluate(() =>
    document
      .querySelector(".grid")
      ?.insertAdjacentHTML("beforeend", '<img alt="" data-category="media" data-src="https://img.example/1">'),
  );
  await page.evaluate(() => fetch("/mark"));
  expect(await placeholders().count()).toBe(6);

  await partOf("allow", 1).click();
  await eventually(async () => expect(await placeholders().count()).toBe(0));
  expect(await page.evaluate(() => window.kivok.record)).toMatchObject({ granted: ["media"], how: "page" });
  await eventually(() => expect(new Set(asked).size).toBe(9));
  expect(asked.filter((host) => host === "www.youtube.com")).toHaveLength(1);
  expect(await page.evaluate(() => document.activeElement?.getAttribute("title"))).toBe("Карта");
  const loaded = await places();

  await page.evaluate(() => window.kivok.accept(["statistics"]));
  await eventually(async () => expect(await placeholders().count()).toBe(7));
  expect(await places()).toEqual(loaded);
  // A frame that shows another site has no document for this page.
  const shown = () =>
    page
      .locator("iframe[data-category]")
      .evaluateAll((frames) => (frames as HTMLIFrameElement[]).map(({ contentDocument }) => contentDocument?.URL));
  await eventually(async () => expect(new Set(await shown())).toEqual(new Set(["about:blank"])));
  await partOf("allow").click();
  await eventually(async () =>
    expect(await page.evaluate(() => window.kivok.record?.granted)).toEqual(["statistics", "media"]),
  );
});

test("[D2] a placeholder can be used from 200 × 100 on, in both languages, and axe finds nothing in it", async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const sizes = [
    [200, 100],
    [240, 135],
    [320, 180],
    [560, 315],
    [1000, 90],
    [210, 600],
  ] as const;
  const body = sizes
    .map(
      ([width, height]) =>
        `<iframe style="width:${width}px;height:${height}px;border:0;vertical-align:top" title="Video" data-category="media" data-src="https://vkvideo.ru/video_ext.php?oid=1"></iframe>`,
    )
    .join(" ");
  for (const [language, theme] of [
    ["en", "light"],
    ["ru", "dark"],
  ]) {
    server.page("/", {
      body: `<main>${body}<p>Text.</p></main>`.replace("<main>", "<div>").replace("</main>", "</div>"),
      config: { ...CONFIG, language, theme },
    });
    await page.goto(server.url);
    await eventually(async () => expect(await placeholders().count()).toBe(sizes.length));
    await page.evaluate(() => window.kivok.reject());
    for (const [index, [width, height]] of sizes.entries()) {
      let box = await placeholders().nth(index).boundingBox();
      expect([box?.width, box?.height]).toEqual([width, height]);
      for (const part of ["once", "allow"]) {
        const button = partOf(part, index);
        await button.scrollIntoViewIfNeeded();
        box = await placeholders().nth(index).boundingBox();
        const { x = 0, y = 0, width: wide = 0, height: high = 0 } = (await button.boundingBox()) ?? {};
        expect(Math.min(wide, high), `${part} at ${width} × ${height}`).toBeGreaterThanOrEqual(24);
        expect(x).toBeGreaterThanOrEqual(box?.x ?? 0);
        expect(y).toBeGreaterThanOrEqual(box?.y ?? 0);
        expect(x + wide).toBeLessThanOrEqual((box?.x ?? 0) + width);
        expect(y + high).toBeLessThanOrEqual((box?.y ?? 0) + height);
      }
      // The same look for both.
      const looks = await placeholders()
        .nth(index)
        .evaluate((host) =>
          [...(host.shadowRoot?.querySelectorAll("button") ?? [])].map((button) => {
            const { backgroundColor, color, fontSize, borderColor } = getComputedStyle(button);
            return [backgroundColor, color, fontSize, borderColor, button.offsetHeight].join();
          }),
        );
      expect(new Set(looks).size).toBe(1);
    }
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const result = await axe.run("kivok-placeholder", {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        rules: { region: { enabled: false } },
      });
      return result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    expect(found).toEqual([]);
  }
  expect(asked).toEqual([]);
});

test("[D2] placeholders pass a strict policy, follow the page's own changes, and are there once", async () => {
  const violations: string[] = [];
  await page.exposeFunction("violated", (what: string) => violations.push(what));
  server.page("/", {
    tag: 'nonce="n"',
    config: CONFIG,
    head: `<script nonce="n">addEventListener("securitypolicyviolation", (event) => violated(event.violatedDirective))</script>`,
    body: `<div id="a"><iframe title="Map" data-category="media" data-picture="/picture.png" data-src="https://www.openstreetmap.org/export/embed.html"></iframe></div><div id="b"></div>`,
    headers: {
      "Content-Security-Policy":
        "default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src https:; require-trusted-types-for 'script'; trusted-types 'none'",
    },
  });
  await page.goto(server.url);
  await eventually(() => expect(server.requests).toContain("/picture.png"));
  expect(await placeholders().locator("b").allTextContents()).toEqual(["Map: OpenStreetMap"]);
  // Moved, cloned, removed and put back by the page.
  await page.evaluate(() => {
    const frame = document.querySelector("iframe") as HTMLIFrameElement;
    document.getElementById("b")?.append(frame);
  });
  await eventually(async () => expect(await page.locator("#a > kivok-placeholder").count()).toBe(0));
  await eventually(async () => expect(await page.locator("#b > kivok-placeholder").count()).toBe(1));
  await page.evaluate(() => document.querySelector("iframe")?.remove());
  await eventually(async () => expect(await placeholders().count()).toBe(0));
  await page.evaluate(() => {
    const root = document.getElementById("a")?.attachShadow({ mode: "open" }) as ShadowRoot;
    const frame = document.createElement("iframe");
    frame.dataset.category = "media";
    frame.dataset.src = "https://www.tiktok.com/player/v1/1";
    root.append(frame);
  });
  await eventually(async () => expect(await placeholders().locator("b").allTextContents()).toEqual(["TikTok"]));
  await partOf("once").click();
  await eventually(() => expect(asked).toEqual(["www.tiktok.com"]));
  expect(await placeholders().count()).toBe(0);
  expect(violations).toEqual([]);
});

test("[N18] with a guardian step `always allow` grants nothing by itself: it opens the settings, which ask", async () => {
  const frame =
    '<iframe title="Video" width="420" height="236" data-category="media" data-src="https://www.youtube.com/embed/1">';
  server.page("/", { config: { ...CONFIG, guardian: { age: 14 } }, body: `${frame}</iframe>` });
  await page.goto(server.url);
  await partOf("allow").click();
  const settings = page.locator("kivok-notice [part~=preferences]");
  await settings.waitFor();
  expect(await page.evaluate(() => window.kivok.record)).toBeNull();
  await settings.locator("input[name=media]").check();
  await settings.locator("[part~=save]").click();
  await page.locator("kivok-notice [part~=self]").waitFor();
  expect(await page.evaluate(() => window.kivok.has("media"))).toBe(false);
  expect(asked).toEqual([]);
  await page.locator("kivok-notice [part~=self]").click();
  await eventually(() => expect(asked).toContain("www.youtube.com"));
});
