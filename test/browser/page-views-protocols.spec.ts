import type { IncomingHttpHeaders, Server } from "node:http";
import { text } from "node:stream/consumers";
import { Umami, type UmamiPayload } from "@umami/node";
import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ConfigInput } from "../../src/model/config.js";
import { bundle } from "./bundle.js";
import { launchChromium, newVisitor } from "./chromium.js";
import { end, eventually, listen, portOf, startTestServer, type TestServer } from "./test-server.js";

/* Page views told to the servers of others, each in the protocol that its vendor documents, and as its own client speaks it. */

type Logged = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

let browser: Browser;
let server: TestServer;
/** Stands for the other server: writes down everything that it is asked, preflights too, and answers with `status`. */
let other: Server;
let log: Logged[];
let status: number | "hang";
const endpoint = (): string => `http://localhost:${portOf(other)}`;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  other = await listen(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const body = await text(request).catch(() => "");
    log.push({ method, url, headers, body });
    const head = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*" };
    if (method === "OPTIONS" || url.startsWith("/mark")) response.writeHead(204, head).end();
    else if (status !== "hang") response.writeHead(status, head).end("{}");
  });
});
afterAll(async () => {
  await Promise.all([browser.close(), server.close(), end(other)]);
});
beforeEach(async () => {
  await server.reset();
  [log, status] = [[], 202];
});

const SITE = "2c1fd2de-9d1c-4b0c-b4a6-6a5d4d2b6d3f";
const PROTOCOLS = ["plausible", "umami", "goatcounter"] as const;
type Protocol = (typeof PROTOCOLS)[number];

const PRIVATE = "/users/anna.petrova@example.org/+7(916)123-45-67";
const QUERY = "?email=anna.petrova@example.org&page=2&utm_source=mail&utm_medium=letter&utm_campaign=spring#anna";
const REFERRER = "https://www.search.example/find?q=anna.petrova";

const configOf = (protocol: Protocol): ConfigInput => ({
  endpoint: endpoint(),
  protocol,
  site: SITE,
  paths: ["/orders/*"],
  count: { properties: { plan: ["full"], path: ["x"] } },
});
const open = async (path: string, config: ConfigInput, referer?: string): Promise<[BrowserContext, Page]> => {
  server.page(new URL(path, server.url).pathname, {
    config,
    head: "<script>document.title = 'Anna Petrova';localStorage.mine = 'anna'</script>",
  });
  const visitor = await newVisitor(browser);
  await visitor.addCookies([{ name: "kivok_id", value: "b7f3c2d1e0a94856", url: server.url }]);
  const page = await visitor.newPage();
  await page.goto(server.url + path, referer ? { referer } : {});
  return [visitor, page];
};
const accept = (page: Page): Promise<void> => page.evaluate(() => window.kivok.accept());
/** What was told, without marks and preflights. */
const told = (): Logged[] => log.filter(({ method, url }) => method !== "OPTIONS" && !url.startsWith("/mark"));
/** A request that the page makes now has come: nothing from before is still to leave. */
const marked = async (page: Page): Promise<void> => {
  const mark = `/mark-${log.length}`;
  await page.evaluate((url) => fetch(url).then((reply) => reply.status), endpoint() + mark);
  expect(log.map(({ url }) => url)).toContain(mark);
};

/** A view with everything private around it, a page of a template, a custom count with properties, and a withdrawal. */
const visit = async (protocol: Protocol): Promise<{ sent: readonly string[]; requests: Logged[] }> => {
  log = [];
  const [visitor, page] = await open(PRIVATE + QUERY, configOf(protocol), REFERRER);
  await page.evaluate(() => window.kivok.count("early"));
  await marked(page);
  expect(told()).toEqual([]);
  await accept(page);
  await eventually(() => expect(told()).toHaveLength(1));
  await page.evaluate(() => history.pushState({}, "", "/orders/4711?utm_source=again"));
  await eventually(() => expect(told()).toHaveLength(2));
  await page.evaluate(() => {
    window.kivok.count("booking", { plan: "full", path: "anna.petrova@example.org" });
    window.kivok.count("anna.petrova@example.org");
  });
  await eventually(() => expect(told()).toHaveLength(3));
  const sent = await page.evaluate(() => window.kivok.sent);
  // Visible time is no event of theirs, and after a withdrawal there is none at all.
  await page.evaluate(() => window.kivok.reject());
  await page.evaluate(() => {
    history.pushState({}, "", "/next");
    window.kivok.count("late");
  });
  await marked(page);
  expect(told()).toHaveLength(3);
  await visitor.close();
  return { sent, requests: log };
};

