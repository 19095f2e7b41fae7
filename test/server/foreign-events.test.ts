import { Umami } from "@umami/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isoDate } from "../../src/server/calendar.js";
import { readPlausible, readUmami } from "../../src/server/foreign-events.js";
import { ORIGIN, SITE, today, USER_AGENT } from "./beacons.js";
import { type CollectorProcess, startCollectorProcess } from "./collector-process.js";

const PASSWORD = "quiet water lily";
let collector: CollectorProcess;
beforeAll(async () => {
  collector = await startCollectorProcess({ password: PASSWORD, sites: [`${SITE}=${ORIGIN}`] });
});
afterAll(() => collector.stop());

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(collector.url + path, {
    method: "POST",
    headers: { Origin: ORIGIN, "User-Agent": USER_AGENT, "Content-Type": "text/plain", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const pageview = { n: "pageview", u: `${ORIGIN}/services?utm_source=mail`, d: SITE, r: "https://www.search.example/q" };

describe("[C3] an event of Plausible's clients", () => {
  test("is answered with 202 and ok, with properties as an object and as a JSON string", async () => {
    for (const p of [{ plan: "full" }, '{"plan":"full"}']) {
      const reply = await post("/api/event", { ...pageview, n: "Signup: Complete", p });
      expect([reply.status, await reply.text()]).toEqual([202, "ok"]);
      expect(reply.headers.get("Access-Control-Allow-Origin")).toBe("*");
    }
  });

  test("is a view with its path, source and campaign, and no more", () => {
    expect(readPlausible(pageview)).toEqual({
      sites: [SITE, SITE, SITE],
      path: "/services",
      referrer: "www.search.example",
      campaign: "mail",
      properties: {},
    });
  });

  test("loses what could identify somebody", () => {
    const given = {
      ...pageview,
      n: "Outbound Link: Click",
      u: `${ORIGIN}/users/anna@example.org?email=anna@example.org#anna`,
      p: { url: "https://other.example/anna@example.org/a?q=anna", phone: "+79161234567", deep: { a: 1 }, "a b": 1 },
    };
    const event = readPlausible(given);
    expect(event).toMatchObject({
      name: "Outbound-Link-Click",
      path: "/users/*",
      properties: { url: "other.example/*/a" },
    });
    expect(JSON.stringify(event)).not.toMatch(/anna|phone|7916/);
  });

  test("about engagement is visible time", () => {
    const engaged = { ...pageview, n: "engagement", e: 12_400, sd: 80 };
    expect(readPlausible(engaged)).toMatchObject({ seconds: 12 });
    expect(readPlausible({ ...engaged, e: 100 })).toBe("ignored");
  });

  test.each([
    ["no JSON", "{", 400, "malformed"],
    ["another shape", [], 400, "malformed"],
    ["no address", { n: "pageview", d: SITE }, 400, "malformed"],
    ["another site", { ...pageview, d: "evil.example", u: "https://evil.example/" }, 403, "unknown-site"],
    ["too large", { ...pageview, more: "x".repeat(5000) }, 413, "too-large"],
    ["a name that identifies somebody", { ...pageview, n: "79161234567" }, 400, "malformed"],
  ])("is refused with its reason: %s", async (_condition, body, status, reason) => {
    const reply = await post("/api/event", body);
    expect([reply.status, reply.headers.get("Kivok-Refused")]).toEqual([status, reason]);
  });

  test("is refused from a page of another origin, and from a crawler", async () => {
    for (const headers of [{ Origin: "https://evil.example" }, { "User-Agent": "Examplebot/1.0" }])
      expect((await post("/api/event", pageview, headers)).status).toBe(403);
  });
});

describe("[C3] an event of Umami's clients", () => {
  test("is counted from its own package for servers, and answered with JSON", async () => {
    const client = new Umami({ websiteId: SITE, hostUrl: collector.url });
    const view = await client.track({ hostname: SITE, url: "/umami", referrer: "", language: "en-GB", title: "Anna" });
    expect([view.status, await view.json()]).toEqual([200, { cache: "" }]);
    expect((await client.track("booking", { plan: "full" })).status).toBe(200);
    expect((await client.identify({ name: "Anna" })).status).toBe(200);
    expect((await client.send(null as never)).status).toBe(400);
  });

  test("is a view with its path and source, and no more: neither title, language nor screen", () => {
    const payload = {
      website: "b59e9c65-ae32-47f1-8400-119fcf4861c4",
      hostname: SITE,
      url: "/services?utm_source=mail",
      referrer: "https://www.search.example/find?q=1",
      title: "Anna",
      screen: "1920x1080",
      language: "ru-RU",
    };
    expect(readUmami({ type: "event", payload })).toEqual({
      sites: [payload.website, SITE, SITE],
      path: "/services",
      referrer: "www.search.example",
      campaign: "mail",
      properties: {},
    });
  });

  test("lets a browser ask before it sends", async () => {
    const reply = await fetch(`${collector.url}/api/send`, { method: "OPTIONS", headers: { Origin: ORIGIN } });
    expect([reply.status, reply.headers.get("Access-Control-Allow-Headers")]).toEqual([
      204,
      "Content-Type, X-Umami-Cache",
    ]);
  });
});

test("[C6] what foreign clients tell is in the report, as views and counts without visitors and visits", async () => {
  await post("/api/event", pageview);
  const login = await fetch(`${collector.url}/api/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ password: PASSWORD }),
  });
  const Cookie = (login.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
  const [from, to] = [isoDate(today()), isoDate(today() + 1)];
  const report = await fetch(`${collector.url}/api/report?site=${SITE}&from=${from}&to=${to}`, {
    headers: { Cookie },
  });
  // One of Plausible's, one of Umami's; `bounces` and `seconds` are of visits.
  expect((await report.json()).totals).toMatchObject({ views: 2, visits: 0, visitors: 0, bounces: 0 });
});
