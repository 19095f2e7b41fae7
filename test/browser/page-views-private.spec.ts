import { describe, expect, test } from "vitest";
import { page, server, setUp, visit, visitor } from "./set-up.js";
import { end, eventually, listen, portOf } from "./test-server.js";

/* What leaves the browser tells nobody who somebody is; and what happens to it harms no page. */

setUp();

const accept = (): Promise<void> => page.evaluate(() => window.kivok.accept());
const views = () => server.beacons.read().filter(({ kind }) => kind !== "time");

/* An e-mail address, a telephone number, a whole address, the browser's name and a title, in each of the four. */
const TITLE = "Anna Petrova, anna.petrova@example.org, +7 (916) 123-45-67: order 4711471147 at https://salon.example/";
const WHO = new URLSearchParams({
  email: "anna.petrova@example.org",
  phone: "+7 (916) 123-45-67",
  from: "https://www.search.example/find?q=anna",
  agent: "Mozilla/5.0 Chrome/156.0",
  title: TITLE,
});
const WORDS = [TITLE, "Mozilla/5.0 (79161234567) https://www.search.example/find"].map(encodeURIComponent).join("/");
const PRIVATE = `/users/anna.petrova@example.org/+7(916)123-45-67/orders/4711471147/${WORDS}`;
const QUERY = `?${WHO}&utm_source=mail&utm_campaign=anna.petrova%40example.org&name=Anna#anna`;
const REFERRER = `https://www.search.example${PRIVATE}/find?q=anna.petrova+79161234567&${WHO}`;

/** What a person does on a site that has everything about her in its addresses and titles. */
const usePages = async (): Promise<string[]> => {
  await server.reset();
  await visit();
  const count = { query: ["email", "tab"], outbound: true, downloads: true, properties: { plan: ["full"] } };
  const config = { endpoint: server.url, count, site: "salon.example" };
  const head = `<script>document.title += ${JSON.stringify(TITLE)}</script>`;
  for (const path of [PRIVATE, "/next"])
    server.page(path, { config, head, body: '<a href="/files/anna.petrova@example.org.pdf">File</a>' });
  await visitor.addCookies([{ name: "kivok_id", value: "b7f3c2d1e0a94856", url: server.url }]);
  await page.goto(server.url + PRIVATE + QUERY, { referer: REFERRER });
  await accept();
  await eventually(() => expect(views()).toHaveLength(1));
  await page.evaluate(() => {
    (window.kivok.count as (name: string, properties: object) => void)("booking", { plan: "Anna Petrova" });
    window.kivok.count("anna.petrova@example.org");
  });
  // Two that leave at once may come in any order.
  await eventually(() => expect(views()).toHaveLength(2));
  await page.evaluate(() => history.pushState({}, "", "/users/anna.petrova@example.org?tab=anna.petrova@example.org"));
  await eventually(() => expect(views()).toHaveLength(3));
  await page.getByText("File").evaluate((link) => {
    link.addEventListener("click", (event) => event.preventDefault());
    (link as HTMLElement).click();
  });
  await eventually(() => expect(views()).toHaveLength(4));
  await page.goto(`${server.url}/next`);
  await eventually(() => expect(views()).toHaveLength(5));
  return server.beacons.texts.filter((text) => !text.includes('"kind":"time"'));
};

test("[A7] two fresh browsers that do the same send the same, byte for byte, but for the one-time number, and nothing of a person", async () => {
  const [one, other] = [await usePages(), await usePages()];
  const withoutOnce = (texts: string[]): string[] => texts.map((text) => text.replace(/"once":"\d+"/, ""));
  expect(withoutOnce(one)).toEqual(withoutOnce(other));
  expect(one).not.toEqual(other);
  // Of everything something was there to tell: views, a custom count with a property, a click.
  expect(one.map((text) => JSON.parse(text)).map(({ kind, name, properties }) => [kind, name, properties])).toEqual([
    ["view", undefined, undefined],
    ["count", "booking", { plan: "other" }],
    ["view", undefined, undefined],
    ["count", "download", { file: "/files/*" }],
    ["view", undefined, undefined],
  ]);
  for (const text of [...one, ...other]) {
    // Digits of the random number, or of the day's, may be any.
    expect(text.replace(/"(once|day)":"?\d+"?/g, "")).not.toMatch(
      /anna|petrova|@|%40|7916|916|4711|q=|find|Mozilla|Chrome|order 4|titlemark|b7f3c2d1|www\.search\.example\//i,
    );
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(1024);
  }
});

