import { describe, expect, test } from "vitest";
import { CONTENT, errorsOf, expectRecord, noticeOf, SALON, storedBy } from "./notice-page.js";
import { page, server, setUp, visit, visitor } from "./set-up.js";

setUp();

test.each([
  { decision: ["functional", "unheard_of"], granted: ["functional"], denied: ["statistics", "media"] },
  { decision: [], granted: [], denied: ["functional", "statistics", "media"] },
])(
  "[M13] a decision of $decision that was made in an application is taken over, and nobody is asked",
  async (given) => {
    const { decision, granted, denied } = given;
    const errors = errorsOf(page);
    // As a web view does: a script of the application before any of the page.
    await page.addInitScript((config) => Object.assign(window, { kivokConfig: config }), { ...SALON, decision });
    await page.addInitScript(() =>
      new MutationObserver(() => {
        if (document.querySelector("kivok-notice")) window.ran = ["shown"];
      }).observe(document, { childList: true, subtree: true }),
    );
    server.page("/", { body: CONTENT });
    await page.goto(server.url);
    await expectRecord(page, { how: "application", granted, denied });
    await page.locator("kivok-button button").waitFor();
    expect(await page.evaluate(() => window.ran)).toBeUndefined();

    // What the visitor decides in the page holds from then on.
    await page.evaluate(() => window.kivok.accept(["media"]));
    await expectRecord(page, { granted: ["media"] });
    await page.reload();
    await page.locator("kivok-button button").waitFor();
    await expectRecord(page, { how: "api", granted: ["media"] });
    expect(errors).toEqual([]);
  },
);

test("[M13] a decision handed in under an earlier policy does not answer for a new one, and with Global Privacy Control none is taken over", async () => {
  server.page("/", { config: { ...SALON, decision: ["functional"] }, body: CONTENT });
  await page.goto(server.url);
  await expectRecord(page, { how: "application" });
  const policy = { ...SALON.policy, version: "2" };
  server.page("/", { config: { ...SALON, policy, decision: ["functional"] }, body: CONTENT });
  await page.reload();
  await noticeOf(page).waitFor();
  expect(await page.evaluate(() => window.kivok.has("functional"))).toBe(false);

  await visitor.clearCookies();
  await page.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
  await page.reload();
  await page.locator("kivok-button button").waitFor();
  expect(await page.evaluate(() => window.kivok.record)).toBeNull();
  expect(await storedBy(visitor, page)).toEqual([]);
});

describe("[M13] where an application names itself in the user agent, the address of its web view", () => {
  const webView = { parameter: "consent", userAgent: "SalonApp" };
  const APPLICATION = { userAgent: "Mozilla/5.0 (Linux; Android 15; wv) Chrome/156.0.0.0 Mobile SalonApp/2.1" };
  const open = async (config: object, query: string): Promise<void> => {
    server.page("/", { config: { ...SALON, ...config }, body: CONTENT });
    await page.goto(`${server.url}/${query}`);
  };

  test("hands in what was granted, or a refusal, once, and nobody is asked", async () => {
    for (const [query, granted] of [
      ["?consent=functional,media&tab=2", ["functional", "media"]],
      ["?consent=", []],
      ["?consent=unheard_of,%3Cb%3E", []],
    ] as const) {
      await visit(APPLICATION);
      await open({ webView }, query);
      await expectRecord(page, { how: "application", granted });
      await page.locator("kivok-button button").waitFor();
      expect(await noticeOf(page).count()).toBe(0);
    }
    // What this browser has decided holds against a later address.
    await open({ webView }, "?consent=statistics");
    await page.locator("kivok-button button").waitFor();
    expect(await page.evaluate(() => window.kivok.record?.granted)).toEqual([]);
  });

  test.each([
    { title: "in any other browser, since anybody can send a link", config: { webView }, options: {} },
    { title: "without the parameter", config: { webView }, options: APPLICATION, query: "?other=functional" },
    { title: "where the owner has not asked for it", config: {}, options: APPLICATION },
    {
      title: "where the owner left out the application's name",
      config: { webView: { parameter: "consent" } },
      options: APPLICATION,
    },
  ])("decides nothing $title: the notice asks", async ({ config, options, query = "?consent=functional" }) => {
    await visit(options);
    await open(config, query);
    await noticeOf(page).waitFor();
    await server.beacons.expectNone(page);
    expect(await page.evaluate(() => window.kivok.record)).toBeNull();
    expect(await storedBy(visitor, page)).toEqual([]);
  });
});
