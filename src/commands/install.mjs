// @ts-check
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root, with a trailing slash. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Says what is being done; every command's lines look the same. */
export const say = (/** @type {string} */ text) => console.log(`kivok: ${text}`);

/**
 * Runs a command of the project to its end, with its output shown.
 * @returns {void}
 * @throws {Error} when it fails
 */
export const run = (/** @type {string} */ command, /** @type {string[]} */ ...given) => {
  // npm is a script on Windows, which only a shell can start.
  const { status, error } = spawnSync(command, given, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0)
    throw new Error(`\`${command} ${given.join(" ")}\` failed: ${error?.message ?? `exit code ${status}`}`);
};

/**
 * Installs the packages if they are missing or the lock file has changed since; never twice. Needs only Node and npm.
 * @param {string} folder where the lock file is, in the repository, with a trailing slash; empty for its root
 * @param {string[]} options of `npm install`
 */
export const ensureInstalled = (folder = "", ...options) => {
  const stamp = join(root, folder, "node_modules/.cache/kivok/installed");
  const lock = createHash("sha256")
    .update(readFileSync(join(root, folder, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  say(`installing packages (once, and again when ${folder}package-lock.json changes)`);
  // Not `npm ci`: it refuses a lock file without the packages of platforms that the registry at hand does not have.
  run("npm", "install", "--no-save", "--no-audit", "--no-fund", ...(folder ? ["--prefix", folder] : []), ...options);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
};
