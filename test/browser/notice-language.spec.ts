import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium, newVisitor } from "./chromium.js";
import { NARROW, noticeOf, partOf, SALON, settingsOf } from "./notice-page.js";
import { startTestServer, type TestServer } from "./test-server.js";

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

/** Opens a page in a language (none: without `lang`) in a browser of another, and waits for the notice. */
const open = async (lang: string, locale: string, config: object = {}): Promise<void> => {
  visitor = await newVisitor(browser, { locale });
  page = await visitor.newPage();
  server.page("/", {
    config: { ...SALON, ...config },
    head: `<script>document.documentElement.lang="${lang}"</script>`,
  });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
};
const spoken = async (): Promise<string[]> => [
  (await page.locator("kivok-notice").getAttribute("lang")) ?? "",
  (await noticeOf(page).getByRole("heading").first().textContent()) ?? "",
];
const ENGLISH = ["en", "We use cookies"];
const RUSSIAN = ["ru", "Мы используем файлы cookie"];

test.each([
  { lang: "ru", locale: "en-GB", expected: RUSSIAN },
  { lang: "ru-RU", locale: "en-GB", expected: RUSSIAN },
  { lang: "RU", locale: "en-GB", expected: RUSSIAN },
  { lang: "en-US", locale: "ru-RU", expected: ENGLISH },
  { lang: "", locale: "ru-RU", expected: RUSSIAN },
  { lang: "", locale: "en-AU", expected: ENGLISH },
  { lang: "", locale: "sw-KE", expected: ENGLISH },
  { lang: "tlh", locale: "ru-RU", expected: ENGLISH },
  { lang: "../../secret", locale: "ru-RU", expected: ENGLISH },
  { lang: "en", locale: "en-GB", config: { language: "ru" }, expected: RUSSIAN },
])(
  "[N13] the notice speaks $expected.0 on a page in '$lang', in a browser in $locale, configured $config",
  async ({ lang, locale, config, expected }) => {
    await open(lang, locale, config);
    expect(await spoken()).toEqual(expected);
    expect(
      server.requests.filter((path) => path.startsWith("/messages/") && path !== "/messages/ru.json").length,
    ).toBeLessThanOrEqual(/^tlh|sw/.test(lang || locale) ? 1 : 0);
    if (expected === ENGLISH) expect(server.requests).not.toContain("/messages/ru.json");
    else expect(server.requests.filter((path) => path === "/messages/ru.json")).toHaveLength(1);
  },
);

test("[N13] Russian is complete: durations, dates, lists and both layers, with nothing left in English", async () => {
  await open("ru", "en-GB", { refusal: { days: 21 } });
  const text = async (locator: ReturnType<Page["locator"]>) =>
    (
      await locator.evaluate((layer) => {
        const texts = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
        const found: string[] = [];
        while (texts.nextNode()) found.push(texts.currentNode.textContent ?? "");
        return found.join(" ");
      })
    ).replaceAll("\u00a0", " ");
  const first = await text(noticeOf(page));
  expect(first).toContain("Согласие действует 180 дней, отказ — 21 день.");
  expect(first).toContain("служба карт и RUTUBE");
  expect(first).toContain("салон «Лён»");
  await partOf(page, "settings").click();
  const second = await text(settingsOf(page));
  expect(second).toContain("30 минут");
  expect(second).toContain("1 год");
  const latin = (first + second).match(/[A-Za-z][A-Za-z@_*-]*/g) ?? [];
  const names = [
    "RUTUBE",
    "privacy@salon",
    "example",
    "seen_*",
    "sid",
    "map",
    "localhost",
    "kivok",
    "kivok_day",
    "kivok_visit",
  ];
  expect([...new Set(latin)].sort()).toEqual(["Cookie", "HttpOnly", "IP-", "cookie", ...names].sort());
});

test("[N13] an owner's wording replaces single sentences, also in a language that Kivok does not have", async () => {
  await open("en", "en-GB", { messages: { en: { title: "Biscuits?", accept: "Yes" }, ru: { title: "?" } } });
  expect(await spoken()).toEqual(["en", "Biscuits?"]);
  expect(await noticeOf(page).getByRole("button").allTextContents()).toEqual(["Yes", "Reject all", "Settings"]);
  await visitor.close();

  await open("tlh-AQ", "en-GB", { messages: { tlh: { title: "chab wIlo'" } } });
  expect(await spoken()).toEqual(["tlh", "chab wIlo'"]);
  await visitor.close();

  await open("ar", "en-GB", { messages: { ar: { title: "نستخدم ملفات تعريف الارتباط" } } });
  expect(await page.locator("kivok-notice").getAttribute("dir")).toBe("rtl");
  const box = await noticeOf(page).boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBe(1280 - 16);
});

