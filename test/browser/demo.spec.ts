import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startSite } from "../../demo/site.mjs";
import { startThirdParty } from "../../demo/third-party.mjs";
import type { Report } from "../../src/model/report.js";
import { type CollectorProcess, startCollectorProcess, temporaryStore } from "../server/collector-process.js";
import { freePort } from "../unit/commands/free-port.js";
import { launchChromium, newVisitor } from "./chromium.js";
import { observePaints } from "./notice-page.js";
import { eventually } from "./test-server.js";

const PASSWORD = "quiet water lily";
const DAY = 86_400;
/** Browsers keep no cookie for longer than this. */
const MOST_DAYS = 400;

let browser: Browser;
let thirdParty: Awaited<ReturnType<typeof startThirdParty>>;
let site: Awaited<ReturnType<typeof startSite>>;
let collector: CollectorProcess;
let sites: string[];
let host: string;
let visitor: BrowserContext;
let page: Page;
/** Paths of every request of this visitor. */
let requests: string[];

beforeAll(async () => {
  [browser, thirdParty] = await Promise.all([launchChromium(), startThirdParty()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), thirdParty.close()]);
});
beforeEach(async () => {
  await fetch(`${thirdParty.url}/log`, { method: "DELETE" });
  // The collector must know the site's origin, and the site the collector's.
  const port = await freePort("localhost");
  host = `localhost:${port}`;
  sites = [`${host}=http://${host}@Europe/Moscow`];
  collector = await startCollectorProcess({ password: PASSWORD, data: temporaryStore(), sites });
  site = await startSite({ port, collector: collector.url, thirdParty: thirdParty.url });
  visitor = await newVisitor(browser, { viewport: { width: 1280, height: 900 } });
  page = await visitor.newPage();
  requests = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
});
afterEach(async () => {
  await visitor.close();
  await Promise.all([site.close(), collector.stop()]);
});

const goto = (path: string) => page.goto(site.url + path);
const acceptAll = () => page.getByRole("button", { name: "Принять все" }).click();
const rejectAll = () => page.getByRole("button", { name: "Отклонить все" }).click();
/** Days that each cookie of the salon still lives; 0 for session cookies. */
const lifetimes = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await visitor.cookies(site.url)).map(({ name, expires }) => [
      name,
      expires < 0 ? 0 : Math.round((expires - Date.now() / 1000) / DAY),
    ]),
  );
const untilLifetimes = (expected: Record<string, number>) =>
  eventually(async () => expect(await lifetimes()).toEqual(expect.objectContaining(expected)));
const thirdPartySaw = async (): Promise<string[]> =>
  ((await (await fetch(`${thirdParty.url}/log`)).json()) as { path: string }[]).map(({ path }) => path);
/** A request that is made now has been answered, so whatever was sent before has been seen. */
const settle = () => page.evaluate(() => fetch("/contacts").then((reply) => reply.text()));