/** What each server documents: https://plausible.io/docs/events-api, https://umami.is/docs/api/sending-stats, https://goatcounter.com/help/pixel */
const EXPECTED: Record<Protocol, { at: string; type: string; preflight: boolean; events: readonly unknown[] }> = {
  plausible: {
    at: "/api/event",
    type: "text/plain",
    preflight: false,
    events: [
      {
        n: "pageview",
        u: "ORIGIN/users/*/*?utm_source=mail&utm_medium=letter&utm_campaign=spring",
        d: SITE,
        r: "https://www.search.example/",
      },
      { n: "pageview", u: "ORIGIN/orders/*", d: SITE, r: null },
      { n: "booking", u: "ORIGIN/orders/*", d: SITE, r: null, p: { plan: "full", path: "other" } },
    ],
  },
  umami: {
    at: "/api/send",
    type: "application/json",
    // As its own tracker has one.
    preflight: true,
    events: [
      {
        type: "event",
        payload: {
          website: SITE,
          hostname: "localhost",
          url: "/users/*/*?utm_source=mail&utm_medium=letter&utm_campaign=spring",
          referrer: "https://www.search.example/",
          language: "ru",
        },
      },
      { type: "event", payload: { website: SITE, hostname: "localhost", url: "/orders/*", referrer: "" } },
      {
        type: "event",
        payload: {
          website: SITE,
          hostname: "localhost",
          url: "/orders/*",
          referrer: "",
          name: "booking",
          data: { plan: "full", path: "other" },
        },
      },
    ],
  },
  goatcounter: {
    at: "/count",
    type: "text/plain",
    preflight: false,
    events: [
      {
        p: "/users/*/*",
        r: "www.search.example",
        q: "?utm_source=mail&utm_medium=letter&utm_campaign=spring",
      },
      { p: "/orders/*" },
      // It knows no properties.
      { p: "booking", e: "true" },
    ],
  },
};

test.each(PROTOCOLS)(
  "[A7] what a %s server gets is what it documents, nothing else, only after consent, and the same from every browser",
  async (protocol) => {
    const [one, another] = [await visit(protocol), await visit(protocol)];
    const { at, type, preflight, events } = EXPECTED[protocol];
    const requests = one.requests.filter(({ url }) => !url.startsWith("/mark"));
    const posts = requests.filter(({ method }) => method !== "OPTIONS");
    expect(requests.some(({ method }) => method === "OPTIONS")).toBe(preflight);
    const eventOf = ({ url, body }: Logged): unknown =>
      protocol === "goatcounter"
        ? Object.fromEntries(new URL(url, server.url).searchParams)
        : JSON.parse(body.replace(server.url, "ORIGIN"));
    expect(posts.map(eventOf)).toEqual(events);
    for (const { method, url, headers, body } of posts) {
      expect([method, url.split("?")[0], headers["content-type"]]).toEqual(["POST", at, type]);
      expect(headers).not.toHaveProperty("cookie");
      expect(headers).not.toHaveProperty("referer");
      if (protocol === "goatcounter") expect(body).toBe("");
    }
    // Two fresh browsers differ in nothing: there is no identifier, not even a one-time number.
    const textsOf = ({ requests }: typeof one): string[] =>
      requests.filter(({ method }) => method === "POST").map(({ url, body }) => url + body);
    expect(textsOf(one)).toEqual(textsOf(another));
    expect(textsOf(one)).toHaveLength(3);
    // The port of the page may have any digits.
    expect(textsOf(one).join().replaceAll(server.host, "")).not.toMatch(
      /anna|petrova|@|%40|916|find|q=a|page=2|Mozilla|b7f3c2d1|again|early/i,
    );
    // The visitor reads the very same.
    expect(one.sent).toEqual(posts.map(({ url, body }) => body || url));
  },
);

