import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const size = (file: string): number => brotliCompressSync(readFileSync(join(ROOT, file))).length;
const list = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

/** Most brotli bytes of each file (design.md, "What ships"). */
const LIMITS: readonly (readonly [file: string, most: number])[] = [
  ["dist/kivok.js", 4000],
  ["dist/kivok-storage.js", 5100],
  ["dist/kivok-services.js", 5000],
  ["dist/kivok-count.js", 1500],
  ["dist/kivok-count-ways.js", 1000],
  ["dist/kivok-count-again.js", 500],
  ["dist/kivok-count-clicks.js", 1000],
  ["dist/kivok-count-plausible.js", 500],
  ["dist/kivok-count-umami.js", 550],
  ["dist/kivok-count-goatcounter.js", 500],
  ["dist/kivok-ui.js", 8500],
  ["dist/kivok-decide.js", 1000],
  ["dist/kivok-gate.js", 900],
  ["dist/kivok-placeholder.js", 3500],
  ["dist/kivok-button.js", 1300],
  ["dist/kivok-browser-id.js", 250],
  ["dist/kivok-accent.js", 400],
  ...readdirSync(join(ROOT, "dist/adapters")).map((file) => [`dist/adapters/${file}`, 600] as const),
  ["dist/kivok-guardian.js", 1000],
  ["dist/kivok-receipt.js", 1100],
  ["dist/kivok-decision.js", 400],
  ["dist/kivok-declaration.js", 2650],
  ...readdirSync(join(ROOT, "dist/messages")).map(
    (file) =>
      [
        `dist/messages/${file}`,
        file.endsWith("-button.json")
          ? 80
          : file.endsWith("-units.json")
            ? 200
            : file.endsWith("-extra.json")
              ? 500
              : 1200,
      ] as const,
  ),
];

describe("what ships", () => {
  test.each(LIMITS)("%s has at most %d bytes of brotli", (file, most) => {
    expect(size(file)).toBeLessThanOrEqual(most);
  });

  test("the dashboard has at most 40,000 bytes of brotli", () => {
    const files = list(join(ROOT, "dist/dashboard"));
    expect(files.reduce((sum, file) => sum + size(`dist/dashboard/${file}`), 0)).toBeLessThanOrEqual(40_000);
  });

  test("a first visit, a refusal and a consent load no more than promised", () => {
    const [core, count, ui, button] = ["kivok", "kivok-count", "kivok-ui", "kivok-button"].map((name) =>
      size(`dist/${name}.js`),
    ) as [number, number, number, number];
    expect(core + ui).toBeLessThanOrEqual(12_500);
    expect(core).toBeLessThanOrEqual(4000);
    expect(core + count).toBeLessThanOrEqual(5500);
    expect(button).toBeLessThanOrEqual(1300);
  });

  test("README's sizes are the measured ones, and no browser file is missing there", () => {
    const rows = [...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/\| `([\w/-]+\.js)` \| ([\d,]+) \|/g)];
    const files = rows.map(([, file = ""]) => file);
    for (const [, file, bytes] of rows) expect(bytes, file).toBe(size(`dist/${file}`).toLocaleString("en"));
    const shipped = readdirSync(join(ROOT, "dist")).filter((file) => /(?<!\.dev)\.js$/.test(file));
    expect(files).toEqual(expect.arrayContaining(shipped));
  });
});

describe("dist", () => {
  let built: string;
  beforeAll(() => {
    // Inside the repository, so that packages are found; the build writes into the copy only.
    mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
    built = mkdtempSync(join(ROOT, "node_modules/.cache/rebuilt-"));
    const node = (...given: string[]) => execFileSync(process.execPath, given, { cwd: ROOT, stdio: "pipe" });
    node("node_modules/typescript/bin/tsc", "-b");
    node("node_modules/rollup/dist/bin/rollup", "-c", "--silent", "--environment", `DIST:${built}`);
  });
  afterAll(() => rmSync(built, { recursive: true, force: true }));

  test("equals what the source builds, file by file, and holds nothing else", () => {
    expect(list(join(ROOT, "dist"))).toEqual(list(built));
    for (const file of list(built))
      expect(readFileSync(join(ROOT, "dist", file), "utf8"), file).toBe(readFileSync(join(built, file), "utf8"));
  });

  test("names neither this machine nor a package registry", () => {
    for (const file of list(join(ROOT, "dist")))
      expect(readFileSync(join(ROOT, "dist", file), "utf8")).not.toContain(ROOT);
    expect(readFileSync(join(ROOT, "package-lock.json"), "utf8")).not.toMatch(/"resolved"/);
  });
});

describe("public names", () => {
  test("the ES module exports `start`, does nothing on import, and is safe on a server", async () => {
    const module = await import(join(ROOT, "dist/kivok.mjs"));
    expect(Object.keys(module)).toEqual(["start"]);
    expect(globalThis).not.toHaveProperty("kivok");
    const kivok = module.start({ categories: { marketing: {} } });
    expect(kivok.has("necessary")).toBe(true);
    expect(kivok.has("statistics")).toBe(false);
    expect(kivok.record).toBeNull();
    kivok.accept();
    expect(kivok.has("statistics")).toBe(false);
    expect(Object.keys(kivok).sort()).toEqual(API);
  });

  test("its types are found by their package name", () => {
    const { types } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(existsSync(join(ROOT, types))).toBe(true);
  });
});

/** Names of `window.kivok`: a change here breaks pages. */
const API = ["accept", "cookies", "count", "has", "on", "open", "queue", "record", "reject", "sent"];

describe("the source", () => {
  test("passes the linter and is formatted", () => {
    const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
    const { stdout, status } = spawnSync(process.execPath, [biome, "ci", "--error-on-warnings", "--colors=off", "."], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect(stdout).not.toMatch(/^.+ (lint|format|suppressions)/m);
    expect(status).toBe(0);
  });
});
