import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { type Collector, startCollector } from "../../src/server/app.js";
import { isoDate } from "../../src/server/calendar.js";
import type { Settings } from "../../src/server/settings.js";
import { customCount, ORIGIN, pageView, SITE, send, today, USER_AGENT } from "./beacons.js";
import { temporaryFolder, temporaryStore } from "./collector-process.js";

const PASSWORD = "correct horse";
/** The collector's clock stands still, so that no limit's minute is over in the middle of a test, nor a day. */
const NOW = Date.now();
let collector: Collector | undefined;
afterEach(async () => {
  await collector?.stop();
  collector = undefined;
});

const start = async (change: Partial<Settings> = {}, now = () => NOW): Promise<string> => {
  const settings: Settings = {
    port: 0,
    host: "127.0.0.1",
    data: temporaryStore(),
    sites: [{ name: SITE, origins: [ORIGIN], timeZone: "UTC" }],
    password: PASSWORD,
    trustProxy: false,
    files: temporaryFolder(),
    limit: 1000,
    receipts: false,
    logLevel: "silent",
    ...change,
  };
  collector = await startCollector(settings, now);
  return collector.url;
};
const post = (url: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(url + path, {
    method: "POST",
    headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const logIn = async (url: string): Promise<{ Cookie: string }> => {
  const response = await post(url, "/api/login", { password: PASSWORD });
  return { Cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "" };
};
/** A request with exactly this path, which `fetch` would tidy up. */
const rawGet = (url: string, path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    request(url, { path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on("error", reject)
      .end();
  });

test("[C3] an accepted beacon is answered with 204, readable by its page, without cookies", async () => {
  const url = await start();
  for (const type of ["text/plain;charset=UTF-8", "application/json"]) {
    const response = await send(url, pageView(), { "Content-Type": type });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(response.headers.get("kivok-refused")).toBeNull();
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
  }
});

const REFUSALS: readonly [status: number, reason: string, body: unknown, headers?: Record<string, string>][] = [
  [403, "unknown-site", pageView({ site: "example.com" })],
  [403, "unknown-site", pageView(), { Origin: "https://evil.example" }],
  [400, "malformed", "{"],
  [400, "malformed", ""],
  [415, "malformed", "<x/>", { "Content-Type": "text/xml" }],
  [413, "too-large", "x".repeat(4097)],
  [422, "too-old", pageView({ day: today() - 3 })],
  [422, "too-early", pageView({ day: today() + 3 })],
  [403, "bot", pageView(), { "User-Agent": "Examplebot/1.0" }],
];
test.each(REFUSALS)(
  "[C3] answers %i with the reason %s, which the page may read",
  async (status, reason, body, headers) => {
    const url = await start();
    const response = await send(url, body, headers);
    expect([response.status, response.headers.get("kivok-refused")]).toEqual([status, reason]);
    expect(response.headers.get("access-control-expose-headers")).toContain("Kivok-Refused");
    const allowed = headers?.Origin === undefined ? ORIGIN : "*";
    expect(response.headers.get("access-control-allow-origin")).toBe(allowed);
  },
);

test("[C3] over the limit the answer is 429 and says when to come back; refusals are counted by reason", async () => {
  const url = await start({ limit: 2 });
  const statuses = [];
  for (let index = 0; index < 3; index++) statuses.push((await send(url, pageView())).status);
  expect(statuses).toEqual([204, 204, 429]);
  const response = await send(url, pageView());
  expect(response.headers.get("kivok-refused")).toBe("over-limit");
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  await send(url, "{");
  const date = isoDate(today());
  const report = await fetch(`${url}/api/report?site=${SITE}&from=${date}&to=${date}`, { headers: await logIn(url) });
  expect((await report.json()).refused).toMatchObject({ "over-limit": 2, malformed: 1, bot: 0 });
});

test("[C3] a preflight is answered politely, another method is not", async () => {
  const url = await start();
  const preflight = await fetch(`${url}/beacon`, { method: "OPTIONS", headers: { Origin: ORIGIN } });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-methods")).toBe("POST");
  expect(preflight.headers.get("access-control-allow-headers")).toBe("Content-Type");
  const get = await fetch(`${url}/beacon`);
  expect([get.status, get.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
  // What a browser with a wrong clock asks for, and may read.
  expect(Math.abs(Date.parse(get.headers.get("date") ?? "") - Date.now())).toBeLessThan(3_600_000);
  expect(get.headers.get("access-control-expose-headers")).toContain("Date");
});

/** Sends exactly these bytes, and what came back when the collector has closed the connection, or `until` is in it. */
const exchange = (url: string, bytes: string, until?: string): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    let text = "";
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding("latin1").on("data", (part) => {
      text += part;
      if (until !== undefined && text.includes(until)) socket.destroy();
    });
    // A reset is an end like any other: what came before it counts.
    socket.on("error", () => {}).on("close", () => resolve(text));
  });
const chunked = (body: string, path = "/beacon"): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nOrigin: ${ORIGIN}\r\nUser-Agent: ${USER_AGENT}\r\nContent-Type: text/plain\r\n` +
  `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n`;

test("[C3] a body that does not say its length is read as far as the limit, and then the connection closes", async () => {
  const url = await start();
  const beacon = `${chunked(JSON.stringify(pageView()), "/beacon?x=1")}0\r\n\r\n`;
  expect(await exchange(url, beacon, "\r\n\r\n")).toMatch(/^HTTP\/1\.1 204 /);
  // It would go on for ever: there is no last chunk.
  const answer = await exchange(url, chunked("x".repeat(4097)));
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toMatch(/\r\nKivok-Refused: too-large\r\n/i);
  expect(answer).toMatch(/\r\nConnection: close\r\n/i);
});

test("[C3] a beacon that is cut short is counted as malformed", async () => {
  const url = await start();
  const { hostname, port } = new URL(url);
  const text = chunked(JSON.stringify(pageView()));
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.end(text, () => socket.destroy()));
    socket.on("error", reject).on("close", () => resolve());
  });
  const date = isoDate(today());
  const headers = await logIn(url);
  const refused = async () =>
    (await (await fetch(`${url}/api/report?site=${SITE}&from=${date}&to=${date}`, { headers })).json()).refused;
  await vi.waitFor(async () => expect(await refused()).toMatchObject({ malformed: 1 }), { timeout: 60_000 });
});

test.each([
  ["PUT", "/beacon", 405],
  ["HEAD", "/beacon", 405],
  ["POST", "/beacon/", 404],
  ["POST", "/beacons", 404],
])("[C4] %s %s is a clear 4xx", async (method, path, status) => {
  const url = await start();
  const response = await fetch(url + path, { method, headers: { Origin: ORIGIN, "Content-Type": "text/plain" } });
  expect([response.status, response.headers.get("x-content-type-options")]).toEqual([status, "nosniff"]);
});

test("[C5] without a login the API answers nothing but 401", async () => {
  const url = await start();
  for (const path of ["/api/sites", `/api/report?site=${SITE}`, `/api/live?site=${SITE}`]) {
    for (const Cookie of ["", "kivok_session=", "kivok_session=guess", "kivok_session=%00"]) {
      const response = await fetch(url + path, { headers: { Cookie } });
      expect(response.status).toBe(401);
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
  }
});

test("[C5] a login gives a cookie for this site only, which scripts cannot read, and logout ends it", async () => {
  const url = await start();
  const wrong = await post(url, "/api/login", { password: "guess" });
  expect([wrong.status, await wrong.json()]).toEqual([401, { attemptsLeft: 4 }]);
  const right = await post(url, "/api/login", { password: PASSWORD }, { Origin: url });
  expect(right.status).toBe(204);
  const cookie = right.headers.get("set-cookie") ?? "";
  expect(cookie).toMatch(/^kivok_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
  const headers = { Cookie: cookie.split(";")[0] ?? "" };
  const sites = await fetch(`${url}/api/sites`, { headers });
  expect(await sites.json()).toEqual([{ site: SITE, timeZone: "UTC" }]);
  expect((await post(url, "/api/logout", undefined, headers)).status).toBe(204);
  expect((await fetch(`${url}/api/sites`, { headers })).status).toBe(401);
});

test("[C5] behind https the cookie is Secure", async () => {
  const url = await start({ trustProxy: "127.0.0.1" });
  const host = new URL(url).host;
  for (const headers of [{ "X-Forwarded-Proto": "https" }, { Origin: `https://${host}` }] as Record<string, string>[]) {
    const response = await post(url, "/api/login", { password: PASSWORD }, headers);
    expect(response.headers.get("set-cookie")).toContain("; Secure");
  }
});

test("[C5] a login that another site's page sends is refused before the password is looked at", async () => {
  const url = await start();
  for (const headers of [
    { Origin: "https://evil.example" },
    { Origin: "null" },
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
  ] as Record<string, string>[])
    expect((await post(url, "/api/login", { password: PASSWORD }, headers)).status).toBe(403);
});

test("[C5] after five wrong passwords the answer is 429 and says when to come back", async () => {
  const url = await start();
  for (let index = 0; index < 5; index++)
    expect((await post(url, "/api/login", { password: "guess" })).status).toBe(401);
  const response = await post(url, "/api/login", { password: PASSWORD });
  expect(response.status).toBe(429);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("[C6] a beacon is in the report and in the live counts as soon as it is answered", async () => {
  const url = await start();
  const headers = await logIn(url);
  for (let index = 0; index < 3; index++) await send(url, pageView({ path: "/prices", gap: 0 }));
  const date = isoDate(today());
  const report = await (await fetch(`${url}/api/report?site=${SITE}&from=${date}&to=${date}`, { headers })).json();
  expect(report.totals).toEqual({ visitors: 3, visitorsHigh: 3, visits: 3, views: 3, bounces: 3, seconds: 0 });
  expect(report.lists.country.rows).toEqual([{ value: "DE", count: 3, visitors: 3 }]);
  const live = await (await fetch(`${url}/api/live?site=${SITE}`, { headers })).json();
  expect(live).toMatchObject({ views: 3, visits: 3, pages: [{ value: "/prices", count: 3 }] });
});

test("[C4] a campaign that is cut in the middle of a letter is counted, and its report can be read", async () => {
  const url = await start();
  const campaign = `${"- ".repeat(99)}-🎄🎄🎄`;
  for (let index = 0; index < 3; index++) expect((await send(url, pageView({ campaign }))).status).toBe(204);
  const date = isoDate(today());
  const path = `/api/report?site=${SITE}&from=${date}&to=${date}`;
  const { lists } = await (await fetch(url + path, { headers: await logIn(url) })).json();
  expect(lists.campaign.rows).toMatchObject([{ value: `${"- ".repeat(99)}-\ufffd`, count: 3 }]);
});

test("[C1] a beacon that comes twice is live once", async () => {
  const url = await start();
  const view = pageView();
  await send(url, view);
  await send(url, view);
  const live = await fetch(`${url}/api/live?site=${SITE}`, { headers: await logIn(url) });
  expect((await live.json()).views).toBe(1);
});

test.each([
  [`site=${SITE}&from=2026-02-30&to=2026-03-01`, 'from: expected a date as YYYY-MM-DD, found "2026-02-30"'],
  [`site=${SITE}&from=2026-03-01`, "to: expected a date as YYYY-MM-DD, found nothing"],
  [`site=${SITE}&from=2026-03-02&to=2026-03-01`, 'to: expected a date not before from, found "2026-03-01"'],
  [`site=${SITE}&from=1990-01-01&to=2026-03-01`, 'to: expected at most 3660 days, found "2026-03-01"'],
  [`site=x&site=y&from=2026-03-01&to=2026-03-01`, 'site: expected one of the declared sites, found ["x","y"]'],
  ["", "site: expected one of the declared sites, found nothing"],
])("[C6] the query %j is answered with what is wrong with it", async (query, message) => {
  const url = await start();
  const response = await fetch(`${url}/api/report?${query}`, { headers: await logIn(url) });
  expect([response.status, await response.json()]).toEqual([400, { message }]);
});

test("[C10] the day is the site's: a beacon of tomorrow there is accepted, with the collector's clock", async () => {
  const now = Date.parse("2026-10-24T23:30Z");
  const sites = [{ name: SITE, origins: [ORIGIN], timeZone: "Europe/Berlin" }];
  const url = await start({ sites }, () => now);
  const berlin = Date.parse("2026-10-25T00:00Z") / 86_400_000;
  expect((await send(url, pageView({ day: berlin + 1 }))).status).toBe(204);
  expect((await send(url, pageView({ day: berlin + 2 }))).headers.get("kivok-refused")).toBe("too-early");
  expect((await send(url, pageView({ day: berlin - 2 }))).headers.get("kivok-refused")).toBe("too-old");
  const path = `/api/report?site=${SITE}&from=2026-10-25&to=2026-10-25`;
  const report = await (await fetch(url + path, { headers: await logIn(url) })).json();
  expect(report).toMatchObject({ today: "2026-10-25", hour: 1, timeZone: "Europe/Berlin" });
});

/** A folder as the build makes it, with the collector itself next to the browser files. */
const builtFiles = (): string => {
  const folder = temporaryFolder();
  const script = `console.log("kivok");\n`.repeat(100);
  for (const [path, text] of Object.entries({
    "kivok.js": script,
    "kivok.dev.js": script,
    "kivok-count.js": script,
    "kivok.mjs": script,
    "collector.mjs": "secret",
    "set-cookie-middleware.mjs": "secret",
    ".env": "secret",
    "messages/ru.json": "{}",
    "dashboard/index.html": "<!doctype html>",
    "dashboard/dashboard.css": "a{}",
  })) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

test("browser files are compressed as the browser asks, with a strong tag for each encoding", async () => {
  const files = builtFiles();
  const url = await start({ files });
  const text = readFileSync(join(files, "kivok.js"));
  const tags = new Set<unknown>();
  for (const [accepted, encoding, decode] of [
    ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
    ["gzip", "gzip", gunzipSync],
    ["br;q=0, gzip;q=0.5", "gzip", gunzipSync],
    ["identity", undefined, (body: Buffer) => body],
  ] as const) {
    const first = await rawGet(url, "/kivok.js", { "Accept-Encoding": accepted });
    expect([first.status, first.headers["content-encoding"]]).toEqual([200, encoding]);
    expect(decode(first.body).equals(text)).toBe(true);
    const tag = String(first.headers.etag);
    expect(tag).toMatch(/^"[\w-]+"$/);
    tags.add(tag);
    for (const given of [tag, `"other", W/${tag}`, "*"]) {
      const again = await rawGet(url, "/kivok.js", { "Accept-Encoding": accepted, "If-None-Match": given });
      expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, tag]);
    }
    expect((await rawGet(url, "/kivok.js", { "If-None-Match": '"other"' })).status).toBe(200);
  }
  expect(tags.size).toBe(3);
});

test("browser files may be loaded by any page, for an hour", async () => {
  const url = await start({ files: builtFiles() });
  for (const path of ["/kivok.js", "/kivok.dev.js", "/kivok-count.js", "/kivok.mjs", "/messages/ru.json"]) {
    const response = await fetch(url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^(text\/javascript|application\/json); charset=utf-8$/);
    expect(response.headers.get("cache-control")).toMatch(/^public, max-age=3600, stale-while-revalidate=\d+$/);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test("[C5] the dashboard has a strict policy and may not be framed", async () => {
  const url = await start({ files: builtFiles() });
  for (const path of ["/", "/dashboard/", "/dashboard/index.html", "/dashboard/dashboard.css"]) {
    const response = await fetch(url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  }
});

test.each([
  "/collector.mjs",
  "/set-cookie-middleware.mjs",
  "/.env",
  "/messages/../collector.mjs",
  "/messages/%2e%2e/collector.mjs",
  "/messages/..%2fcollector.mjs",
  "/dashboard/..\\collector.mjs",
  "//kivok.js",
  "/kivok.js%00",
  "/messages",
  "/%zz",
  "/constructor",
  "/__proto__",
])("[C4] %s is a clear 4xx", async (path) => {
  const url = await start({ files: builtFiles() });
  const { status, body } = await rawGet(url, path);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(body.toString()).not.toContain("secret");
});

test("[C9] health says whether the store can be written", async () => {
  const url = await start();
  const response = await fetch(`${url}/health`);
  expect([response.status, await response.json()]).toEqual([200, { writable: true }]);
});

test("an address behind a proxy is the client's only if the proxy is trusted", async () => {
  const flood = async (url: string) => {
    const statuses = [];
    for (let index = 0; index < 3; index++)
      statuses.push((await send(url, customCount("a"), { "X-Forwarded-For": `192.0.2.${index}` })).status);
    return statuses;
  };
  expect(await flood(await start({ limit: 1 }))).toEqual([204, 429, 429]);
  await collector?.stop();
  expect(await flood(await start({ limit: 1, trustProxy: "loopback" }))).toEqual([204, 204, 204]);
});
