import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type CollectorProcess, startCollectorProcess } from "../server/collector-process.js";
import { launchChromium, newVisitor } from "./chromium.js";
import { CONTENT, errorsOf, expectRecord, noticeOf, partOf, SALON, settingsOf } from "./notice-page.js";
import { eventually, startTestServer, type TestServer } from "./test-server.js";

const PASSWORD = "correct horse";
let browser: Browser;
let server: TestServer;
let collector: CollectorProcess;
let visitor: BrowserContext;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  collector = await startCollectorProcess({
    sites: [`${server.host}=${server.url}`],
    password: PASSWORD,
    environment: { KIVOK_RECEIPTS: "true" },
  });
});
afterAll(async () => {
  await Promise.all([browser.close(), server.close(), collector.kill()]);
});
beforeEach(async () => {
  visitor = await newVisitor(browser);
  page = await visitor.newPage();
});
afterEach(() => visitor.close());

const open = async (config: object = {}): Promise<void> => {
  server.page("/", { config: { ...SALON, language: "ru", ...config }, body: CONTENT });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
};
/** What the collector answers its owner. */
const ask = async (path: string): Promise<string> => {
  const login = await fetch(`${collector.url}/api/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ password: PASSWORD }),
  });
  const headers = { Cookie: login.headers.get("set-cookie")?.split(";")[0] ?? "" };
  const answer = await fetch(`${collector.url}${path}`, { headers });
  return answer.text();
};
/** Every receipt that the collector has, oldest first, as the owner exports them. */
const collected = async (): Promise<Record<string, unknown>[]> => {
  const lines = (await ask(`/api/receipts?site=${server.host}`)).split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

test("[N16] a visitor saves a record of the choice: number, time, version, language, categories, how, and the text with its hash", async () => {
  const errors = errorsOf(page);
  await open({ endpoint: collector.url });
  await partOf(page, "settings").click();
  await settingsOf(page).waitFor();
  expect(await partOf(page, "receipt").count()).toBe(0);
  await page.getByRole("switch", { name: "Карты и видео" }).check();
  await partOf(page, "save").click();
  await expectRecord(page, { granted: ["media"] });
  expect(server.requests).not.toContain("/kivok-receipt.js");

  const record = await page.evaluate(() => window.kivok.record);
  const saved = async () => {
    await page.locator("kivok-button button").click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Сохранить запись о выборе (JSON)" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^consent-localhost-\d{4}-\d\d-\d\d\.json$/);
    return JSON.parse(await readFile(await download.path(), "utf8"));
  };
  const receipt = await saved();
  expect(receipt).toEqual({
    schema_version: "kivok-receipt-1",
    record_id: record?.receipt,
    site: server.host,
    pii_controller: "салон «Лён»",
    privacy_notice: {
      version: "1",
      language: "ru",
      sha256: expect.any(String),
      url: `${server.url}/privacy`,
      text: expect.arrayContaining(["Мы используем файлы cookie", "Карты и видео", "Карту рисует сторонняя служба."]),
    },
    event: { time: new Date(record?.time ?? 0).toISOString().replace(".000", ""), method: "settings" },
    purposes: [
      { purpose: "media", state: "granted" },
      { purpose: "functional", state: "denied" },
      { purpose: "statistics", state: "denied" },
    ],
    validity_duration: "P180D",
  });
  const hash = createHash("sha256").update(receipt.privacy_notice.text.join("\n")).digest("hex");
  expect(receipt.privacy_notice.sha256).toBe(hash);
  // All of the text is what the layers say.
  const shown = (await settingsOf(page).textContent())?.replaceAll("\u00a0", " ") ?? "";
  for (const line of receipt.privacy_notice.text.slice(-8)) expect(shown).toContain(line.replaceAll("\u00a0", " "));

  // A refusal has no number, and a record nevertheless.
  await partOf(page, "reject").click();
  await expectRecord(page, { granted: [] });
  const refusal = await saved();
  expect(refusal).not.toHaveProperty("record_id");
  expect(refusal.purposes.map(({ state }: { state: string }) => state)).toEqual(["denied", "denied", "denied"]);
  expect(await collected()).toEqual([]);
  expect(errors).toEqual([]);
});

test("[N16] where the owner turned receipts on, a consent is reported to the collector and shown as sent; a refusal and what the page's code decides are not", async () => {
  await open({ endpoint: collector.url, receipts: true });
  await partOf(page, "reject").click();
  await expectRecord(page, { granted: [] });
  await page.evaluate(() => window.kivok.accept(["functional"]));
  await page.locator("kivok-button button").click();
  const posted = page.waitForRequest("**/receipt");
  await page.getByRole("switch", { name: "Функциональные" }).check();
  await partOf(page, "save").click();
  const request = await posted;
  await expectRecord(page, { granted: ["functional"] });
  await eventually(async () => expect(await collected()).toHaveLength(1));
  const [receipt] = await collected();
  const record = await page.evaluate(() => window.kivok.record);
  expect(receipt).toEqual({
    schema_version: "kivok-receipt-1",
    record_id: record?.receipt,
    site: server.host,
    privacy_notice: { version: "1", language: "ru", sha256: expect.stringMatching(/^[\da-f]{64}$/) },
    event: { time: new Date(record?.time ?? 0).toISOString().replace(".000", ""), method: "settings" },
    purposes: [
      { purpose: "functional", state: "granted" },
      { purpose: "statistics", state: "denied" },
      { purpose: "media", state: "denied" },
    ],
  });
  // The number that the visitor has finds it again.
  expect(JSON.parse(await ask(`/api/receipt?site=${server.host}&number=${record?.receipt}`))).toEqual(receipt);
  expect(await page.evaluate(() => window.kivok.sent)).toEqual([request.postData()]);
  const headers = await request.allHeaders();
  expect(headers["content-type"]).toBe("text/plain;charset=UTF-8");
  expect([headers.cookie, headers.referer]).toEqual([undefined, undefined]);
  await page.locator("kivok-button button").click();
  await partOf(page, "beacon").first().waitFor({ state: "attached" });
  expect(await partOf(page, "beacon").allTextContents()).toEqual([request.postData()]);
});
