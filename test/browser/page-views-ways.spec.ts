import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../src/model/config.js";
import { dayNumber } from "../../src/model/visit.js";
import { launchAutomated, newVisitor } from "./chromium.js";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

/* What an owner may configure beside the usual page views, and what happens to browsers that are not usual. */

setUp();

const open = async (path: string, config: ConfigInput = {}, body = "", status = 200, tab = page) => {
  const { pathname } = new URL(path, server.url);
  server.page(pathname, { config: { timeZone: "Europe/Moscow", endpoint: server.url, ...config }, body, status });
  await tab.goto(server.url + path);
};
const accept = (tab = page): Promise<void> => tab.evaluate(() => window.kivok.accept());
const counted = () => server.beacons.read().filter(({ kind }) => kind !== "time");
const untilCounted = (...expected: object[]): Promise<void> =>
  eventually(() => expect(counted()).toEqual(expected.map((fields) => expect.objectContaining(fields))));
/** Makes sure that nothing more is on its way: a request made now has come. */
const settled = async (): Promise<void> => {
  const mark = `/mark-${server.requests.length}`;
  await page.evaluate((path) => fetch(path).then((reply) => reply.text()), mark);
  expect(server.requests).toContain(mark);
};

describe("[A2] pages", () => {
  test("are routes in the hash and keys of the query where configured; anchors and other keys are none", async () => {
    await open("/app?page=1&utm_source=mail", { count: { hash: true, query: ["page"] } });
    await accept();
    await untilCounted({ path: "/app?page=1" });
    await page.evaluate(() => {
      location.hash = "part";
      history.pushState({}, "", "/app?page=1&sort=up#/orders");
      history.replaceState({}, "", "/app?page=2#/orders");
      location.hash = "#/orders?tab=1";
    });
    await page.evaluate(() => history.back());
    await untilCounted(
      { path: "/app?page=1", step: 1, campaign: "mail" },
      { path: "/app#/orders?page=1", step: 2, previous: "/app?page=1" },
      { path: "/app#/orders?page=2", step: 3, previous: "/app#/orders?page=1" },
    );
    await settled();
    expect(counted()).toHaveLength(3);
  });

  test("are not routes in the hash where not configured, and nothing more is loaded, also with a campaign", async () => {
    await open("/app?utm_source=mail&utm_campaign=may#/orders");
    await accept();
    await untilCounted({ path: "/app", campaign: "mail//may" });
    await page.evaluate(() => {
      location.hash = "/basket";
    });
    await untilCounted({ path: "/app" });
    await settled();
    expect(counted()).toHaveLength(1);
    expect(server.requests.filter((path) => path.startsWith("/kivok-count"))).toEqual(["/kivok-count.js"]);
  });

  test("inside a frame count only where configured", async () => {
    server.page("/inside", { config: { endpoint: server.url } });
    server.page("/counted", { config: { endpoint: server.url, count: { frames: true } } });
    await open("/", {}, '<iframe src="/inside"></iframe><iframe src="/counted"></iframe>');
    await accept();
    await untilCounted({ path: "/" });
    for (const frame of page.frames().slice(1)) await frame.evaluate(() => window.kivok.accept());
    await eventually(() => expect(counted().map(({ path }) => path)).toContain("/counted"));
    await settled();
    expect(counted().map(({ path }) => path)).not.toContain("/inside");
  });

  test("that are written anew by document.open are counted once, and go on being counted", async () => {
    await open("/");
    await accept();
    await untilCounted({ path: "/" });
    await page.evaluate(() => {
      document.open();
      document.write('<script src="/kivok.js"></script><h1>Anew</h1>');
      document.close();
    });
    await page.getByText("Anew").waitFor();
    await settled();
    expect(counted()).toHaveLength(1);
    await page.evaluate(() => history.pushState({}, "", "/next"));
    await untilCounted({ path: "/" }, { path: "/next", previous: "/" });
  });

  test("are followed in a browser without the Navigation API", async () => {
    await page.addInitScript(() => {
      delete (window as { navigation?: unknown }).navigation;
    });
    await open("/");
    await accept();
    await untilCounted({ path: "/" });
    await page.evaluate(() => history.pushState({}, "", "/a"));
    await eventually(() => expect(counted()).toHaveLength(2));
    await page.goBack();
    await untilCounted({ path: "/" }, { path: "/a", previous: "/" }, { path: "/", previous: "/a" });
  });
});

