// @ts-check
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, root, run, say } from "./install.mjs";

const stamp = join(root, "node_modules/.cache/kivok/built");

/** @returns {string[]} every file below a folder or the file itself, sorted */
const filesOf = (/** @type {string} */ path) =>
  !existsSync(path)
    ? []
    : statSync(path).isFile()
      ? [path]
      : readdirSync(path)
          .sort()
          .flatMap((name) => filesOf(join(path, name)));

/** What dist/ is made of, and dist/ itself: the same hash means that nothing has to be built. */
const fingerprint = () => {
  const hash = createHash("sha256");
  for (const part of ["src", "rollup.config.mjs", "tsconfig.json", "package-lock.json", "dist"])
    for (const file of filesOf(join(root, part))) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
};

/** Checks the types of every realm, and writes dist/. */
export const build = () => {
  say("checking types");
  run(process.execPath, "node_modules/typescript/bin/tsc", "-b");
  say("building dist/");
  run(process.execPath, "node_modules/rollup/dist/bin/rollup", "-c", "--silent");
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint());
};

/** Builds only if the source or dist/ has changed since the last build. */
export const ensureBuilt = () => {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint()) return;
  build();
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  ensureInstalled();
  build();
}
