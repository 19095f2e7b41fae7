import { connect } from "node:net";
import { expect, test } from "vitest";
import { customCount, ORIGIN, pageView, SITE, send, USER_AGENT } from "./beacons.js";
import { type CollectorProcess, startCollectorProcess } from "./collector-process.js";

const PASSWORD = "correct horse";
const ADDRESS = "198.51.100.77";
const QUERY = "?token=k3y&mail=anna@example.org";

/** What is sent to a collector in an hour, in short: visitors, an owner, and those who try. @returns one-time numbers */
const anHour = async ({ url }: CollectorProcess): Promise<string[]> => {
  const headers = { "X-Forwarded-For": ADDRESS, Referer: `${ORIGIN}/secret-page${QUERY}` };
  const beacons = [pageView({ gap: 0 }), customCount("booking"), pageView({ site: "unknown.example" })];
  for (const beacon of beacons) await send(url, beacon, headers);
  await send(url, `{broken ${ADDRESS}`, headers);
  await send(url, "x".repeat(5000), headers);
  await send(url, pageView(), { ...headers, "User-Agent": "Examplebot/1.0" });
  const json = { ...headers, "Content-Type": "application/json", "User-Agent": USER_AGENT };
  const logIn = (password: string) =>
    fetch(`${url}/api/login`, { method: "POST", headers: json, body: JSON.stringify({ password }) });
  expect((await logIn("a guess")).status).toBe(401);
  const Cookie = (await logIn(PASSWORD)).headers.get("set-cookie")?.split(";")[0] ?? "";
  for (const path of [`/api/report${QUERY}&site=${SITE}`, `/secret-page${QUERY}`, `/api/event${QUERY}`, "/%zz"])
    await fetch(url + path, { headers: { ...headers, Cookie } });
  await fetch(`${url}/api/event`, { method: "POST", headers: json, body: JSON.stringify({ n: "pageview", d: SITE }) });
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.end(`NONSENSE ${ADDRESS}\r\n\r\n`));
  await new Promise((resolve) => socket.resume().on("close", resolve));
  return beacons.map(({ once }) => once);
};

test("[C2] after an hour of every kind of request the log has start, logins and stop, and nothing of those who asked", async () => {
  const environment = { KIVOK_TRUST_PROXY: "loopback" };
  const collector = await startCollectorProcess({ sites: [SITE], password: PASSWORD, environment });
  const numbers = await anHour(collector);
  expect(await collector.stop()).toBe(0);
  const lines = collector.output().trim().split("\n");
  const said = lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  expect(lines.filter((line) => !line.startsWith("{"))).toEqual([`Kivok collector: ${collector.url}`]);
  expect(said).toEqual([
    { level: "info", time: expect.any(String), sites: 1, trustProxy: "loopback", receipts: false, msg: "started" },
    { level: "info", time: expect.any(String), audit: "login", result: "wrong" },
    { level: "info", time: expect.any(String), audit: "login", result: "in" },
    { level: "info", time: expect.any(String), msg: "stopped" },
  ]);
  for (const { time } of said) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\dZ$/);
  for (const text of [ADDRESS, "127.0.0.1:", "Gecko", "Examplebot", "secret", "token", "anna", "guess", ...numbers])
    expect([text, said.some((line) => JSON.stringify(line).includes(text))]).toEqual([text, false]);
});

test("[C9] with --log-level error nothing is logged but what goes wrong", async () => {
  const environment = { KIVOK_LOG_LEVEL: "error" };
  const collector = await startCollectorProcess({ sites: [SITE], password: PASSWORD, environment });
  await anHour(collector);
  expect(await collector.stop()).toBe(0);
  expect(collector.output()).toBe(`Kivok collector: ${collector.url}\n`);
});
