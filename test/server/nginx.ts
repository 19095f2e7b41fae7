import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "./collector-process.js";

/** Debian's program, or the one that is named. */
const PROGRAM = process.env.KIVOK_NGINX ?? "nginx";

/** Whether there is an nginx on this machine, and what makes its certificate. */
export const hasNginx = (): boolean => {
  try {
    for (const [program, ask] of [
      [PROGRAM, "-v"],
      ["openssl", "version"],
    ] as const)
      execFileSync(program, [ask], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** The settings that the README names. */
const DOCUMENTED = readFileSync(fileURLToPath(new URL("../../src/server/deploy/nginx.conf", import.meta.url)), "utf8");

/** The text with a part of it replaced, which must be there. */
const put = (text: string, part: string, instead: string): string => {
  if (!text.includes(part)) throw new Error(`nginx.conf: expected ${part}`);
  return text.replace(part, instead);
};

/** A proxy in front of a collector. */
export type FrontProxy = {
  /** On https, with a certificate that nobody has signed. */
  readonly port: number;
  /** Everything that it wrote, its log of errors included. */
  readonly output: () => string;
  stop(): Promise<unknown>;
};

/** Starts nginx in front of a collector, with the documented settings: only addresses, ports and the certificate's place differ. */
export const startNginx = async (collectorUrl: string): Promise<FrontProxy> => {
  const folder = temporaryFolder();
  const port = await freePort();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const subject = ["-subj", "/CN=stats.example.org", "-days", "2"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...subject, "-keyout", key, "-out", certificate],
    { stdio: "ignore" },
  );
  let site = put(DOCUMENTED, "listen 443 ssl;", `listen 127.0.0.1:${port} ssl;`);
  site = put(site, "/etc/ssl/stats.example.org.pem", certificate);
  site = put(site, "/etc/ssl/stats.example.org.key", key);
  site = put(site, "http://127.0.0.1:8081", collectorUrl);
  mkdirSync(join(folder, "temporary"));
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${join(folder, "temporary", name)};`,
  );
  const file = join(folder, "nginx.conf");
  writeFileSync(
    file,
    `daemon off; ${process.getuid?.() === 0 ? "user root;" : ""} pid ${join(folder, "pid")}; error_log stderr notice;
     events {} http { ${paths.join(" ")}\n${site} }`,
  );
  const child: ChildProcess = spawn(PROGRAM, ["-p", folder, "-c", file], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const ended = new Promise<unknown>((resolve) => child.on("close", resolve));
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  await new Promise<void>((resolve, reject) => {
    // A worker that has started accepts connections.
    child.stderr?.on("data", () => output.includes("start worker process ") && resolve());
    void ended.then(() => reject(new Error(`nginx ended:\n${output}`)));
  });
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

/** A port of the loopback network that nobody uses. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
