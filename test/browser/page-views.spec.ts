import { describe, expect, test } from "vitest";
import { dayNumber } from "../../src/model/visit.js";
import { launchWithCache, newVisitor } from "./chromium.js";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp();

const config = { timeZone: "Europe/Moscow", paths: ["/orders/*"] };
const declare = (...paths: string[]): void => {
  for (const path of paths) server.page(path, { config: { ...config, endpoint: server.url } });
};
const goto = (path: string, referer?: string) => page.goto(server.url + path, referer ? { referer } : {});
const accept = (): Promise<void> => page.evaluate(() => window.kivok.accept());
const reject = (): Promise<void> => page.evaluate(() => window.kivok.reject());
const view = { v: 1, kind: "view" };
const today = (): number => dayNumber(Date.now(), "Europe/Moscow");
/** Beacons other than those about visible time, which depend on how long the test took. */
const counted = () => server.beacons.read().filter(({ kind }) => kind !== "time");
const untilCounted = (...expected: object[]): Promise<void> =>
  eventually(() => expect(counted()).toEqual(expected.map((fields) => expect.objectContaining(fields))));

test("[A1] nothing is sent before statistics are granted, nor is the file requested; then this page is counted once", async () => {
  declare("/", "/two");
  await goto("/");
  await goto("/two");
  await server.beacons.expectNone(page);
  await accept();
  await server.beacons.expect({ ...view, path: "/two", step: 1, gap: 0 });
  await accept();
  await page.evaluate(() => window.kivok.accept(["statistics"]));
  expect(counted()).toHaveLength(1);
});

test("[A1] nothing is sent after a refusal, after a grant of other categories, or without an endpoint", async () => {
  declare("/");
  await goto("/");
  await reject();
  await page.evaluate(() => window.kivok.accept(["functional"]));
  await page.evaluate(() => window.kivok.count("booking"));
  await server.beacons.expectNone(page);
  server.page("/without", { config });
  await goto("/without");
  await accept();
  await server.beacons.expectNone(page);
  expect(server.requests).not.toContain("/kivok-count.js");
});

test("[A1] a withdrawal ends the counting at once, and removes what the browser remembered", async () => {
  declare("/", "/two");
  await goto("/");
  await accept();
  await untilCounted({ path: "/" });
  expect((await visitor.cookies()).map(({ name }) => name).sort()).toEqual(["kivok", "kivok_day", "kivok_visit"]);
  await reject();
  await page.evaluate(() => history.pushState({}, "", "/spa"));
  await goto("/two");
  await page.evaluate(() => fetch("/mark"));
  expect(counted()).toHaveLength(1);
  expect((await visitor.cookies()).map(({ name }) => name)).toEqual(["kivok"]);
});

test("[A2] one page view per path: loads, pushState, a replaceState to another path, back and forward", async () => {
  declare("/", "/two");
  await goto("/");
  await accept();
  await untilCounted({ path: "/", step: 1 });
  await page.evaluate(() => {
    history.replaceState({}, "", "/");
    history.replaceState({}, "", "/?query=1#hash");
    history.pushState({}, "", "/a");
    history.pushState({}, "", "/a?page=2");
    history.replaceState({}, "", "/b");
  });
  const first = [
    { path: "/", step: 1 },
    { path: "/a", step: 2, previous: "/" },
    { path: "/b", step: 3, previous: "/a" },
  ];
  // Each view waits for its turn among the tabs: a page that is left in the same moment would not be counted.
  await untilCounted(...first);
  await page.goBack();
  await untilCounted(...first, { path: "/a", step: 4 });
  await page.goForward();
  await untilCounted(...first, { path: "/a", step: 4 }, { path: "/b", step: 5 });
  await goto("/two");
  await untilCounted(
    { path: "/", step: 1 },
    { path: "/a", step: 2, previous: "/" },
    { path: "/b", step: 3, previous: "/a" },
    { path: "/a", step: 4, previous: "/b" },
    { path: "/b", step: 5, previous: "/a" },
    { path: "/two", step: 6 },
  );
});

