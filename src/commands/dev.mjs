// @ts-check
import { spawn } from "node:child_process";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled, root, say } from "./install.mjs";

const watchSource = () =>
  spawn(process.execPath, ["node_modules/rollup/dist/bin/rollup", "-c", "--watch", "--no-watch.clearScreen"], {
    cwd: root,
    stdio: "inherit",
  });

/** @type {import("node:child_process").ChildProcess | undefined} */
let watch;
try {
  ensureInstalled();
  ensureBuilt();
  say("watching src/: dist/ is built anew after each change, and the collector starts again when its file changed");
  watch = watchSource();
  const { serve } = await import("./services.mjs");
  await serve(["--watch", "--watch-preserve-output"]);
  watch.kill();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  watch?.kill();
  process.exit(1);
}
