import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { openStore } from "../../src/server/store.js";
import { customCount, ORIGIN, pageView, SITE, send, today, USER_AGENT, visibleTime } from "./beacons.js";
import { failToStart, startCollectorProcess, temporaryFolder, temporaryStore } from "./collector-process.js";

const SITES = [SITE];

/** A connection that sends exactly these bytes, and collects what comes back. */
const openConnection = (url: string) => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk) => {
    text += chunk;
  });
  const closed = new Promise<string>((resolve) => socket.on("close", () => resolve(text)).on("error", () => {}));
  return { socket, closed, write: (bytes: string) => new Promise((resolve) => socket.write(bytes, resolve)) };
};
const head = (length: number, more = "") =>
  `POST /beacon HTTP/1.1\r\nHost: x\r\nOrigin: ${ORIGIN}\r\nUser-Agent: ${USER_AGENT}\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n${more}\r\n`;

test("[C9] the first start without a password makes one and shows it once; the file is the owner's alone", async () => {
  const data = temporaryStore();
  const first = await startCollectorProcess({ data });
  const password = /only this once: (\S+)/.exec(first.output())?.[1];
  expect(password).toBeDefined();
  expect(await first.stop()).toBe(0);
  expect(statSync(data).mode & 0o077).toBe(0);
  const second = await startCollectorProcess({ data });
  expect(second.output()).not.toContain("assword");
  const login = await fetch(`${second.url}/api/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ password }),
  });
  expect(login.status).toBe(204);
  await second.stop();
});

test("[C9] SIGTERM: a request in flight is answered and counted, the process ends with 0 and leaves one file", async () => {
  const collector = await startCollectorProcess({ sites: SITES });
  // An idle connection that is kept alive must not hold the end back.
  expect((await send(collector.url, customCount("before"))).status).toBe(204);
  const body = JSON.stringify(customCount("in-flight"));
  const { write, closed } = openConnection(collector.url);
  await write(head(body.length) + body.slice(0, 20));
  // The answer to a later request shows that the half one has been read.
  expect((await send(collector.url, customCount("between"))).status).toBe(204);
  const ended = collector.stop();
  await refused(collector.url);
  await write(body.slice(20));
  expect(await closed).toMatch(/^HTTP\/1\.1 204 /);
  expect(await ended).toBe(0);
  expect(readdirSync(dirname(collector.data))).toEqual(["kivok.db"]);
  const store = openStore(collector.data);
  const names = store.values(SITE, today() - 1, today() + 1).map(({ value }) => value);
  store.close();
  expect(names.sort()).toEqual(["before", "between", "in-flight"]);
});

/** Resolves once nobody accepts connections any more. */
const refused = async (url: string): Promise<void> => {
  const { hostname, port } = new URL(url);
  const isRefused = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), hostname);
      socket.on("connect", () => resolve(false)).on("error", () => resolve(true));
      socket.on("connect", () => socket.destroy());
    });
  while (!(await isRefused()));
};

test("[C9] a taken port is one clear sentence and exit code 1", async () => {
  const collector = await startCollectorProcess();
  const { port } = new URL(collector.url);
  const { code, output } = await failToStart({ password: "p", environment: { KIVOK_PORT: port } });
  expect([code, output]).toEqual([1, `[kivok] port ${port} of 127.0.0.1 is taken: choose another with --port\n`]);
  await collector.stop();
});

test("[C9] wrong settings are told, all of them, with exit code 1", async () => {
  const { code, output } = await failToStart({ sites: ["a b"], environment: { KIVOK_LIMIT: "x" } });
  expect(code).toBe(1);
  expect(output.trim().split("\n")).toHaveLength(2);
  expect(output).not.toContain("    at ");
});

test("[C9] a damaged file is a clear error, and is not touched", async () => {
  const data = temporaryStore();
  writeFileSync(data, "x".repeat(10_000));
  const { code, output } = await failToStart({ data, password: "p" });
  expect([code, output]).toEqual([1, `[kivok] cannot open the store at ${data}: file is not a database\n`]);
  expect(readFileSync(data, "utf8")).toBe("x".repeat(10_000));
});

test("[C9] on a full disk beacons get 503, nothing that was answered is lost, and the collector goes on answering", async () => {
  const full = await startCollectorProcess({ sites: SITES, password: "p", before: "ulimit -f 400" });
  const answered: string[] = [];
  const failed: ReturnType<typeof customCount>[] = [];
  for (let index = 0; failed.length < 20; index++) {
    const beacon = customCount(`n${index}`);
    const response = await send(full.url, beacon);
    if (response.status === 204) answered.push(beacon.name);
    else {
      expect(response.status).toBe(503);
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(response.headers.get("access-control-allow-origin")).toBe(ORIGIN);
      failed.push(beacon);
    }
  }
  expect(answered.length).toBeGreaterThan(0);
  expect((await fetch(`${full.url}/health`)).status).toBe(503);
  expect(full.output().match(/cannot write the store/g)).toHaveLength(1);
  await full.kill();

  const roomy = await startCollectorProcess({ sites: SITES, data: full.data });
  for (const beacon of failed) expect((await send(roomy.url, beacon)).status).toBe(204);
  await roomy.stop();
  const store = openStore(full.data);
  const counts = store.values(SITE, today() - 1, today() + 1);
  store.close();
  expect(counts.map(({ value, count }) => [value, count]).sort()).toEqual(
    [...answered, ...failed.map(({ name }) => name)].map((name) => [name, 1]).sort(),
  );
});

test("[C9] a folder that cannot be written is a clear error at the start", async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o555);
  const data = join(folder, "kivok.db");
  const { code, output } = await failToStart({ data, password: "p", obeys: true });
  expect(code).toBe(1);
  expect(output).toBe(`[kivok] cannot open the store at ${data}: the folder is missing or out of reach\n`);
});

test("[C2] neither the files nor what is printed holds an address, a User-Agent, a one-time number or the zone", async () => {
  const collector = await startCollectorProcess({ sites: SITES, environment: { KIVOK_TRUST_PROXY: "loopback" } });
  const view = pageView({ gap: 0, path: "/people/anna@example.org/79161234567", zone: "Asia/Kathmandu" });
  const headers = { "X-Forwarded-For": "198.51.100.77", Referer: "https://example.org/secret-page" };
  expect((await send(collector.url, view, headers)).status).toBe(204);
  expect((await send(collector.url, visibleTime(5), headers)).status).toBe(204);
  expect((await send(collector.url, "{broken 198.51.100.77", headers)).status).toBe(400);
  await collector.kill();
  const files = readdirSync(dirname(collector.data)).map((name) => readFileSync(join(dirname(collector.data), name)));
  for (const text of ["198.51", USER_AGENT, "Gecko", view.once, "Kathmandu", "secret-page", "anna", "7916"]) {
    expect(collector.output()).not.toContain(text);
    for (const file of files) expect([text, file.includes(text)]).toEqual([text, false]);
  }
  expect(files.some((file) => file.includes("/people/*/*"))).toBe(true);
});

test("[C4] floods, broken, huge, deep and half requests get a 4xx, others are served, and the memory stays flat", async () => {
  const collector = await startCollectorProcess({ sites: SITES });
  const halves = Array.from({ length: 200 }, () => openConnection(collector.url));
  await Promise.all(halves.map(({ write }) => write(head(100).slice(0, 60))));
  const nonsense = [
    "{",
    "[".repeat(4000),
    "x".repeat(4096),
    "x".repeat(100_000),
    '{"v":1}',
    JSON.stringify({ ...pageView(), path: [] }),
  ];
  const flood = async (number: number) => {
    for (let sent = 0; sent < number; sent += 20) {
      const responses = await Promise.all(
        Array.from({ length: 20 }, (_, index) => send(collector.url, nonsense[(sent + index) % nonsense.length])),
      );
      for (const { status } of responses) expect([400, 413]).toContain(status);
    }
  };
  await flood(2000);
  const before = residentBytes(collector.pid);
  await flood(6000);
  expect(residentBytes(collector.pid) - before).toBeLessThan(40 * 1024 * 1024);
  expect((await send(collector.url, pageView())).status).toBe(204);
  for (const bytes of [
    "nonsense\r\n\r\n",
    `${head(5).replace("Content-Length: 5", "Content-Length: x")}`,
    `GET / HTTP/1.1\r\nX: ${"x".repeat(50_000)}\r\n\r\n`,
  ]) {
    const { write, closed } = openConnection(collector.url);
    await write(bytes);
    expect(await closed).toMatch(/^HTTP\/1\.1 4\d\d /);
  }
  // Those that never finished are answered and closed by the collector itself, after some seconds.
  for (const { closed } of halves) expect(await closed).toMatch(/^HTTP\/1\.1 408 /);
  expect((await send(collector.url, pageView())).status).toBe(204);
  await collector.stop();
});

/** Memory that a process holds, in bytes, by Linux's own count. */
const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