test("[A8] a slow collector delays no click: the next page is asked for before the answer, which is taken when it comes", async () => {
  const asked: string[] = [];
  let answerAll = (): void => {};
  const held = new Promise<void>((resolve) => {
    answerAll = resolve;
  });
  const slow = await listen(async (request, response) => {
    asked.push(request.url ?? "");
    request.resume();
    await held;
    response.writeHead(204, { "Access-Control-Allow-Origin": "*" }).end();
  });
  try {
    const endpoint = `http://localhost:${portOf(slow)}`;
    const count = { outbound: true, downloads: true };
    for (const path of ["/", "/two", "/three"])
      server.page(path, {
        config: { endpoint, count },
        body: '<a href="/two" download="">Two</a><a href="/three">Three</a>',
      });
    const mishaps: string[] = [];
    page.on("pageerror", ({ message }) => mishaps.push(message));
    page.on("console", (message) => mishaps.push(message.text()));
    await page.goto(server.url);
    await accept();
    await eventually(() => expect(asked).toHaveLength(1));
    await page.getByText("Three").click();
    await page.waitForURL("**/three");
    await eventually(() => expect(asked.length).toBeGreaterThan(1));
    expect(server.requests).toContain("/three");
    const owed = (): Promise<number> =>
      page.evaluate(() => (String(sessionStorage.kivok_sent).match(/^\d/gm) ?? []).length);
    await eventually(async () => expect(await owed()).toBeGreaterThan(0));
    answerAll();
    // The page that is open takes its answer; that of the page before is asked for again with the next view, which is answered.
    await page.evaluate(() => {
      sessionStorage.kivok_sent = String(sessionStorage.kivok_sent).replace(
        /^(\d{13})/gm,
        (_, time) => `${Number(time) - 60_000}`,
      );
      history.pushState({}, "", "/four");
    });
    await eventually(async () => expect(await owed()).toBe(0));
    expect(mishaps).toEqual([]);
  } finally {
    answerAll();
    await end(slow);
  }
});

describe("[A8] a collector that", () => {
  const CASES: readonly (readonly [string, Partial<{ status: number | "hang"; endpoint: string; policy: string }>])[] =
    [
      ["fails", { status: 503 }],
      ["refuses", { status: 403 }],
      ["hangs", { status: "hang" }],
      ["is absent", { endpoint: "http://127.0.0.1:9" }],
      ["the page's policy blocks", { policy: "connect-src 'none'" }],
    ];
  test.each(CASES)(
    "%s neither throws, rejects nor says anything of its own, and the page goes on",
    async (_which, given) => {
      const { status = 204, endpoint = server.url, policy = "" } = given;
      server.answer = status;
      const headers: Record<string, string> = policy ? { "Content-Security-Policy": policy } : {};
      for (const path of ["/", "/two"]) server.page(path, { config: { endpoint }, headers });
      const mishaps: string[] = [];
      page.on("pageerror", ({ message }) => mishaps.push(message));
      // The browser itself reports a failed request; what Kivok says would begin with its name or come from its files.
      page.on("console", (message) => {
        const isBrowsers = /Failed to load resource|net::ERR|Content Security Policy|Fetch API cannot load/.test(
          message.text(),
        );
        if (!isBrowsers) mishaps.push(message.text());
      });
      await page.goto(server.url);
      await accept();
      await eventually(async () => expect(await page.evaluate(() => window.kivok.sent.length)).toBe(1));
      await page.evaluate(() => history.pushState({}, "", "/a"));
      await eventually(async () => expect(await page.evaluate(() => window.kivok.sent.length)).toBeGreaterThan(1));
      await page.goto(`${server.url}/two`);
      await page.getByRole("heading", { name: "Page" }).waitFor();
      const listed = (): Promise<string> => page.evaluate(() => window.kivok.sent.join());
      await eventually(async () => expect(await listed()).toContain('"path":"/two"'));
      expect(mishaps).toEqual([]);
    },
  );
});
