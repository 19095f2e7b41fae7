// @ts-check
// C1 at full length: 64 connections, `kill -9` at 30 random moments. Then the same with two collectors that break a
// promise, which must be noticed. `kill -9` leaves what the system holds for the disk, so whether a beacon is answered after
// its sync is looked at with strace.
//   node test/bench/durability.mjs [rounds]
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ORIGIN, SITE, USER_AGENT } from "./beacons.mjs";
import { buildCarelessCollector } from "./careless-build.mjs";
import { killRounds } from "./kill-rounds.mjs";

const rounds = Number(process.argv[2] ?? 30);
const own = fileURLToPath(new URL("../../dist/collector.mjs", import.meta.url));
const careless = await buildCarelessCollector();
const folder = mkdtempSync(join(tmpdir(), "kivok-kill-"));
const run = async (/** @type {string} */ name, /** @type {string} */ collector, /** @type {number} */ kills) => {
  const result = await killRounds({
    collector,
    data: join(folder, `${name}.db`),
    rounds: kills,
    connections: 64,
    mostMilliseconds: 500,
    environment: { KIVOK_CARELESS: name },
  });
  const { sent, again, lost, twice, strange } = result;
  console.log(
    `${name}: ${kills} kills, ${sent} beacons, ${again} sent again; ${lost} lost, ${twice} twice, ${strange} strange`,
  );
  return lost + twice + strange;
};
/** Whether the log is synced between its last write and the answer, by the collector's own system calls. */
const isSyncedFirst = async () => {
  const trace = join(folder, "trace");
  const calls = "trace=pwrite64,fsync,fdatasync,write,writev";
  const child = spawn("strace", ["-f", "-y", "-s", "20", "-e", calls, "-o", trace, process.execPath, own], {
    env: { PATH: process.env.PATH, KIVOK_PORT: "0", KIVOK_DATA: join(folder, "traced.db"), KIVOK_SITES: SITE },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const url = await new Promise((resolve) => {
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      const found = /Kivok collector: (\S+)/.exec(output)?.[1];
      if (found) resolve(found);
    });
  });
  const day = Math.floor(Date.now() / 86_400_000);
  const beacon = { v: 1, kind: "count", once: "traced00", site: SITE, day, path: "/", name: "traced" };
  const headers = { Origin: ORIGIN, "User-Agent": USER_AGENT, "Content-Type": "text/plain" };
  await fetch(`${url}/beacon`, { method: "POST", headers, body: JSON.stringify(beacon) });
  const ended = new Promise((resolve) => child.on("close", resolve));
  // To the collector as well: strace does not hand it on.
  process.kill(-Number(child.pid), "SIGTERM");
  await ended;
  const lines = readFileSync(trace, "utf8").split("\n");
  const answer = lines.findIndex((line) => line.includes("HTTP/1.1 204"));
  const before = lines.slice(0, answer).filter((line) => line.includes("traced.db-wal>"));
  return answer > 0 && /f(data)?sync\(/.test(before.at(-1) ?? "");
};

try {
  const hasStrace = spawnSync("strace", ["-V"]).status === 0;
  const synced = hasStrace ? await isSyncedFirst() : undefined;
  console.log(
    synced === undefined
      ? "NOT CHECKED whether an answer waits for the sync: there is no strace here"
      : `the last thing done to the log before the answer is ${synced ? "" : "NOT "}its sync`,
  );
  const wrong = await run("careful", own, rounds);
  const early = await run("early", careless, 5);
  const forgetful = await run("forgetful", careless, 5);
  process.exitCode = wrong === 0 && synced !== false && early > 0 && forgetful > 0 ? 0 : 1;
  console.log(
    process.exitCode === 0 ? "C1 holds, and the script can fail" : "C1 does not hold, or the script cannot fail",
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
  rmSync(dirname(careless), { recursive: true, force: true });
}
