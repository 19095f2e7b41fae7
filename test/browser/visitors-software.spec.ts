import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startSite } from "../../demo/site.mjs";
import { launchChromium, newVisitor } from "./chromium.js";
import { noticeOf } from "./notice-page.js";
import { eventually, startTestServer, type TestServer } from "./test-server.js";

let browser: Browser;
let server: TestServer;
let site: Awaited<ReturnType<typeof startSite>>;
let visitor: BrowserContext;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  site = await startSite({ collector: server.url, thirdParty: server.url });
});
afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
  await server.close();
});
beforeEach(async () => {
  visitor = await newVisitor(browser);
  page = await visitor.newPage();
});
afterEach(() => visitor.close());

const ruleOf = async (tool: string) =>
  JSON.parse(await readFile(new URL(`../../dist/rules/${tool}.json`, import.meta.url), "utf8"));

/** What Autoconsent's content script tells its background. */
type Message = { readonly type: string; readonly cmp?: string; readonly result?: boolean };

test.each([
  ["optOut", []],
  ["optIn", ["functional", "statistics", "marketing"]],
])(
  "[M5] Autoconsent finds the demo's notice by our rule, among all of its own, and does what it is for: %s",
  async (autoAction, granted) => {
    const require = createRequire(import.meta.url);
    const folder = require.resolve("@duckduckgo/autoconsent").replace(/dist[^/\\]*[/\\].*$|dist[/\\].*$/, "");
    const script = await readFile(join(folder, "dist/autoconsent.playwright.js"), "utf8");
    const { autoconsent: others } = JSON.parse(await readFile(join(folder, "rules/rules.json"), "utf8"));
    const rules = { autoconsent: [...others, await ruleOf("autoconsent")] };
    const config = { enabled: true, autoAction, disabledCmps: [], enablePrehide: true, detectRetries: 20 };
    const received: Message[] = [];
    const send = (message: object): Promise<unknown> =>
      page.evaluate(`autoconsentReceiveMessage(${JSON.stringify(message)})`);
    await page.exposeBinding("autoconsentSendMessage", async (_, message: Message & { code?: string; id?: string }) => {
      received.push(message);
      if (message.type === "init") await send({ type: "initResp", config, rules });
      if (message.type === "eval")
        await send({ id: message.id, type: "evalResp", result: await page.evaluate(message.code ?? "") });
      if (message.type === "autoconsentDone") await send({ type: "selfTest" });
    });
    await page.goto(site.url);
    await page.evaluate(script);
    await eventually(() => expect(received.map(({ type }) => type)).toContain("autoconsentDone"));
    expect(received).toContainEqual(expect.objectContaining({ type: "popupFound", cmp: "kivok" }));
    expect(received).toContainEqual(
      expect.objectContaining({ type: `${autoAction}Result`, cmp: "kivok", result: true }),
    );
    expect(await page.evaluate(() => window.kivok.record?.granted)).toEqual(granted);
    expect(await noticeOf(page).count()).toBe(0);
    await eventually(() => expect(received.map(({ type }) => type)).toContain("selfTestResult"));
    // The self-test says whether it was refused.
    expect(received).toContainEqual(
      expect.objectContaining({ type: "selfTestResult", result: autoAction === "optOut" }),
    );
    expect(received.filter(({ type }) => type === "autoconsentError")).toEqual([]);
  },
);

/** A place in Consent-O-Matic's rules: in the shadow root of `parent`, as its own code looks there. */
type Place = { readonly parent?: { readonly selector: string }; readonly target: { readonly selector: string } };
type Action = Place & {
  readonly type: string;
  readonly actions?: readonly Action[];
  readonly consents?: readonly { readonly type: string; readonly matcher: Action; readonly toggleAction: Action }[];
};

test("[M5] what Consent-O-Matic's rule names is what the demo's notice has, once each, and does what it says", async () => {
  const { detectors, methods } = (await ruleOf("consent-o-matic")).kivok;
  const found = ({ parent, target }: Place) =>
    page.locator(parent ? `${parent.selector} ${target.selector}` : target.selector);
  const perform = async (action: Action): Promise<void> => {
    for (const each of action.actions ?? []) await perform(each);
    if (action.type === "waitcss") await found(action).waitFor();
    if (action.type === "click") {
      expect(await found(action).count()).toBe(1);
      await found(action).click();
    }
  };
  const [{ presentMatcher, showingMatcher }] = detectors;
  const methodOf = (name: string): Action => methods.find((method: { name: string }) => method.name === name).action;

  for (const wanted of [["B"], []]) {
    await visitor.clearCookies();
    await page.goto(site.url);
    for (const matcher of [...presentMatcher, ...showingMatcher]) {
      await found(matcher).waitFor({ state: "attached" });
      expect(await found(matcher).count()).toBe(1);
    }
    await perform(methodOf("OPEN_OPTIONS"));
    for (const { type, matcher, toggleAction } of methodOf("DO_CONSENT").consents ?? []) {
      expect(await found(matcher).isChecked()).toBe(false);
      if (wanted.includes(type)) await perform(toggleAction);
    }
    await perform(methodOf("SAVE_CONSENT"));
    await eventually(async () =>
      expect(await page.evaluate(() => window.kivok.record)).toMatchObject({
        granted: wanted.length ? ["statistics"] : [],
      }),
    );
  }
});