test.each(PROTOCOLS)(
  "[A2] routes in the hash and keys of the query arrive at a %s server as such",
  async (protocol) => {
    const [visitor, page] = await open("/app?page=2&utm_source=mail#/orders", {
      ...configOf(protocol),
      count: { hash: true, query: ["page"] },
    });
    await accept(page);
    await eventually(() => expect(told()).toHaveLength(1));
    const [{ url, body } = { url: "", body: "" }] = told();
    const query = Object.fromEntries(new URL(url, server.url).searchParams);
    if (protocol === "goatcounter") expect(query).toEqual({ p: "/app#/orders?page=2", q: "?utm_source=mail" });
    if (protocol === "plausible")
      // `h`: its server counts a route only where it is told that there is one.
      expect(JSON.parse(body)).toMatchObject({ u: `${server.url}/app?page=2&utm_source=mail#/orders`, h: 1 });
    if (protocol === "umami")
      expect(JSON.parse(body).payload).toMatchObject({ url: "/app?page=2&utm_source=mail#/orders" });
    await visitor.close();
  },
);

test.each(PROTOCOLS)(
  "[A8] a %s server that fails or hangs harms no page, gets nothing twice, and is told the next view",
  async (protocol) => {
    status = 500;
    const [visitor, page] = await open("/", configOf(protocol));
    const mishaps: string[] = [];
    page.on("pageerror", ({ message }) => mishaps.push(message));
    page.on("console", (message) => {
      // The browser itself reports an answer that is an error.
      if (!/Failed to load resource/.test(message.text())) mishaps.push(message.text());
    });
    await accept(page);
    await eventually(() => expect(told()).toHaveLength(1));
    status = "hang";
    await page.evaluate(() => history.pushState({}, "", "/two"));
    await eventually(() => expect(told()).toHaveLength(2));
    await page.goto(`${server.url}/three`);
    expect(await page.getByRole("heading").textContent()).toBe("Page");
    expect(new Set(told().map(({ url, body }) => url + body)).size).toBe(2);
    expect(mishaps).toEqual([]);
    await visitor.close();
  },
);

describe("[A8] the vendor's own client speaks the same:", () => {
  /** A page without a referrer has `null` there. */
  const kindOf = (value: unknown): string => (value === null ? "string" : typeof value);
  /** Both views and both events as they were sent: ours and theirs have one address, method and type. */
  const pairs = (ours: readonly (Logged | undefined)[], theirs: readonly (Logged | undefined)[]): [Logged, Logged][] =>
    ours.map((own, index) => {
      const vendor = theirs[index];
      if (!own || !vendor) throw new Error("expected a view and an event of both");
      const wayOf = ({ method, url, headers }: Logged) => [method, url, headers["content-type"]];
      expect(wayOf(own)).toEqual(wayOf(vendor));
      return [own, vendor];
    });

  test("Plausible's tracker has the same address, method, type and keys, and no preflight either", async () => {
    const { requests } = await visit("plausible");
    const [view, , event] = requests.filter(({ method }) => method === "POST");
    log = [];
    const page = await (await newVisitor(browser)).newPage();
    await page.goto(`${server.url}/plain`, { referer: REFERRER });
    await page.evaluate(
      await bundle(`import { init, track } from "@plausible-analytics/tracker";
        init({ domain: "${SITE}", endpoint: "${endpoint()}/api/event", captureOnLocalhost: true });
        track("booking", { props: { plan: "full" } });`),
    );
    await eventually(() => expect(told()).toHaveLength(2));
    expect(log.every(({ method }) => method === "POST")).toBe(true);
    const theirs = ["pageview", "booking"].map((name) => told().find(({ body }) => JSON.parse(body).n === name));
    for (const [own, vendor] of pairs([view, event], theirs).map((pair) => pair.map(({ body }) => JSON.parse(body))))
      for (const key of Object.keys(own)) expect([key, kindOf(own[key])]).toEqual([key, kindOf(vendor[key])]);
    await page.context().close();
  });

  test("Umami's client has the same address, method, type and keys", async () => {
    const { requests } = await visit("umami");
    const [view, , event] = requests.filter(({ method }) => method === "POST");
    log = [];
    const umami = new Umami({ hostUrl: endpoint(), websiteId: SITE });
    const payload = { website: SITE, hostname: "localhost", language: "ru", url: "/a", referrer: "" };
    await umami.send(payload satisfies UmamiPayload);
    await umami.send({ ...payload, name: "booking", data: { plan: "full" } } satisfies UmamiPayload);
    for (const [own, vendor] of pairs([view, event], told()).map((pair) => pair.map(({ body }) => JSON.parse(body)))) {
      expect(own.type).toBe(vendor.type);
      for (const key of Object.keys(own.payload))
        expect([key, typeof own.payload[key]]).toEqual([key, typeof vendor.payload[key]]);
    }
  });
});