test("[A3] a prerendered page counts when it is shown, and never if it is not", async () => {
  const rules = JSON.stringify({ prerender: [{ source: "list", urls: ["/shown", "/never"], eagerness: "immediate" }] });
  for (const path of ["/shown", "/never"]) server.page(path, { config: { endpoint: server.url } });
  await open("/", {}, `<script type="speculationrules">${rules}</script><a href="/shown">Shown</a>`);
  await accept();
  await untilCounted({ path: "/" });
  await eventually(() => expect(server.requests).toEqual(expect.arrayContaining(["/shown", "/never"])));
  await settled();
  expect(counted()).toHaveLength(1);
  await page.getByText("Shown").click();
  await untilCounted({ path: "/" }, { path: "/shown", step: 2, previous: "/" });
});

test("[A4] tabs that are opened at once are one visitor with one visit", async () => {
  await open("/");
  await accept();
  await untilCounted({ path: "/" });
  await visitor.clearCookies({ name: /^kivok_/ });
  const tabs = await Promise.all(Array.from({ length: 6 }, () => visitor.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto(server.url)));
  await eventually(() => expect(counted()).toHaveLength(7));
  const views = counted()
    .slice(1)
    .map((view) => (view.kind === "view" ? [view.step, view.gap] : []))
    .sort();
  expect(views).toEqual([[1, 0], ...[2, 3, 4, 5, 6].map((step) => [step, undefined])]);
});

test("[A5] a browser whose clock is days off keeps to the collector's day, and an unknown zone to UTC's", async () => {
  await page.clock.setFixedTime(Date.now() + 40 * 86_400_000);
  const today = dayNumber(Date.now(), "UTC");
  const dayOf = (text = "{}"): unknown => JSON.parse(text).day;
  server.answer = (text) => (dayOf(text) === today ? 204 : 422);
  await open("/", { timeZone: "Europe/Nowhere" });
  await accept();
  await untilCounted({ path: "/", day: today + 40, gap: 0 }, { path: "/", day: today, step: 1, gap: 0 });
  await page.evaluate(() => history.pushState({}, "", "/a"));
  await eventually(() => expect(counted()).toHaveLength(3));
  expect(counted()[2]).toMatchObject({ path: "/a", day: today, step: 2 });
  expect(counted()[2]).not.toHaveProperty("gap");
});

describe("[A9] custom counts", () => {
  const count = { outbound: true, downloads: true, notFound: true, properties: { plan: ["full", "half"] } };
  const clicks = `<a id="out" href="https://www.other.example/users/anna@example.org?q=1">Other</a>
    <a id="file" href="/files/price-list.pdf?for=anna">Prices</a><a id="in" href="/services">Services</a>
    <script>addEventListener("click", (event) => event.preventDefault())</script>`;

  test("of outbound links, files and missing pages tell host or path alone, and stop no click", async () => {
    await open("/gone", { count }, clicks, 404);
    await accept();
    // By then the file that follows clicks is there.
    await eventually(() => expect(counted().map(({ kind }) => kind)).toContain("count"));
    for (const id of ["out", "file", "in"]) await page.locator(`#${id}`).click();
    await eventually(() => expect(counted()).toHaveLength(4));
    expect(counted().filter(({ kind }) => kind === "count")).toEqual([
      expect.objectContaining({ name: "not-found", properties: { path: "/gone" } }),
      expect.objectContaining({ name: "outbound", properties: { to: "other.example" } }),
      expect.objectContaining({ name: "download", properties: { file: "/files/price-list.pdf" } }),
    ]);
    expect(server.beacons.texts.join()).not.toMatch(/anna|q=1/);
  });

  test("are not delayed: the next page is asked for before the collector has answered", async () => {
    server.answer = "hang";
    await open("/", { count }, `<a href="/files/next.pdf">Next</a>`);
    await accept();
    await untilCounted({ kind: "view" });
    await page.getByText("Next").click();
    await page.waitForURL(/next/);
    await untilCounted({ kind: "view" }, { name: "download" });
  });

  test("are not made of links and missing pages where nothing is configured", async () => {
    await open("/", {}, clicks);
    await accept();
    await untilCounted({ kind: "view" });
    for (const id of ["out", "file", "in"]) await page.locator(`#${id}`).click();
    await settled();
    expect(counted()).toHaveLength(1);
  });
});

describe("[A10] a browser that a program drives", () => {
  test("says so in each beacon, which the collector counts as a bot's", async () => {
    const automated = await launchAutomated();
    try {
      const tab = await (await newVisitor(automated)).newPage();
      await open("/", {}, "", 200, tab);
      expect(await tab.evaluate(() => navigator.webdriver)).toBe(true);
      await accept(tab);
      await untilCounted({ kind: "view", bot: true });
    } finally {
      await automated.close();
    }
  });

  test("is none that a person uses: nothing about it is sent", async () => {
    await open("/");
    expect(await page.evaluate(() => navigator.webdriver)).toBe(false);
    await accept();
    await untilCounted({ kind: "view" });
    expect(server.beacons.texts.join()).not.toContain("bot");
  });
});
