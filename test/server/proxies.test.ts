import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";
import { brotliDecompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isoDate } from "../../src/server/calendar.js";
import { ORIGIN, pageView, SITE, today, USER_AGENT } from "./beacons.js";
import { hasCaddy, startCaddy } from "./caddy.js";
import { type CollectorProcess, startCollectorProcess } from "./collector-process.js";
import { type FrontProxy, hasNginx, startNginx } from "./nginx.js";

const PASSWORD = "correct horse";
type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };
type Asked = { method?: string; body?: unknown; headers?: Record<string, string>; from?: string };

let collector: CollectorProcess | undefined;
let proxy: FrontProxy | undefined;
let agent = new Agent();
afterEach(async () => {
  agent.destroy();
  await proxy?.stop();
  await collector?.stop();
  collector = proxy = undefined;
});

let startProxy: (collectorUrl: string) => Promise<FrontProxy>;
const start = async (environment: Record<string, string>, before = "true"): Promise<void> => {
  collector = await startCollectorProcess({ sites: [SITE], password: PASSWORD, environment, before });
  proxy = await startProxy(collector.url);
  agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
};

/** Asks the proxy, from an address of the loopback network. */
const ask = (path: string, { method = "GET", body, headers = {}, from = "127.0.0.1" }: Asked = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const all = { Host: "stats.example.org", ...headers };
    const one = {
      agent,
      host: "127.0.0.1",
      servername: "stats.example.org",
      port: proxy?.port,
      localAddress: from,
      path,
      method,
      headers: all,
    };
    request(one, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on("error", reject)
      .end(body === undefined ? undefined : JSON.stringify(body));
  });
const send = (from: string, headers: Record<string, string> = {}) =>
  ask("/beacon", {
    method: "POST",
    from,
    body: pageView({ gap: 0 }),
    headers: { Origin: ORIGIN, "User-Agent": USER_AGENT, "Content-Type": "text/plain", ...headers },
  });

const PROXIES = [
  { name: "nginx", isHere: hasNginx(), run: startNginx },
  { name: "Caddy", isHere: hasCaddy(), run: startCaddy },
];
describe.each(PROXIES)("behind $name with the documented settings (skipped where there is none)", ({ isHere, run }) => {
  beforeEach(({ skip }) => {
    if (!isHere) skip();
    startProxy = run;
  });

  test("[C4] each visitor has a limit of their own, whatever they claim, and dashboard, files and login work", async () => {
    await start({ KIVOK_LIMIT: "3", KIVOK_TRUST_PROXY: "loopback" });
    const first: Answer[] = [];
    for (let index = 0; index < 4; index++)
      first.push(await send("127.0.0.2", { "X-Forwarded-For": `198.51.100.${index}` }));
    expect(first.map(({ status }) => status)).toEqual([204, 204, 204, 429]);
    expect(Number(first[3]?.headers["retry-after"])).toBeGreaterThan(0);
    expect(first[3]?.headers["kivok-refused"]).toBe("over-limit");
    expect((await send("127.0.0.3")).status).toBe(204);

    const tag = await ask("/kivok.js", { headers: { "Accept-Encoding": "br" } });
    expect(tag.headers["content-encoding"]).toBe("br");
    expect(brotliDecompressSync(tag.body).length).toBeGreaterThan(5000);
    const known = { "Accept-Encoding": "br", "If-None-Match": String(tag.headers.etag) };
    expect((await ask("/kivok.js", { headers: known })).status).toBe(304);
    const page = await ask("/");
    expect([page.status, page.headers["x-frame-options"]]).toEqual([200, "DENY"]);

    const own = { Origin: "https://stats.example.org", "Content-Type": "application/json" };
    const login = await ask("/api/login", { method: "POST", body: { password: PASSWORD }, headers: own });
    expect(login.status).toBe(204);
    expect(login.headers["set-cookie"]?.[0]).toContain("; Secure");
    const Cookie = login.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    const date = isoDate(today());
    const report = await ask(`/api/report?site=${SITE}&from=${date}&to=${date}`, { headers: { Cookie } });
    expect(JSON.parse(report.body.toString())).toMatchObject({ totals: { views: 4 }, refused: { "over-limit": 1 } });
    expect(report.headers.etag).toBeDefined();
    // Neither of the two keeps what it saw.
    for (const text of ["127.0.0.2", "198.51.100", USER_AGENT]) {
      expect(proxy?.output()).not.toContain(text);
      expect(collector?.output()).not.toContain(text);
    }
  });

  test("[C4] without --trust-proxy all visitors behind a proxy are one", async () => {
    await start({ KIVOK_LIMIT: "3" });
    const statuses: number[] = [];
    for (const from of ["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"])
      statuses.push((await send(from, { "X-Forwarded-For": from })).status);
    expect(statuses).toEqual([204, 204, 204, 429]);
  });

  test("[C9] a full disk is a 503 that says when to come back, through the proxy too", async () => {
    await start({ KIVOK_TRUST_PROXY: "loopback" }, "ulimit -f 300");
    let answer = await send("127.0.0.2");
    while (answer.status === 204) answer = await send("127.0.0.2");
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([503, ORIGIN]);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect((await ask("/health")).status).toBe(503);
  });
});
