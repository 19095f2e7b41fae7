import type { Cookie } from "playwright";
import { beforeEach, expect, test } from "vitest";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const DAY = 86_400;

setUp();
beforeEach(async () => {
  for (const path of ["/", "/second"])
    server.page(path, { config: { browserId: true, consent: { days: 30 }, endpoint: server.url } });
  await page.goto(server.url);
});

const id = async (): Promise<Cookie | undefined> => (await visitor.cookies()).find(({ name }) => name === "kivok_id");
const loaded = (): number => server.requests.filter((path) => path === "/kivok-browser-id.js").length;

test("[M3] there is no browser id, and its code is not requested, before a choice, after a refusal and without functional", async () => {
  await page.evaluate(() => window.kivok.reject());
  await page.goto(`${server.url}/second`);
  await page.evaluate(() => window.kivok.accept(["statistics"]));
  await server.beacons.expect({ kind: "view", path: "/second" });
  expect(await id()).toBeUndefined();
  expect(loaded()).toBe(0);
});

test("[M3] after consent to functional a random number is there, stays over pages, and ends with the consent", async () => {
  await page.evaluate(() => window.kivok.accept(["functional"]));
  const first = await eventually(async () => {
    const found = await id();
    expect(found?.value).toMatch(UUID);
    return found;
  });
  expect(first).toMatchObject({ path: "/", sameSite: "Lax", httpOnly: false });
  const days = ((first?.expires ?? 0) - Date.now() / 1000) / DAY;
  expect(days).toBeGreaterThan(29.9);
  expect(days).toBeLessThanOrEqual(30);
  await page.goto(`${server.url}/second`);
  expect(await page.evaluate(() => window.kivok.cookies.get("kivok_id"))).toBe(first?.value);
  await eventually(() => expect(loaded()).toBeGreaterThan(0));
  expect(await id()).toEqual(first);
});

test("[M3] [G5] a withdrawal removes it, and the next consent makes another one", async () => {
  await page.evaluate(() => window.kivok.accept());
  const first = await eventually(async () => {
    const found = await id();
    expect(found).toBeDefined();
    return found;
  });
  await page.evaluate(() => window.kivok.reject());
  await eventually(async () => expect(await id()).toBeUndefined());
  await page.evaluate(() => window.kivok.accept());
  await eventually(async () => expect((await id())?.value).toMatch(UUID));
  expect((await id())?.value).not.toBe(first?.value);
});

test("[M3] it is in no beacon: views, visible time and counts of two pages", async () => {
  await page.evaluate(() => window.kivok.accept());
  await eventually(async () => expect(await id()).toBeDefined());
  await page.evaluate(() => window.kivok.count("booking"));
  await eventually(() => expect(server.beacons.texts).toHaveLength(2));
  // Visible time is told in whole seconds, and begins with the view.
  const counted = await page.evaluate(() => performance.now());
  await page.waitForFunction((since) => performance.now() > since + 1000, counted);
  await page.goto(`${server.url}/second`);
  await eventually(() => expect(server.beacons.texts).toHaveLength(4));
  const kinds = server.beacons.read().map(({ kind }) => kind);
  expect(kinds.sort()).toEqual(["count", "time", "view", "view"]);
  const { value = "" } = (await id()) ?? {};
  for (const text of server.beacons.texts) for (const part of value.split("-")) expect(text).not.toContain(part);
});

test("[M3] without the option there is none, and a script's own cookie of that name waits for functional", async () => {
  server.page("/", { config: {} });
  await page.goto(server.url);
  await page.evaluate(() => {
    document.cookie = "kivok_id=mine; Max-Age=9999";
  });
  expect(await id()).toBeUndefined();
  await page.evaluate(() => window.kivok.accept());
  await page.evaluate(() => {
    document.cookie = "kivok_id=mine; Max-Age=9999";
  });
  expect((await id())?.value).toBe("mine");
  expect(loaded()).toBe(0);
});

test("[M3] [M14] the settings and the declaration say what it is for and that it ends with the consent", async () => {
  server.page("/", { config: { browserId: true }, body: '<div data-kivok="declaration"></div>' });
  await page.goto(server.url);
  const cells = [
    "localhost",
    "Persistent cookies recognise your browser and protect your account against password guessing.",
    "180\u00a0days",
  ];
  const declared = page.locator(".kivok-declaration tr", { hasText: "kivok_id" });
  await declared.waitFor();
  expect(await declared.locator("td").allTextContents()).toEqual(cells);
  await page.evaluate(() => window.kivok.open());
  const row = page.locator("kivok-notice [part~=category] tr", { hasText: "kivok_id" });
  await row.waitFor({ state: "attached" });
  expect(await row.locator("td").allTextContents()).toEqual(["kivok_id", ...cells]);
});
