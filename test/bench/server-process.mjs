// @ts-check
import { spawn } from "node:child_process";

/**
 * A server as a process of its own, which says its address on loopback.
 * @typedef {{ pid: number, port: number, end: (signal?: NodeJS.Signals) => Promise<unknown> }} ServerProcess `end` resolves
 *   when the process has ended
 */

/** What a collector of a bench is started with, beside its file and its sites. */
const ENVIRONMENT = { KIVOK_PORT: "0", KIVOK_PASSWORD: "bench", KIVOK_LIMIT: "1000000000" };

/**
 * Starts a server with this Node.
 * @param {readonly string[]} args its file, and what follows
 * @param {Record<string, string>} environment beside that of a collector of a bench
 * @returns {Promise<ServerProcess>} when it listens
 * @throws Error if it ends before
 */
export const startServer = async (args, environment = {}) => {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...ENVIRONMENT, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const port = await new Promise((resolve, reject) => {
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output);
      if (found) resolve(Number(found[1]));
    });
    ended.then((code) => reject(new Error(`${args[0]} ended with ${code} before it listened`)));
  });
  return {
    pid: child.pid ?? 0,
    port,
    end: (signal = "SIGTERM") => {
      child.kill(signal);
      return ended;
    },
  };
};
