import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium, newVisitor } from "./chromium.js";
import { CONTENT, errorsOf, noticeOf, pairOf, partOf, SALON, settingsOf } from "./notice-page.js";
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
beforeEach(async () => {
  await server.reset();
  visitor = await newVisitor(browser);
  page = await visitor.newPage();
});
afterEach(() => visitor.close());

const REST = "style-src 'self'; img-src 'self'; connect-src 'self'";
const TRUSTED = "require-trusted-types-for 'script'; trusted-types 'none'";
const digest = async (): Promise<string> =>
  `sha256-${createHash("sha256")
    .update(await readFile(new URL("../../dist/kivok.js", import.meta.url)))
    .digest("base64")}`;

test.each([
  {
    name: "the strict policy, with a nonce",
    policy: async () => `default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; ${REST}; ${TRUSTED}`,
    tag: async () => 'nonce="n"',
  },
  {
    // Not `strict-dynamic` with a hash: it trusts what a trusted script inserts, but not what it imports.
    name: "a policy of hashes",
    policy: async () => `default-src 'none'; script-src '${await digest()}' 'self'; ${REST}; ${TRUSTED}`,
    tag: async () => `integrity="${await digest()}"`,
  },
  {
    name: "a policy of hosts",
    policy: async () => `default-src 'none'; script-src 'self'; ${REST}; ${TRUSTED}`,
    tag: async () => "",
  },
  { name: "a policy of one line", policy: async () => "default-src 'self'", tag: async () => "" },
])(
  "[N12] nothing violates $name, from the first notice to the floating button, in another language and with beacons",
  async ({ policy, tag }) => {
    const violations: string[] = [];
    const errors = errorsOf(page);
    await visitor.exposeFunction("violated", (what: string) => violations.push(what));
    await page.addInitScript(() =>
      addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
        (window as unknown as { violated: (what: string) => void }).violated(
          `${violatedDirective} ${blockedURI} ${sample}`,
        ),
      ),
    );
    // The frame's own icon is the harness's, not Kivok's: a policy without `data:` refuses it.
    const ofKivok = () => violations.filter((what) => !/^img-src data/.test(what));
    server.page("/", {
      config: { ...SALON, language: "ru", endpoint: server.url, accent: "#8a3b52" },
      tag: await tag(),
      body: CONTENT,
      headers: { "Content-Security-Policy": await policy() },
    });
    await page.goto(server.url);
    await noticeOf(page).waitFor();
    expect(await noticeOf(page).getByRole("heading").textContent()).toBe("Мы используем файлы cookie");
    // The style sheet is in force.
    expect((await pairOf(page)).accept.height).toBe(44);
    await partOf(page, "settings").click();
    for (const summary of await settingsOf(page).locator("summary").all()) await summary.click();
    await page.getByRole("switch", { name: "Статистика" }).check();
    await partOf(page, "save").click();
    await eventually(() => expect(server.beacons.texts).toHaveLength(1));
    await page.locator("kivok-button button").click();
    await settingsOf(page).getByRole("button", { name: "Отклонить все" }).click();
    await page.reload();
    await page.locator("kivok-button button").waitFor();
    // The listener works: a violation of the page's own is reported, and it is the only one.
    await page.evaluate(() =>
      document.head.append(Object.assign(document.createElement("style"), { textContent: "p{}" })),
    );
    await eventually(() => expect(ofKivok()).toEqual([expect.stringMatching(/^style-src/)]));
    expect(errors).toEqual([]);
  },
);
