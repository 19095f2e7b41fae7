// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root, say } from "./install.mjs";

/**
 * A port from the environment.
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

/**
 * Starts the demo's third party, the demo site and the collector as a process of its own, and prints their addresses.
 * @param {readonly string[]} nodeOptions switches of Node for the collector, such as `--watch`
 * @returns {Promise<void>} when all of them have ended, after Ctrl+C or when the collector ends
 */
export const serve = async (nodeOptions = []) => {
  const { startSite } = await import("../../demo/site.mjs");
  const { startThirdParty } = await import("../../demo/third-party.mjs");
  const ports = {
    site: port("KIVOK_DEMO_PORT", 8080),
    collector: port("KIVOK_PORT", 8081),
    thirdParty: port("KIVOK_THIRD_PARTY_PORT", 8082),
  };
  const collectorUrl = `http://127.0.0.1:${ports.collector}`;

  const thirdParty = await step("the demo's third party", "KIVOK_THIRD_PARTY_PORT", () =>
    startThirdParty({ port: ports.thirdParty }),
  );
  const site = await step("the demo site", "KIVOK_DEMO_PORT", () =>
    startSite({ port: ports.site, collector: collectorUrl, thirdParty: thirdParty.url }),
  );

  mkdirSync(join(root, ".kivok"), { recursive: true });
  const host = new URL(site.url).host;
  const collector = spawn(process.execPath, [...nodeOptions, "dist/collector.mjs"], {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      KIVOK_PORT: String(ports.collector),
      KIVOK_DATA: process.env.KIVOK_DATA ?? join(root, ".kivok/kivok.db"),
      KIVOK_SITES: `${host}=${site.url}@Europe/Moscow`,
    },
  });
  const stop = () => collector.kill("SIGTERM");
  process.on("SIGINT", stop).on("SIGTERM", stop);
  collector.once("spawn", () => {
    console.log(`
  Demo site   ${site.url}
  Dashboard   ${collectorUrl}   (password: KIVOK_PASSWORD, or printed once at the first start)
  Third party ${thirdParty.url}

  Counters are kept in .kivok/. Stop with Ctrl+C.
`);
  });
  const [code] = await once(collector, "exit");
  await Promise.all([site.close(), thirdParty.close()]);
  say("stopped");
  process.exitCode = code ?? 0;
};
