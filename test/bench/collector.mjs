// @ts-check
// Beacons that the collector answers in a second, every one on disk before its answer, against a bare node:http server
// on the same machine in the same minutes. Only the ratio can be compared between machines; and where others use the
// same cores, the processor time of one beacon says more than the beacons of a second.
//   node test/bench/collector.mjs [dist/collector.mjs]
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeBeacons, ORIGIN, SITE, USER_AGENT } from "./beacons.mjs";
import { postAll } from "./load.mjs";
import { startServer } from "./server-process.mjs";

const ROUNDS = 5;
/** Enough for half a second or more; one round of both takes a few seconds. */
const BEACONS = 20_000;
const WARM_UP = 4000;
const CONNECTIONS = 256;
const LOAD_MILLISECONDS = 60_000;
const DAY_MILLISECONDS = 86_400_000;

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const collectorFile = process.argv[2] ?? here("../../dist/collector.mjs");

/** Processor time that a process has used so far, by Linux's own count (proc_pid_stat(5)); elsewhere not known. @param {number} pid */
const processorSeconds = (pid) => {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  // Fields 14 and 15 are user and system time in hundredths of a second; the second field may hold spaces.
  const [user = 0, system = 0] = readFileSync(file, "utf8").split(") ")[1]?.split(" ").slice(11, 13).map(Number) ?? [];
  return (user + system) / 100;
};

/** What a process holds of the memory, as {@link processorSeconds} knows it (proc_pid_status(5)). @param {number} pid */
const residentMebibytes = (pid) => {
  const file = `/proc/${pid}/status`;
  return existsSync(file) ? Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(file, "utf8"))?.[1]) / 1024 : Number.NaN;
};

const head =
  `POST /beacon HTTP/1.1\r\nHost: stats.example\r\nOrigin: ${ORIGIN}\r\nUser-Agent: ${USER_AGENT}\r\n` +
  "Content-Type: text/plain;charset=UTF-8\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br\r\n" +
  "Accept-Language: en-GB,en;q=0.9\r\nSec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: cross-site\r\n";

let run = 0;
/** @param {import("./server-process.mjs").ServerProcess} server @param {number} count */
const measure = async ({ port, pid }, count) => {
  const round = `${process.pid.toString(36)}x${run++}x`;
  const day = Math.floor(Date.now() / DAY_MILLISECONDS);
  const bodies = makeBeacons(count, day, round).map((beacon) => JSON.stringify(beacon));
  const before = processorSeconds(pid);
  const { perSecond, failed } = await postAll({ port, head, bodies, connections: CONNECTIONS });
  if (failed > 0) throw new Error(`${failed} of ${count} were not answered with 2xx`);
  return { perSecond, microseconds: ((processorSeconds(pid) - before) / count) * 1e6 };
};

const median = (/** @type {readonly number[]} */ values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const shown = (/** @type {number} */ value) => Math.round(value).toLocaleString("en");
/** @typedef {{ perSecond: number, microseconds: number }} Speed */
/** @param {Speed} bare @param {Speed} own */
const sentence = (bare, own) =>
  `bare ${shown(bare.perSecond)} a second, ${shown(bare.microseconds)} µs each; ` +
  `collector ${shown(own.perSecond)} a second, ${shown(own.microseconds)} µs each`;

const folder = mkdtempSync(join(tmpdir(), "kivok-bench-"));
const bare = await startServer([here("bare-server.mjs")]);
const collector = await startServer([...process.execArgv, collectorFile], {
  KIVOK_DATA: join(folder, "kivok.db"),
  KIVOK_SITES: SITE,
});
try {
  console.log(
    `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), Node ${process.version}, ${CONNECTIONS} connections, ` +
      `${ROUNDS} rounds of ${shown(BEACONS)}`,
  );
  await measure(bare, WARM_UP);
  await measure(collector, WARM_UP);
  /** @type {{ bare: Speed, own: Speed }[]} */
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const one = { bare: await measure(bare, BEACONS), own: await measure(collector, BEACONS) };
    rounds.push(one);
    console.log(`round ${round + 1}: ${sentence(one.bare, one.own)}`);
  }
  const middle = (/** @type {(round: { bare: Speed, own: Speed }) => number} */ of) => median(rounds.map(of));
  const [most, own] = /** @type {const} */ (["bare", "own"]).map((who) => ({
    perSecond: middle((round) => round[who].perSecond),
    microseconds: middle((round) => round[who].microseconds),
  }));
  if (most && own) console.log(`median: ${sentence(most, own)}`);
  const ratio = middle((round) => round.own.perSecond / round.bare.perSecond);
  const processorRatio = middle((round) => round.bare.microseconds / round.own.microseconds);
  console.log(
    `ratio: ${ratio.toFixed(2)} of the bare server's answers, ${processorRatio.toFixed(2)} by processor time`,
  );
  const end = Date.now() + LOAD_MILLISECONDS;
  while (Date.now() < end) await measure(collector, BEACONS);
  console.log(`memory after a minute of load: ${Math.round(residentMebibytes(collector.pid))} MiB`);
} finally {
  await Promise.all([bare.end(), collector.end()]);
  rmSync(folder, { recursive: true, force: true });
}
