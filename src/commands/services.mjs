// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, relative } from "node:path";
import { root, say } from "./install.mjs";

/**
 * A port from the environment; 0 takes a free one.
 * @throws {Error} if it is none
 */
const port = (/** @type {string} */ variable, /** @type {number} */ otherwise) => {
  const found = process.env[variable] ?? String(otherwise);
  if (/^\d{1,5}$/.test(found) && Number(found) < 65_536) return Number(found);
  throw new Error(`${variable}: expected a port from 0 to 65535, found ${JSON.stringify(found)}`);
};

/** Runs one step of the start, and says in one sentence why it failed. */
const step = async (
  /** @type {string} */ what,
  /** @type {string} */ variable,
  /** @type {() => Promise<any>} */ begin,
) => {
  try {
    return await begin();
  } catch (error) {
    const { code, port: taken } = /** @type {NodeJS.ErrnoException & { port?: number }} */ (error);
    if (code !== "EADDRINUSE") throw error;
    throw new Error(
      `${what} cannot start: port ${taken} is taken. Choose another one: ${variable}=${(taken ?? 0) + 10} npm start`,
    );
  }
};

/** Makes sure that a port is free before the process that will use it is started. @returns {Promise<number>} the port */
const freePort = async (/** @type {number} */ wanted, /** @type {string} */ host) => {
  const server = createServer();
  server.listen(wanted, host);
  await once(server, "listening");
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return address.port;
};

/**
 * Starts the demo's third party, the demo site and the collector as a process of its own, and prints their addresses.
 * @param {readonly string[]} nodeOptions switches of Node for the collector, such as `--watch`
 * @returns {Promise<void>} when all of them have ended, after Ctrl+C or when the collector ends
 * @throws {Error} with one sentence for the owner, when one of them cannot start
 */
export const serve = async (nodeOptions = []) => {
  const { startSite } = await import("../../demo/site.mjs");
  const { startThirdParty } = await import("../../demo/third-party.mjs");
  const ports = {
    site: port("KIVOK_DEMO_PORT", 8080),
    collector: port("KIVOK_PORT", 8081),
    thirdParty: port("KIVOK_THIRD_PARTY_PORT", 8082),
  };

  const collectorHost = process.env.KIVOK_HOST ?? "127.0.0.1";
  const collectorPort = await step("the collector", "KIVOK_PORT", () => freePort(ports.collector, collectorHost));
  const collectorUrl = `http://127.0.0.1:${collectorPort}`;
  const thirdParty = await step("the demo's third party", "KIVOK_THIRD_PARTY_PORT", () =>
    startThirdParty({ port: ports.thirdParty }),
  );
  const site = await step("the demo site", "KIVOK_DEMO_PORT", () =>
    startSite({ port: ports.site, collector: collectorUrl, thirdParty: thirdParty.url }),
  );

  const data = process.env.KIVOK_DATA ?? join(root, ".kivok/kivok.db");
  if (!process.env.KIVOK_DATA) mkdirSync(dirname(data), { recursive: true });
  const host = new URL(site.url).host;
  const collector = spawn(process.execPath, [...nodeOptions, "dist/collector.mjs"], {
    cwd: root,
    stdio: "inherit",
    // Ctrl+C in a terminal reaches every process of its group; the collector takes a second signal for impatience.
    detached: process.platform !== "win32",
    env: {
      ...process.env,
      KIVOK_PORT: String(collectorPort),
      KIVOK_DATA: data,
      KIVOK_SITES: `${host}=${site.url}@Europe/Moscow`,
    },
  });
  let isStopping = false;
  const stop = () => {
    // npm hands on the signal that the terminal has sent as well: the collector gets one.
    if (!isStopping) collector.kill("SIGTERM");
    isStopping = true;
  };
  process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", stop);
  collector.once("spawn", () => {
    console.log(`
  Demo site   ${site.url}
  Dashboard   ${collectorUrl}   (password: KIVOK_PASSWORD, or printed once at the first start)
  Third party ${thirdParty.url}

  Counters are kept in ${relative(root, data)}. Stop with Ctrl+C.
`);
  });
  const [code] = await once(collector, "exit");
  await Promise.all([site.close(), thirdParty.close()]);
  say("stopped");
  // Without a code it was ended by a signal: ours, before it could listen to it, or one that nobody meant.
  process.exitCode = code ?? (isStopping ? 0 : 1);
};
