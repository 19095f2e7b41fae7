import { expect, test } from "vitest";
import { CONTENT, errorsOf, expectRecord, noticeOf, SALON, storedBy } from "./notice-page.js";
import { page, server, setUp, visitor } from "./set-up.js";

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
