import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "./collector-process.js";
import { type FrontProxy, freePort } from "./nginx.js";

/** Debian's program, or the one that is named. */
const PROGRAM = process.env.KIVOK_CADDY ?? "caddy";

/** Whether there is a Caddy on this machine. */
export const hasCaddy = (): boolean => {
  try {
    execFileSync(PROGRAM, ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** The settings that the README names. */
const DOCUMENTED = readFileSync(fileURLToPath(new URL("../../src/server/deploy/Caddyfile", import.meta.url)), "utf8");

/**
 * Starts Caddy in front of a collector, with the documented settings: only addresses and ports differ, and the certificate is
 * its own, since nobody else would give one to this machine.
 */
export const startCaddy = async (collectorUrl: string): Promise<FrontProxy> => {
  const folder = temporaryFolder();
  const port = await freePort();
  let site = DOCUMENTED;
  for (const [part, instead] of [
    ["stats.example.org {", `https://stats.example.org:${port} {\n\tbind 127.0.0.1\n\ttls internal`],
    ["127.0.0.1:8081", new URL(collectorUrl).host],
  ] as const) {
    if (!site.includes(part)) throw new Error(`Caddyfile: expected ${part}`);
    site = site.replace(part, instead);
  }
  const file = join(folder, "Caddyfile");
  writeFileSync(file, `{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n${site}`);
  const child = spawn(PROGRAM, ["run", "--config", file, "--adapter", "caddyfile"], {
    env: { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const ended = new Promise<unknown>((resolve) => child.on("close", resolve));
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  // It makes its certificate after it has begun to listen, and says nothing when it is in use.
  while (!(await answersOnTls(port))) if (hasEnded) throw new Error(`Caddy ended:\n${output}`);
  return {
    port,
    output: () => output,
    stop() {
      process.off("exit", kill);
      child.kill("SIGTERM");
      return ended;
    },
  };
};

const answersOnTls = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const options = { host: "127.0.0.1", port, servername: "stats.example.org", rejectUnauthorized: false };
    const socket = connect(options, () => {
      socket.end();
      resolve(true);
    });
    socket.on("error", () => setTimeout(resolve, 50, false));
  });