test("[N13] the page's own direction and language do not change the notice's", async () => {
  visitor = await newVisitor(browser);
  page = await visitor.newPage();
  server.page("/", {
    config: { ...SALON, language: "en" },
    head: `<script>document.documentElement.dir="rtl"</script>`,
  });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
  expect(await noticeOf(page).evaluate((card) => getComputedStyle(card).direction)).toBe("ltr");
  expect(await noticeOf(page).boundingBox()).toMatchObject({ x: 16 });
});

test("[N13] from right to left, cookie names and an owner's texts in Latin letters keep their own order", async () => {
  await open("ar", "en-GB");
  await partOf(page, "settings").click();
  await settingsOf(page).waitFor();
  for (const details of await settingsOf(page).locator("details").all())
    await details.evaluate((element) => element.setAttribute("open", ""));
  /** Where a text's characters stand, from left to right. */
  const order = (selector: string, text: string) =>
    settingsOf(page)
      .locator(selector)
      .filter({ hasText: text })
      .first()
      .evaluate((element, text) => {
        const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        while (nodes.nextNode() && !nodes.currentNode.textContent?.includes(text));
        const start = nodes.currentNode.textContent?.indexOf(text) ?? 0;
        return [...text]
          .map((letter, index) => {
            const range = document.createRange();
            range.setStart(nodes.currentNode, start + index);
            range.setEnd(nodes.currentNode, start + index + 1);
            return { letter, x: range.getBoundingClientRect().x };
          })
          .sort((one, other) => one.x - other.x)
          .map(({ letter }) => letter)
          .join("");
      }, text);
  expect(await order("code", "seen_*")).toBe("seen_*");
  expect(await order("[part=contact] p", "1 Quiet Lane, Moscow")).toBe("1 Quiet Lane, Moscow");
  expect(await order("[part=category] p", "A third party draws the map.")).toBe("A third party draws the map.");
  // And stand where the text begins: at the right.
  const [code, table] = await Promise.all([
    settingsOf(page).locator("code").first().boundingBox(),
    settingsOf(page).locator("table").first().boundingBox(),
  ]);
  expect((code?.x ?? 0) + (code?.width ?? 0)).toBe((table?.x ?? 0) + (table?.width ?? 0));
});

test("[N13] a file of another version, or one that is no list, is not spoken", async () => {
  for (const body of ['[1,"Falsch"]', "null", "{}", "[]", "<!doctype html>"]) {
    visitor = await newVisitor(browser);
    page = await visitor.newPage();
    await visitor.route("**/messages/ru.json", (route) => route.fulfill({ contentType: "application/json", body }));
    server.page("/", { config: { ...SALON, language: "ru" } });
    await page.goto(server.url);
    await noticeOf(page).waitFor();
    expect(await spoken(), body).toEqual(ENGLISH);
    await visitor.close();
  }
});

test("[N13] the floating button has the same name as the settings, in the visitor's language", async () => {
  for (const [lang, name] of [
    ["en", "Cookie settings"],
    ["ru", "Настройки cookie"],
  ] as const) {
    await open(lang, "de-DE");
    await page.evaluate(() => window.kivok.reject());
    await page.getByRole("button", { name, exact: true }).click();
    expect(await settingsOf(page).getByRole("heading").first().textContent()).toBe(name);
    if (lang === "en") await visitor.close();
  }
});

