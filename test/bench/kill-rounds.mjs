// @ts-check
import { Agent, request } from "node:http";
import { setTimeout } from "node:timers/promises";
import Database from "libsql";
import { USER_AGENT } from "./beacons.mjs";
import { startServer } from "./server-process.mjs";

const DAY_MILLISECONDS = 86_400_000;
/** Names of one connection on one day: below the cap of 2,000 values, over which nobody could tell them apart. */
const NAMES_PER_DAY = 1900;
/** Between two looks at whether something was answered. */
const POLL_MILLISECONDS = 5;
/** Yesterday, today and tomorrow are accepted. */
const DAYS = 3;

/** Every connection counts for a site of its own. @param {number} connection */
const siteOf = (connection) => `s${connection}.example`;

/**
 * Sends numbered beacons over many connections while the collector is killed with `kill -9` and started again, each
 * beacon again until it is answered. Then stops the collector and counts what is in its file.
 * @param {{ collector: string, data: string, rounds: number, connections: number, mostMilliseconds: number,
 *   environment?: Record<string, string> }} run each round lasts for a random time up to `mostMilliseconds`
 * @returns {Promise<{ sent: number, again: number, lost: number, twice: number, strange: number }>} all beacons; how
 *   many sendings had no answer; beacons that were answered and are not in the file, or more than once; counters of
 *   what nobody sent
 */
export const killRounds = async ({ collector, data, rounds, connections, mostMilliseconds, environment = {} }) => {
  const sites = Array.from({ length: connections }, (_, connection) => siteOf(connection)).join(";");
  const start = () => startServer([collector], { KIVOK_DATA: data, KIVOK_SITES: sites, ...environment });
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const today = Math.floor(Date.now() / DAY_MILLISECONDS);
  let running = start();
  let isOver = false;
  let again = 0;
  let answered = 0;
  const sent = Array(connections).fill(0);

  const sendAll = Array.from({ length: connections }, async (_, connection) => {
    while (!isOver) {
      const number = sent[connection]++;
      if (number >= DAYS * NAMES_PER_DAY) throw new Error("more beacons than can be told apart: take fewer rounds");
      const beacon = {
        v: 1,
        kind: "count",
        once: `c${connection}x${number}`.padEnd(12, "x"),
        site: siteOf(connection),
        day: today - 1 + Math.floor(number / NAMES_PER_DAY),
        path: "/",
        name: `n${number}`,
      };
      // The beacon of a killed collector goes to the next one, as a browser sends it again with its next view.
      for (;;) {
        const { port } = await running;
        if (await isAnswered(agent, port, beacon)) break;
        again += 1;
      }
      answered += 1;
    }
  });
  const killAll = async () => {
    for (let round = 0; round < rounds; round++) {
      const { end } = await running;
      const before = answered;
      await setTimeout(Math.random() * mostMilliseconds);
      // On a machine that is busy nothing may have been answered yet, and then nothing could be lost.
      while (answered === before) await setTimeout(POLL_MILLISECONDS);
      const ended = end("SIGKILL");
      running = ended.then(start);
      await running;
    }
    isOver = true;
  };
  await Promise.all([killAll(), ...sendAll]);
  agent.destroy();
  await (await running).end();
  return { again, ...compare(data, sent) };
};

/** @param {string} data @param {readonly number[]} sent */
const compare = (data, sent) => {
  const database = new Database(data, { readonly: true });
  const rows = /** @type {{ site: string, value: string, n: number }[]} */ (
    database.prepare("SELECT site, value, sum(n) AS n FROM counter WHERE dimension = 'count' GROUP BY 1, 2").all()
  );
  database.close();
  const counts = new Map(rows.map(({ site, value, n }) => [`${site} ${value}`, n]));
  const result = { sent: 0, lost: 0, twice: 0, strange: 0 };
  for (const [connection, names] of sent.entries()) {
    for (let number = 0; number < names; number++) {
      const key = `${siteOf(connection)} n${number}`;
      const count = counts.get(key) ?? 0;
      counts.delete(key);
      result.sent += 1;
      if (count === 0) result.lost += 1;
      if (count > 1) result.twice += 1;
    }
  }
  return { ...result, strange: counts.size };
};

/**
 * Whether the beacon was answered with 204; `false` if no answer came.
 * @param {Agent} agent @param {number} port @param {{ site: string }} beacon @returns {Promise<boolean>}
 */
const isAnswered = (agent, port, beacon) =>
  new Promise((resolve, reject) => {
    const headers = { Origin: `https://${beacon.site}`, "User-Agent": USER_AGENT, "Content-Type": "text/plain" };
    const post = request({ agent, port, host: "127.0.0.1", path: "/beacon", method: "POST", headers }, (response) => {
      response.resume();
      if (response.statusCode === 204) resolve(true);
      else reject(new Error(`a beacon was answered with ${response.statusCode}`));
    });
    post.on("error", () => resolve(false)).end(JSON.stringify(beacon));
  });
