import type { Page, Request } from "playwright";
import { expect, test } from "vitest";
import { startCollectorProcess } from "../server/collector-process.js";
import { CONTENT, errorsOf, expectRecord, noticeOf, partOf, SALON, settingsOf } from "./notice-page.js";
import { page, server, setUp, visit, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp();

const open = async (config: object = {}): Promise<void> => {
  server.page("/", { config: { ...SALON, language: "ru", endpoint: server.url, ...config }, body: CONTENT });
  await page.goto(server.url);
};
const openSettings = async (): Promise<void> => {
  await page.locator("kivok-button button").click();
  await settingsOf(page).waitFor();
};
const texts = (): string[] => server.beacons.texts;
const kinds = (): unknown[] => texts().map((text) => JSON.parse(text).kind);
/** What was told of each decision, oldest first. */
const told = (): unknown[] =>
  texts()
    .map((text) => JSON.parse(text))
    .filter(({ kind }) => kind === "decision")
    .map(({ granted }) => granted);
/** What a decision sets going by itself is under way, and then a request that the page makes has come. */
const allCame = async (on: Page): Promise<void> => {
  const mark = `/mark-${server.requests.length}`;
  // As a text, since a function's `import` would be the test runner's.
  await on.evaluate(`import("/kivok-decision.js").catch(() => {}).then(() => new Promise((done) => setTimeout(done)))`);
  await on.evaluate((path) => fetch(path).then((reply) => reply.text()), mark);
  expect(server.requests).toContain(mark);
};

test("[N1] [C6] where the owner turned decisions on, each choice is told in one message of all, some or none; none comes before it", async () => {
  const errors = errorsOf(page);
  const requests: Request[] = [];
  page.on("request", (request) => request.url().endsWith("/beacon") && requests.push(request));
  await visitor.addCookies([{ name: "sid", value: "anna", url: server.url }]);
  await open({ decisions: true });
  await noticeOf(page).waitFor();
  await allCame(page);
  await server.beacons.expectNone(page);

  await partOf(page, "reject").click();
  await expectRecord(page, { granted: [] });
  await eventually(() => expect(told()).toEqual(["none"]));
  // All of it: nothing of the person, the page or the time.
  const once = expect.stringMatching(/^\d{8,20}$/);
  expect(server.beacons.read()).toEqual([{ v: 1, kind: "decision", once, site: server.host, granted: "none" }]);
  const headers = await requests[0]?.allHeaders();
  expect(headers?.["content-type"]).toBe("text/plain;charset=UTF-8");
  expect([headers?.cookie, headers?.referer]).toEqual([undefined, undefined]);

  await openSettings();
  await partOf(page, "beacon").first().waitFor({ state: "attached" });
  expect(await partOf(page, "beacon").allTextContents()).toEqual(texts());
  await page.getByRole("switch", { name: "Функциональные" }).check();
  await partOf(page, "save").click();
  await expectRecord(page, { granted: ["functional"] });
  await eventually(() => expect(told()).toEqual(["none", "some"]));

  await openSettings();
  await partOf(page, "accept").click();
  await expectRecord(page, { denied: [] });
  // With statistics the page is counted as ever.
  await eventually(() => expect(kinds().sort()).toEqual(["decision", "decision", "decision", "view"]));
  expect(told()).toEqual(["none", "some", "all"]);
  expect(new Set(texts().map((text) => JSON.parse(text).once)).size).toBe(4);
  await allCame(page);
  expect(texts()).toHaveLength(4);
  expect([...(await page.evaluate(() => window.kivok.sent))].sort()).toEqual([...texts()].sort());
  // The next page view fills the list of what was sent from what the tab keeps, which is no decision.
  await page.evaluate(() => history.pushState(null, "", "/next"));
  await eventually(() => expect(kinds().filter((kind) => kind === "view")).toHaveLength(2));
  await eventually(async () => expect(await page.evaluate(() => window.kivok.sent.length)).toBe(texts().length));
  expect([...(await page.evaluate(() => window.kivok.sent))].sort()).toEqual([...texts()].sort());
  expect(told()).toEqual(["none", "some", "all"]);
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("decision");
  await openSettings();
  await partOf(page, "beacon").nth(3).waitFor({ state: "attached" });
  expect((await partOf(page, "beacon").allTextContents()).sort()).toEqual([...texts()].sort());
  expect(errors).toEqual([]);
});

test("[N1] [C6] decisions are not told unless the owner asks, nor to another product's server, nor with no collector, nor what the page's own code decides", async () => {
  await open();
  await noticeOf(page).waitFor();
  await partOf(page, "reject").click();
  await expectRecord(page, { granted: [] });
  await openSettings();
  await page.getByRole("switch", { name: "Функциональные" }).check();
  await partOf(page, "save").click();
  await expectRecord(page, { granted: ["functional"] });
  // Nor does it cost who does not ask anything.
  expect(server.requests).toContain("/kivok-ui.js");
  expect(server.requests).not.toContain("/kivok-decision.js");
  await allCame(page);
  await server.beacons.expectNone(page);
  expect(await page.evaluate(() => window.kivok.sent)).toEqual([]);

  for (const config of [{ endpoint: "" }, { protocol: "plausible" }]) {
    await visit();
    await open({ decisions: true, ...config });
    await noticeOf(page).waitFor();
    await partOf(page, "reject").click();
    await expectRecord(page, { granted: [] });
    await allCame(page);
    await server.beacons.expectNone(page);
  }
  expect(server.requests.filter((path) => path.startsWith("/api/"))).toEqual([]);

  await visit();
  await open({ decisions: true });
  await noticeOf(page).waitFor();
  await page.evaluate(() => window.kivok.accept(["functional"]));
  await expectRecord(page, { granted: ["functional"], how: "api" });
  await page.evaluate(() => window.kivok.reject());
  await expectRecord(page, { granted: [], how: "api" });
  await allCame(page);
  await server.beacons.expectNone(page);
});

test("[N7] [N18] with Global Privacy Control a decision is told only if the visitor makes one in the settings; with the guardian's step once", async () => {
  await visitor.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
  await open({ decisions: true, guardian: { age: 16 } });
  await page.locator("kivok-button button").waitFor();
  await allCame(page);
  await server.beacons.expectNone(page);
  await openSettings();
  await partOf(page, "close").click();
  await allCame(page);
  await server.beacons.expectNone(page);
  await openSettings();
  await page.getByRole("switch", { name: "Функциональные" }).check();
  await partOf(page, "save").click();
  await partOf(page, "parent").click();
  await expectRecord(page, { granted: ["functional"], how: "guardian" });
  await eventually(() => expect(told()).toEqual(["some"]));
  await allCame(page);
  expect(kinds()).toEqual(["decision"]);
});

test("[N15] [A8] [A10] a collector that refuses, fails or hangs, or a file that is missing, disturbs neither the choice nor the page; a program says that it is one", async () => {
  const errors = errorsOf(page);
  await visitor.addInitScript(() => Object.defineProperty(navigator, "webdriver", { value: true }));
  server.answer = 500;
  await open({ decisions: true });
  await noticeOf(page).waitFor();
  await partOf(page, "reject").click();
  await expectRecord(page, { granted: [] });
  await eventually(() => expect(told()).toEqual(["none"]));
  expect(server.beacons.read()).toEqual([expect.objectContaining({ bot: true })]);
  server.answer = "hang";
  await openSettings();
  await partOf(page, "save").click();
  await expectRecord(page, { granted: [], how: "settings" });
  await eventually(() => expect(told()).toEqual(["none", "none"]));
  await allCame(page);
  expect(errors).toEqual([]);

  await visit();
  const others = errorsOf(page);
  await page.route("**/kivok-decision.js", (route) => route.abort());
  await open({ decisions: true });
  await noticeOf(page).waitFor();
  await partOf(page, "accept").click();
  await expectRecord(page, { denied: [] });
  await eventually(() => expect(kinds()).toEqual(["decision", "decision", "view"]));
  await openSettings();
  expect(others).toEqual([]);
});

test("[C6] the collector counts what visitors chose in the notice and the settings, each once", async () => {
  const password = "correct horse";
  const collector = await startCollectorProcess({ sites: [`${server.host}=${server.url}`], password });
  try {
    await open({ decisions: true, endpoint: collector.url });
    await noticeOf(page).waitFor();
    await partOf(page, "reject").click();
    await expectRecord(page, { granted: [] });
    await openSettings();
    await partOf(page, "accept").click();
    await expectRecord(page, { denied: [] });
    await openSettings();
    await partOf(page, "reject").click();
    await expectRecord(page, { granted: [] });
    const login = await fetch(`${collector.url}/api/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ password }),
    });
    const headers = { Cookie: login.headers.get("set-cookie")?.split(";")[0] ?? "" };
    const now = Date.now();
    const [from, to] = [now - 86_400_000, now + 86_400_000].map((time) => new Date(time).toISOString().slice(0, 10));
    const days = `site=${server.host}&from=${from}&to=${to}`;
    const ask = async (path: string) => (await fetch(`${collector.url}/api/${path}?${days}`, { headers })).json();
    // Three in all, of which the one that accepted is not told.
    const groups = [{ granted: ["all", "some", "none"], count: 3 }];
    await eventually(async () => expect((await ask("report")).decisions).toEqual({ total: 3, agreed: null, groups }));
    const { counters } = (await ask("export")) as { counters: [string, number, string, number, number][] };
    const decisions = counters.filter(([dimension]) => dimension === "decision");
    const sums: Record<string, number> = {};
    for (const [, , value, count] of decisions) sums[value] = (sums[value] ?? 0) + count;
    expect(sums).toEqual({ all: 1, none: 2 });
  } finally {
    await collector.kill();
  }
});