test("[N13] other tags of a language get the best file there is, right to left runs so, and the button is named in it", async () => {
  visitor = await newVisitor(browser);
  page = await visitor.newPage();
  for (const [language, shown, direction, button] of [
    ["zh-TW", "zh", "ltr", "Cookie 设置"],
    ["pt-BR", "pt", "ltr", "Definições de cookies"],
    ["nn-NO", "nn", "ltr", "Innstillinger for informasjonskapsler"],
    ["sr-Latn-RS", "sr-latn", "ltr", "Podešavanja kolačića"],
    ["sr", "sr", "ltr", "Подешавања колачића"],
    ["iw", "iw", "rtl", "הגדרות עוגיות"],
    ["ar-EG", "ar", "rtl", "إعدادات ملفات تعريف الارتباط"],
  ] as const) {
    await visitor.clearCookies();
    server.page("/", { config: { ...SALON, language } });
    await page.goto(server.url);
    await noticeOf(page).waitFor();
    const host = page.locator("kivok-notice");
    expect([await host.getAttribute("lang"), await host.getAttribute("dir")]).toEqual([shown, direction]);
    const text = (await noticeOf(page).innerText()).replaceAll("\u00a0", " ");
    expect(text, language).toMatch(/180|١٨٠/);
    if (shown !== "zh" && shown !== "pt") expect(text, language).not.toMatch(/\b(days|and)\b/);
    await partOf(page, "reject").click();
    await page.getByRole("button", { name: button, exact: true }).waitFor();
    const box = await page.locator("kivok-button button").boundingBox();
    expect((box?.x ?? 0) < 640, language).toBe(direction === "ltr");
  }
});

test("[N13] a language that the browser itself does not know has durations, dates and lists of its own, in no other language", async () => {
  visitor = await newVisitor(browser, { locale: "ru-RU" });
  page = await visitor.newPage();
  for (const [language, days, date] of [
    ["be", "180 дзён", "20.11.2026"],
    ["kk", "180 күн", "20.11.2026"],
    ["mt", "180 jum", "20/11/2026"],
  ] as const) {
    server.page("/", { config: { ...SALON, language, policy: { ...SALON.policy, date: "2026-11-20" } } });
    await page.goto(server.url);
    await noticeOf(page).waitFor();
    const text = (await noticeOf(page).innerText()).replaceAll("\u00a0", " ");
    expect(text, language).toContain(days);
    expect(text, language).not.toMatch(/ дн(ей|я)|days| and | и RUTUBE/);
    // Asked again, with a date.
    await page.evaluate(() => window.kivok.accept());
    await page.locator("kivok-button").waitFor({ state: "attached" });
    server.page("/", { config: { ...SALON, language, policy: { ...SALON.policy, version: "2", date: "2026-11-20" } } });
    await page.reload();
    await noticeOf(page).waitFor();
    expect(await noticeOf(page).innerText(), language).toContain(date);
    await visitor.clearCookies();
  }
});

test("[N13] fonts and line breaks are those of the language in both layers and in the placeholder: Japanese breaks between words", async () => {
  visitor = await newVisitor(browser, { viewport: NARROW, reducedMotion: "reduce" });
  page = await visitor.newPage();
  server.page("/", {
    config: { ...SALON, language: "ja" },
    body: '<iframe data-category="media" data-src="/map" title="Map" width="290" height="500"></iframe>',
  });
  await page.goto(server.url);
  await page.locator("kivok-placeholder [part=card]").waitFor();
  /** The language by which the browser chooses the font of a layer's text, and the words that it broke. */
  const seen = async (host: string, words: string[]): Promise<unknown[]> =>
    page.evaluate(
      ([host, ...words]) => {
        const root = document.querySelector(host as string)?.shadowRoot as ShadowRoot;
        const style = getComputedStyle(root.querySelector("p") as Element);
        const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const broken: string[] = [];
        let found = 0;
        while (nodes.nextNode())
          for (const word of words) {
            const start = nodes.currentNode.textContent?.indexOf(word) ?? -1;
            if (start < 0) continue;
            const range = document.createRange();
            range.setStart(nodes.currentNode, start);
            range.setEnd(nodes.currentNode, start + word.length);
            found++;
            if (range.getClientRects().length > 1) broken.push(word);
          }
        return [style.getPropertyValue("-webkit-locale"), found > 0, broken];
      },
      [host, ...words],
    );
  const WORDS = ["セッション", "オンライン", "ブラウザー", "ログイン", "変更", "買い物", "拒否", "必要", "閲覧"];
  await noticeOf(page).waitFor();
  expect(await seen("kivok-notice", WORDS)).toEqual(['"ja"', true, []]);
  expect(await seen("kivok-placeholder", WORDS)).toEqual(['"ja"', true, []]);
  await partOf(page, "settings").click();
  await settingsOf(page).waitFor();
  expect(await seen("kivok-notice", WORDS)).toEqual(['"ja"', true, []]);
});