const report = async (): Promise<Report> => {
  const login = await fetch(`${collector.url}/api/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: collector.url },
    body: JSON.stringify({ password: PASSWORD }),
  });
  expect(login.status).toBe(204);
  const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  const today = new Date().toLocaleDateString("sv", { timeZone: "Europe/Moscow" });
  const reply = await fetch(`${collector.url}/api/report?site=${host}&from=${today}&to=${today}`, {
    headers: { cookie },
  });
  expect(reply.status).toBe(200);
  return (await reply.json()) as Report;
};

/** What a visitor does without any choice: fills the basket, logs in with "remember me", picks a master, books. */
const useTheSalon = async (): Promise<void> => {
  await goto("/services");
  await page
    .getByRole("button", { name: /Маникюр/ })
    .first()
    .click();
  await goto("/account");
  await page.getByLabel(/почта/i).fill("anna@example.org");
  await page.getByLabel("Пароль").fill("secret");
  await page.getByLabel(/запомнить|помнить/i).check();
  await page.getByRole("button", { name: "Войти" }).click();
  await page.getByText("anna@example.org").waitFor();
  // The third party's script comes after the load.
  await goto("/late");
  await untilLifetimes({ lotus_first: 0 });
  await goto("/booking");
  // The radio lies under its card, which takes the click.
  await page.locator("#master-vera").check({ force: true });
  await page.locator("[name=day]:enabled").first().check({ force: true });
  await page.locator("[name=time]:enabled").first().check({ force: true });
  await page.getByLabel("Имя").fill("Анна");
  await page.getByLabel(/телефон/i).fill("+7 000 000-00-00");
};

test("[N10] the notice shifts nothing on the home page, and is not its largest contentful paint", async () => {
  const seen = await observePaints(page);
  for (const [width, height] of [
    [1280, 900],
    [320, 568],
  ] as const) {
    await page.setViewportSize({ width, height });
    await goto("/");
    await page.getByRole("button", { name: "Отклонить все" }).waitFor();
    await eventually(async () => expect((await seen()).largest).not.toEqual([]));
    expect((await seen()).largest, `${width}`).not.toContain("notice");
    expect((await seen()).shifts, `${width}`).toEqual([]);
  }
});

test("[M1] before a choice basket, login and booking work with session cookies only, nothing is sent, and Kivok stores its list only", async () => {
  await goto("/");
  await useTheSalon();
  await untilLifetimes({ basket: 0, salon_session: 0, salon_remember: 0, salon_seen: 0, master: 0, lotus_first: 0 });
  const found = await lifetimes();
  expect(Object.values(found).every((days) => days === 0)).toBe(true);
  expect(found).not.toHaveProperty("lotus_id");
  expect(found).not.toHaveProperty("kivok");
  expect(await page.evaluate(() => [Object.keys(sessionStorage), Object.keys(localStorage)])).toEqual([["kivok"], []]);

  await page.locator(".book button[type=submit]").click();
  await page.getByRole("heading", { name: "Вы записаны" }).waitFor();
  expect(requests).not.toContain("/beacon");
  expect(requests).not.toContain("/kivok-count.js");
  expect((await report()).totals.views).toBe(0);
});

test("[M2] after Accept, without a reload, the same cookies live as long as was asked, the counter runs, and this page is counted", async () => {
  await goto("/");
  await useTheSalon();
  await goto("/");
  await untilLifetimes({ salon_seen: 0, salon_remember: 0, master: 0, lotus_first: 0 });
  const before = Object.fromEntries((await visitor.cookies(site.url)).map(({ name, value }) => [name, value]));
  expect(await thirdPartySaw()).not.toContain("/pixel.gif");
  await acceptAll();
  await untilLifetimes({
    salon_seen: 365,
    salon_remember: 30,
    master: 365,
    lotus_first: MOST_DAYS,
    lotus_id: MOST_DAYS,
    kivok: 180,
    basket: 0,
    salon_session: 0,
  });
  const after = Object.fromEntries((await visitor.cookies(site.url)).map(({ name, value }) => [name, value]));
  expect(after).toMatchObject(before);
  await eventually(async () =>
    expect(await thirdPartySaw()).toEqual(expect.arrayContaining(["/counter.js", "/hit", "/pixel.gif"])),
  );
  await eventually(async () => expect((await report()).totals).toMatchObject({ visitors: 1, visits: 1, views: 1 }));
  expect((await report()).lists.page.few ?? (await report()).lists.page.rows).toBeTruthy();
});

test("[M4] five pages are five views of one visitor on the dashboard, also after the collector was killed and started again", async () => {
  await goto("/");
  await acceptAll();
  // A page that is left before it counted has no view.
  for (const [index, path] of ["/services", "/booking", "/account", "/contacts", ""].entries()) {
    await eventually(async () => expect((await report()).totals.views).toBe(index + 1));
    if (path) await goto(path);
  }
  const five = { visitors: 1, visits: 1, views: 5, bounces: 0 };
  expect((await report()).totals).toMatchObject(five);
  await collector.kill();
  collector = await startCollectorProcess({ password: PASSWORD, data: collector.data, sites });
  expect((await report()).totals).toMatchObject(five);

  const owner = await newVisitor(browser, { locale: "en-GB" });
  const dashboard = await owner.newPage();
  await dashboard.goto(collector.url);
  await dashboard.getByLabel(/password/i).fill(PASSWORD);
  await dashboard.getByRole("button", { name: /log in|sign in/i }).click();
  // Before the report is there, its frame may be, with no numbers.
  const numbers = dashboard.locator("main[aria-busy=false]");
  expect(await numbers.getByRole("button", { name: /^Views/ }).textContent()).toContain("5");
  expect(await numbers.getByRole("button", { name: /^Visitors/ }).textContent()).toContain("1");
  await owner.close();
});

test("[M6] after Reject there are session cookies only, no beacon, and no notice on the next page", async () => {
  await goto("/");
  await useTheSalon();
  await goto("/");
  await rejectAll();
  // The button comes last; the page has one of the same name in its footer from the start.
  await page.locator("kivok-button").waitFor({ state: "attached" });
  requests.length = 0;
  await goto("/services");
  await page.locator("kivok-button").waitFor({ state: "attached" });
  await settle();
  expect(await page.getByRole("region", { name: "Мы используем файлы cookie" }).count()).toBe(0);
  expect(requests).not.toContain("/kivok-ui.js");
  expect(requests).not.toContain("/kivok-count.js");
  expect(requests).not.toContain("/beacon");
  const found = await lifetimes();
  expect(Object.values(found).every((days) => days === 0)).toBe(true);
  expect(found).toHaveProperty("kivok");
  expect(await thirdPartySaw()).not.toContain("/pixel.gif");
  expect((await report()).totals.views).toBe(0);
});

test("[N5] a visitor who has decided loads no notice until the settings are opened, and withdraws with two clicks", async () => {
  await goto("/");
  await acceptAll();
  // The salon's own server gave it a year as well, before it was found.
  await untilLifetimes({ kivok: 180, salon_seen: 365 });
  await goto("/services");
  await page.locator("kivok-button").waitFor({ state: "attached" });
  requests.length = 0;
  await goto("/contacts");
  await page.locator("kivok-button").waitFor({ state: "attached" });
  expect(requests).not.toContain("/kivok-ui.js");
  await page.locator("kivok-button button").click();
  await page.getByRole("dialog").getByRole("button", { name: "Отклонить все" }).click();
  // One after the other.
  await eventually(async () => {
    const found = await lifetimes();
    expect(found).toHaveProperty("salon_seen");
    expect(Object.values(found).every((days) => days === 0)).toBe(true);
    expect(found).not.toHaveProperty("kivok_day");
  });
});

test("[D2] the map on the contacts page waits behind its drawing, loads once, and leaves with a withdrawal", async () => {
  await goto("/contacts");
  const placeholder = page.locator("kivok-placeholder");
  expect(await placeholder.locator("b").textContent()).toBe("Карта: Карты example.org");
  expect(await placeholder.locator("p").textContent()).toContain(
    "обратится к\u00a0серверам Карты example.org (127.0.0.1",
  );
  await placeholder.getByRole("button", { name: "Загрузить один раз" }).click();
  await eventually(async () => expect(await thirdPartySaw()).toContain("/map"));
  expect(await page.evaluate(() => window.kivok.record)).toBeNull();
  await acceptAll();
  await eventually(async () => expect(await page.evaluate(() => window.kivok.has("functional"))).toBe(true));
  expect(await placeholder.count()).toBe(0);
  await page.evaluate(() => window.kivok.reject());
  await placeholder.getByRole("button", { name: "Всегда разрешать" }).waitFor();
});

test("[M8] the pages ask only the salon, the collector and, after consent, the declared third party", async () => {
  const origins = new Set<string>();
  page.on("request", (request) => origins.add(new URL(request.url()).origin));
  for (const path of ["/", "/services", "/booking", "/account", "/privacy", "/contacts", "/en/"]) await goto(path);
  await settle();
  expect([...origins].sort()).toEqual([collector.url, site.url].sort());
  await page.getByRole("button", { name: "Accept all" }).click();
  await eventually(async () => expect(await page.evaluate(() => window.kivok.has("functional"))).toBe(true));
  await goto("/contacts");
  await eventually(() => expect([...origins].sort()).toEqual([collector.url, site.url, thirdParty.url].sort()));
});

test("[M14] the privacy page shows Kivok's own declaration, and the booking asks for Functional only where it is not allowed", async () => {
  await goto("/booking");
  const hint = page.locator("[data-remember]");
  expect(await hint.isVisible()).toBe(true);
  await acceptAll();
  await hint.waitFor({ state: "hidden" });
  await goto("/booking");
  await hint.waitFor({ state: "hidden" });
  await goto("/privacy");
  const table = page.locator(".decl .kivok-declaration");
  await table.waitFor();
  expect(await table.getByRole("rowheader").allTextContents()).toContain("kivok_visit");
  expect(await page.locator(".decl table").count()).toBe(1);
  const states = () =>
    table.locator("tbody").evaluateAll((groups) => groups.map((group) => (group as HTMLElement).dataset.state));
  expect(await states()).toEqual(["always", "granted", "granted", "granted"]);
  await page.evaluate(() => (window as unknown as { kivok: { reject: () => Promise<void> } }).kivok.reject());
  await eventually(async () => expect(await states()).toEqual(["always", "denied", "denied", "denied"]));
});