test("[A3] a page that comes back from the back/forward cache counts, once", async () => {
  declare("/", "/two");
  const cached = await launchWithCache();
  try {
    const tab = await (await newVisitor(cached)).newPage();
    await tab.goto(server.url);
    await tab.evaluate(() => window.kivok.accept());
    await untilCounted({ path: "/" });
    // A page whose beacon waits for its reply is not kept.
    await eventually(async () => expect(await tab.evaluate(() => sessionStorage.kivok_sent)).toMatch(/^\n\{/));
    await tab.evaluate(() => {
      addEventListener("pageshow", ({ persisted }) => void fetch(`/persisted-${persisted}`));
      location.href = "/two";
    });
    await untilCounted({ path: "/" }, { path: "/two", previous: "/" });
    await tab.evaluate(() => void history.back());
    await untilCounted({ path: "/" }, { path: "/two" }, { path: "/", step: 3, previous: "/" });
    await eventually(() => expect(server.requests).toContain("/persisted-true"));
    expect(counted()).toHaveLength(3);
  } finally {
    await cached.close();
  }
});

test("[A3] a tab opened in the background is counted when it is first seen", async () => {
  declare("/", "/hidden");
  await goto("/");
  await accept();
  await untilCounted({ path: "/" });
  const other = await visitor.newPage();
  await other.addInitScript(() => {
    let hidden = true;
    Object.defineProperty(document, "hidden", { get: () => hidden });
    addEventListener("seen", () => {
      hidden = false;
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    });
  });
  await other.goto(`${server.url}/hidden`);
  await other.evaluate(() => fetch("/mark"));
  expect(counted()).toHaveLength(1);
  await other.evaluate(() => dispatchEvent(new Event("seen")));
  await untilCounted({ path: "/" }, { path: "/hidden", step: 2 });
});

test("[A4] two tags on a page count once", async () => {
  server.page("/", { config: { ...config, endpoint: server.url }, head: '<script src="/kivok.js"></script>' });
  await goto("/");
  await accept();
  await untilCounted({ path: "/" });
  await page.evaluate(() => fetch("/mark"));
  expect(counted()).toHaveLength(1);
});

test("[A5] hosts that share their cookies are one visit of one visitor; without that each has its own", async () => {
  const on = (host: string): string => server.url.replace("localhost", `${host}.localhost`);
  for (const cookie of [{}, { domain: "salon.localhost" }]) {
    await visitor.clearCookies();
    for (const path of ["/", "/shop"])
      server.page(path, { config: { ...config, endpoint: server.url, site: "salon", cookie } });
    const before = counted().length;
    await page.goto(on("www.salon"));
    await accept();
    await eventually(() => expect(counted().slice(before)).toMatchObject([{ gap: 0, step: 1 }]));
    await page.goto(`${on("shop.salon")}/shop`);
    expect(await page.evaluate(() => window.kivok.has("statistics"))).toBe("domain" in cookie);
    if (!("domain" in cookie)) await accept();
    const second = "domain" in cookie ? { step: 2 } : { gap: 0, step: 1 };
    await eventually(() => expect(counted().slice(before)).toMatchObject([{ gap: 0, step: 1 }, second]));
  }
});

test("[A5] the first view of a day carries the gap, later ones none; what is kept are two small integers", async () => {
  declare("/", "/two");
  await goto("/");
  await accept();
  await untilCounted({ path: "/", gap: 0, day: today() });
  await goto("/two");
  await untilCounted({ gap: 0 }, { path: "/two", step: 2 });
  expect(counted()[1]).not.toHaveProperty("gap");
  const kept = Object.fromEntries((await visitor.cookies()).map(({ name, value }) => [name, value]));
  expect(kept).toMatchObject({ kivok_day: String(today()), kivok_visit: "2" });
  await visitor.addCookies([{ name: "kivok_day", value: String(today() - 5), url: server.url }]);
  await goto("/");
  await untilCounted({ gap: 0 }, { path: "/two" }, { path: "/", gap: 5 });
});

test("[A7] paths are scrubbed and mapped, the referrer is a host, campaigns are known keys, and nothing else is there", async () => {
  declare("/orders/4711", "/users/anna@example.org/+7(900)000-00-00");
  await goto(
    "/orders/4711?utm_source=mail&utm_medium=letter&utm_campaign=spring&name=Anna&email=a@example.org",
    "https://www.search.example/find?q=secret",
  );
  await accept();
  await untilCounted({ path: "/orders/*", referrer: "www.search.example", campaign: "mail/letter/spring" });
  expect(Object.keys(counted()[0] ?? {}).sort()).toEqual(
    [
      "v",
      "kind",
      "once",
      "site",
      "day",
      "path",
      "step",
      "gap",
      "referrer",
      "campaign",
      "language",
      "zone",
      "screen",
    ].sort(),
  );
  expect(counted()[0]).toMatchObject({ language: "ru", zone: "Europe/Moscow", screen: "large", site: server.host });
  await goto("/users/anna@example.org/+7(900)000-00-00");
  await untilCounted({ path: "/orders/*" }, { path: "/users/*/*" });
  // Digits of the random number, of the port and of the day's number may be any.
  const told = server.beacons.texts.join().replace(/"(once|site|day)":("[^"]*"|\d+)/g, "");
  for (const secret of ["anna", "Anna", "example.org", "900", "secret", "4711", "Chrome"])
    expect(told).not.toContain(secret);
});

test("[A8] beacons are plain text without preflight, cookies or referrer", async () => {
  declare("/");
  const request = page.waitForRequest((each) => each.url().endsWith("/beacon"));
  await goto("/");
  await accept();
  const headers = await (await request).allHeaders();
  expect((await request).method()).toBe("POST");
  expect(headers["content-type"]).toBe("text/plain;charset=UTF-8");
  expect(headers).not.toHaveProperty("cookie");
  expect(headers).not.toHaveProperty("referer");
});

test("[A8] a beacon without a reply is sent again with the next view, also on another page, with the same one-time number", async () => {
  declare("/", "/two");
  server.answer = "hang";
  await goto("/");
  await accept();
  await untilCounted({ path: "/" });
  const [lost] = server.beacons.texts;
  expect(await page.evaluate(() => sessionStorage.kivok_sent)).toMatch(/^\n\d{21,}\{/);
  server.answer = 204;
  // As if it had been sent a while ago: what has just left may still be answered.
  await page.evaluate(() => {
    sessionStorage.kivok_sent = String(sessionStorage.kivok_sent).replace(
      /\n(\d{13})/,
      (_, time) => `\n${Number(time) - 60_000}`,
    );
  });
  await goto("/two");
  await eventually(() => expect(server.beacons.texts.filter((text) => text === lost)).toHaveLength(2));
  await eventually(async () => expect(await page.evaluate(() => sessionStorage.kivok_sent)).not.toMatch(/^\d/m));
  const views = counted().length;
  await goto("/");
  await eventually(() => expect(counted()).toHaveLength(views + 1));
  expect(server.beacons.texts.filter((text) => text === lost)).toHaveLength(2);
});

test("[A8] what is owed is removed at a withdrawal, and not sent any more", async () => {
  declare("/", "/two");
  server.answer = 503;
  await goto("/");
  await accept();
  await untilCounted({ path: "/" });
  await reject();
  expect(await page.evaluate(() => sessionStorage.kivok_sent)).toBe("");
  await goto("/two");
  await page.evaluate(() => fetch("/mark"));
  expect(counted()).toHaveLength(1);
});

test("[A8] a collector that hangs or is absent neither throws into the page nor keeps it from navigating", async () => {
  const errors: Error[] = [];
  page.on("pageerror", (error) => errors.push(error));
  declare("/", "/two");
  server.page("/absent", { config: { ...config, endpoint: "http://127.0.0.1:9" } });
  server.answer = "hang";
  await goto("/");
  await accept();
  await untilCounted({ path: "/" });
  await goto("/two");
  await goto("/absent");
  expect(await page.getByRole("heading").textContent()).toBe("Page");
  expect(errors).toEqual([]);
});

test("[A9] custom counts by call and by attribute are sent while statistics are granted", async () => {
  server.page("/", {
    config: { ...config, endpoint: server.url },
    body: '<button data-kivok-count="booking"><b>Book</b></button>',
  });
  await goto("/");
  await page.getByText("Book").click();
  await server.beacons.expectNone(page);
  await accept();
  await page.evaluate(() => window.kivok.count("early"));
  const names = () => counted().map((each) => ("name" in each ? each.name : each.kind));
  await eventually(() => expect(names().sort()).toEqual(["early", "view"]));
  await page.getByText("Book").click();
  await eventually(() => expect(names().sort()).toEqual(["booking", "early", "view"]));
  expect(counted().map(({ path }) => path)).toEqual(["/", "/", "/"]);
});

describe("[N17] kivok.sent", () => {
  const sent = () => page.evaluate(() => [...window.kivok.sent]);
  /** What the page lists is what has come, by the time that both are still; one may overtake another on its way. */
  const untilListed = (): Promise<void> =>
    eventually(async () => expect((await sent()).sort()).toEqual([...server.beacons.texts].sort()));

  test("holds every beacon of this visit, word for word: of this page, of those before, and of those that came back", async () => {
    declare("/", "/two", "/three");
    await goto("/");
    expect(await sent()).toEqual([]);
    await accept();
    await untilCounted({ path: "/" });
    await page.evaluate(() => window.kivok.count("$&"));
    await page.evaluate(() => window.kivok.count("booking"));
    await untilCounted({ path: "/" }, { name: "booking" });
    await untilListed();
    await goto("/two");
    await untilCounted({ path: "/" }, { name: "booking" }, { path: "/two" });
    await untilListed();
    // By a link, so that the page may go to the back/forward cache.
    await page.evaluate(() => (location.href = "/three"));
    await eventually(() => expect(counted()).toHaveLength(4));
    await page.goBack();
    await eventually(() => expect(counted()).toHaveLength(5));
    await untilListed();
    expect(new Set(server.beacons.texts).size).toBe(server.beacons.texts.length);
    // Another tab has nothing of it, and the visit's end takes it away.
    const other = await visitor.newPage();
    await other.goto(`${server.url}/three`);
    await eventually(() => expect(counted()).toHaveLength(6));
    expect(await other.evaluate(() => window.kivok.sent)).toEqual([JSON.stringify(counted().at(-1))]);
    await other.close();
    await visitor.clearCookies({ name: "kivok_visit" });
    const before = server.beacons.texts.length;
    await goto("/");
    await eventually(() => expect(counted()).toHaveLength(7));
    // The tab that was closed may tell its visible time after that.
    const views = () => server.beacons.texts.filter((text) => text.includes('"kind":"view"'));
    await eventually(async () => expect((await sent()).at(-1)).toBe(views().at(-1)));
    expect(await sent()).toHaveLength(
      server.beacons.texts.slice(before).filter((text) => /"step":1/.test(text)).length,
    );
  });

  test("is forgotten by the tab at a withdrawal, kept by it in no more than 100,000 letters, and of one page without storage", async () => {
    declare("/", "/two");
    await goto("/");
    await accept();
    await untilCounted({ path: "/" });
    await page.evaluate(() => {
      const line = `\n{"old":"${"x".repeat(990)}"}`;
      sessionStorage.kivok_sent = line.repeat(150) + sessionStorage.kivok_sent;
    });
    await goto("/two");
    await untilCounted({ path: "/" }, { path: "/two" });
    await eventually(async () => expect((await sent()).at(-1)).toContain('"/two"'));
    const kept = await sent();
    // 99 lines of 1,001 letters, the first page's view, the time on it if that was half a second or more, and this view.
    expect(kept.length).toBeLessThanOrEqual(102);
    // No line that was cut is taken for a beacon.
    for (const text of kept) expect(JSON.parse(text)).toBeTypeOf("object");
    expect(await page.evaluate(() => String(sessionStorage.kivok_sent).length)).toBeLessThan(102_000);
    await reject();
    expect(await page.evaluate(() => sessionStorage.kivok_sent)).toBe("");
    await goto("/two");
    expect(await sent()).toEqual([]);

    await page.addInitScript(() => {
      Object.defineProperty(window, "sessionStorage", {
        get: () => {
          throw new DOMException("refused", "SecurityError");
        },
      });
    });
    const errors: Error[] = [];
    page.on("pageerror", (error) => errors.push(error));
    const before = counted().length;
    await goto("/");
    await accept();
    await eventually(() => expect(counted()).toHaveLength(before + 1));
    expect(await sent()).toEqual([server.beacons.texts.at(-1)]);
    expect(errors).toEqual([]);
  });
});
