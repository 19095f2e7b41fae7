// @ts-check
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import fc from "fast-check";
import { createRandom, ORIGIN, SITE, USER_AGENT } from "./beacons.mjs";

const CONNECTIONS = 48;
/** Connections that send one byte and then wait for the collector to lose patience. */
const SLOW = 100;
/** Bodies that fast-check thinks of; each is used again with other heads and cut in other places. */
const POOL = 3000;
/** Milliseconds after which a connection is given up that neither side closes. */
const PATIENCE = 3000;
/** Milliseconds between two honest beacons. */
const HONEST_PAUSE = 15;

const today = () => Math.floor(Date.now() / 86_400_000);
const goodBeacon = (/** @type {string} */ once) => ({
  v: 1,
  kind: "count",
  once,
  site: SITE,
  day: today(),
  path: "/",
  name: "honest",
});

/** Values where a beacon has others, JSON of any shape, texts that are nearly JSON, and bytes. */
const bodies = () => {
  const text = JSON.stringify(goodBeacon("fuzzfuzz"));
  const wrongField = fc
    .tuple(fc.constantFrom(...Object.keys(goodBeacon(""))), fc.jsonValue())
    .map(([key, value]) => JSON.stringify({ ...goodBeacon("fuzzfuzz"), [key]: value }));
  const flipped = fc
    .tuple(fc.nat(text.length - 1), fc.string({ unit: "binary", maxLength: 3 }))
    .map(([at, bytes]) => text.slice(0, at) + bytes + text.slice(at + 1));
  return fc.sample(
    fc.oneof(
      wrongField,
      flipped,
      fc.json(),
      fc.string({ unit: "binary", maxLength: 5000 }),
      fc.nat(4000).map((depth) => "[".repeat(depth)),
      fc.nat(2000).map((depth) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`),
      fc.constantFrom('{"__proto__":{}}', "null", "", "1e999", "\u0000", '"\\ud800"', "{}", "x".repeat(4097)),
      fc.nat(60_000).map((length) => "x".repeat(length)),
    ),
    { numRuns: POOL, seed: 7 },
  );
};

const METHODS = [...Array(30).fill("POST"), "GET", "PUT", "OPTIONS", "TRACE", "post", "P OST", "CONNECT"];
const PATHS = [
  ...Array(30).fill("/beacon"),
  "/beacon/",
  "/beacon?x=%00",
  "/../../etc/passwd",
  "/%2e%2e/%2e%2e/kivok.db",
  "//beacon",
  "/dashboard/..%5c..%5ckivok.db",
  `/${"a".repeat(9000)}`,
  "*",
  "http://other.example/beacon",
  "/api/login",
  "/api/report?site=x&from=%FF",
  "/api/values?site=__proto__",
];
const HEADS = [
  ...Array(30).fill(""),
  "Transfer-Encoding: chunked\r\n",
  "Transfer-Encoding: chunked, identity\r\nContent-Length: 3\r\n",
  "Content-Length: -1\r\n",
  "Content-Length: 99999999999999999999\r\n",
  "Content-Encoding: gzip\r\n",
  "Expect: 100-continue\r\n",
  "Cookie: kivok_session=%00; a=b\r\nAuthorization: Bearer \r\n",
  "X-Forwarded-For: 1, 2, x\r\n",
  " folded\r\n",
  `X: ${"y".repeat(20_000)}\r\n`,
  Array.from({ length: 300 }, (_, index) => `X-${index}: 1\r\n`).join(""),
  "Content-Type: application/json\r\n",
  "Upgrade: websocket\r\nConnection: Upgrade\r\n",
];

/**
 * Sends malformed, oversized, slow, truncated and pipelined requests, while an honest client sends its beacons.
 * @param {{ url: string, pid: number, count: number, seed: number }} run
 * @returns {Promise<{ sent: number, statuses: Record<string, number>, honest: { sent: number, refused: number,
 *   slowestMilliseconds: number }, grownBytes: number }>} answers by status; how much more memory the process holds than
 *   after the first tenth
 */
export const fuzz = async ({ url, pid, count, seed }) => {
  const { hostname, port } = new URL(url);
  const random = createRandom(seed);
  const pool = bodies();
  /** @template Value @param {readonly Value[]} values */
  const pick = (values) => /** @type {Value} */ (values[Math.floor(random() * values.length)]);
  /** @type {Record<string, number>} */
  const statuses = {};
  let sent = 0;
  let isOver = false;
  let before = 0;

  const one = () => {
    const body = Buffer.from(pick(pool));
    const extra = pick(HEADS);
    // Sometimes the length is a lie.
    const length = random() < 0.1 ? Math.floor(random() * 10_000) : body.length;
    const counted = /Content-Length|Transfer-Encoding/.test(extra) ? "" : `Content-Length: ${length}\r\n`;
    const origin = random() < 0.9 ? `Origin: ${ORIGIN}\r\n` : "";
    const head = `${pick(METHODS)} ${pick(PATHS)} HTTP/1.1\r\nHost: x\r\n${origin}User-Agent: ${USER_AGENT}\r\n${extra}${counted}\r\n`;
    return Buffer.concat([Buffer.from(head), body]);
  };
  const connection = () =>
    new Promise((resolve) => {
      const requests = Array.from({ length: 1 + Math.floor(random() * 12) }, one);
      sent += requests.length;
      let bytes = Buffer.concat(requests);
      if (random() < 0.2) bytes = bytes.subarray(0, Math.floor(random() * bytes.length));
      const socket = connect(Number(port), hostname);
      let answer = "";
      socket.setEncoding("latin1").on("data", (text) => {
        answer += text;
      });
      socket.setTimeout(PATIENCE, () => socket.destroy());
      socket
        .on("error", () => {})
        .on("close", () => {
          for (const [, status = ""] of answer.matchAll(/HTTP\/1\.1 (\d{3}) /g))
            statuses[status] = (statuses[status] ?? 0) + 1;
          resolve(undefined);
        });
      if (random() < 0.1) socket.write(bytes, () => socket.resetAndDestroy());
      else socket.end(bytes);
    });

  const honest = { sent: 0, refused: 0, slowestMilliseconds: 0 };
  const agent = new Agent({ keepAlive: true });
  const beHonest = async () => {
    while (!isOver) {
      const start = performance.now();
      const status = await postHonest(agent, url, `honest${seed}x${honest.sent++}`.padEnd(10, "x"));
      if (status !== 204) honest.refused += 1;
      honest.slowestMilliseconds = Math.max(honest.slowestMilliseconds, Math.round(performance.now() - start));
      await setTimeout(HONEST_PAUSE);
    }
  };
  const slow = Array.from({ length: SLOW }, () => {
    const socket = connect(Number(port), hostname).on("error", () => {});
    socket.write("POST /beacon HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
    return socket;
  });
  const sendAll = Array.from({ length: CONNECTIONS }, async () => {
    while (sent < count) {
      await connection();
      if (before === 0 && sent > count / 10) before = residentBytes(pid);
    }
  });
  await Promise.all([
    beHonest(),
    Promise.all(sendAll).then(() => {
      isOver = true;
    }),
  ]);
  agent.destroy();
  for (const socket of slow) socket.destroy();
  return { sent, statuses, honest, grownBytes: residentBytes(pid) - before };
};

/** @param {Agent} agent @param {string} url @param {string} once @returns {Promise<number>} the status, 0 for no answer */
const postHonest = (agent, url, once) =>
  new Promise((resolve) => {
    const headers = { Origin: ORIGIN, "User-Agent": USER_AGENT, "Content-Type": "text/plain" };
    request(`${url}/beacon`, { agent, method: "POST", headers }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
    })
      .on("error", () => resolve(0))
      .end(JSON.stringify(goodBeacon(once)));
  });

/** Memory that a process holds, by Linux's own count (proc_pid_status(5)). @param {number} pid */
const residentBytes = (pid) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
