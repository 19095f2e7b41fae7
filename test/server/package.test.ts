import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { customCount, SITE, send } from "./beacons.js";
import { temporaryFolder } from "./collector-process.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** An empty folder into which the packed tarball is installed, as npm does it; its dependencies are those of this copy. */
beforeAll(() => {
  folder = temporaryFolder();
  const tarballs = temporaryFolder();
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", tarballs], {
    cwd: root,
    stdio: "pipe",
  });
  const [tarball = ""] = readdirSync(tarballs);
  const installed = join(folder, "node_modules/kivok");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(tarballs, tarball), "-C", installed, "--strip-components=1"]);
  const { dependencies, bin } = JSON.parse(run("cat", join(installed, "package.json")));
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link);
  }
  mkdirSync(join(folder, "node_modules/.bin"));
  chmodSync(join(installed, bin.kivok), 0o755);
  symlinkSync(join("../kivok", bin.kivok), join(folder, "node_modules/.bin/kivok"));
});

test("[C9] npx kivok, from the packed tarball in an empty folder, counts, serves tag and dashboard, and backs up", async () => {
  const child = spawn("npx", ["--no-install", "kivok", "--port", "0", "--data", "own.db", "--site", SITE], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const ended = new Promise((resolve) => child.on("close", resolve));
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.on("data", () => {
        const found = /Kivok collector: (\S+)/.exec(output)?.[1];
        if (found) resolve(found);
      });
      void ended.then(() => reject(new Error(`it ended:\n${output}`)));
    });
    expect(output).toContain("Password of the dashboard, shown only this once:");
    expect((await send(url, customCount("packed"))).status).toBe(204);
    for (const path of ["/", "/kivok.js", "/kivok-ui.js", "/dashboard/dashboard.js", "/health", "/api/openapi.json"])
      expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
    expect(run("npx", "--no-install", "kivok", "backup", "copy.db", "--data", "own.db")).toContain("copy.db");
    expect(statSync(join(folder, "copy.db")).size).toBeGreaterThan(0);
  } finally {
    if (child.pid) process.kill(-child.pid, "SIGTERM");
    await ended;
  }
  expect(existsSync(join(folder, "own.db-wal"))).toBe(false);
});

test("[G10] the middleware can be imported and required, and the module imported on a server, from the package", () => {
  const middleware = "console.log(typeof createSetCookieMiddleware({ categories: {} }))";
  const esModule = `import { createSetCookieMiddleware } from "kivok/middleware"; ${middleware}`;
  expect(run(process.execPath, "--input-type=module", "-e", esModule)).toBe("function\n");
  const commonJs = `const { createSetCookieMiddleware } = require("kivok/middleware"); ${middleware}`;
  expect(run(process.execPath, "--input-type=commonjs", "-e", commonJs)).toBe("function\n");
  const tag = 'import { start } from "kivok"; console.log(typeof start, typeof document)';
  expect(run(process.execPath, "--input-type=module", "-e", tag)).toBe("function undefined\n");
});
