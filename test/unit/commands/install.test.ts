import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { copyProject, type ProjectCopy } from "./project-copy.js";

let project: ProjectCopy;
const STAMP = "node_modules/.cache/kivok/installed";
const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

beforeEach(() => {
  project = copyProject();
  project.write(
    "src/commands/try.mjs",
    'import { ensureInstalled } from "./install.mjs"; try { ensureInstalled(); } catch (error) { console.log(error.message); process.exit(1); }',
  );
});
afterEach(() => project.remove());

/** Makes sure that packages are installed, in a process of its own. */
const ensure = async (environment: Readonly<Record<string, string>> = {}) => {
  const command = project.run("try.mjs", environment);
  return { code: await command.ended, output: command.output() };
};

describe("ensureInstalled", () => {
  test("does nothing and says nothing where the stamp is the lock file's hash", async () => {
    project.markInstalled();
    expect(await ensure()).toEqual({ code: 0, output: "" });
    expect(project.calls()).toEqual([]);
  });

  test("installs exactly what the lock file names, says so, and not a second time", async () => {
    const { code, output } = await ensure();
    expect(code).toBe(0);
    expect(output).toContain("kivok: installing packages");
    expect(project.calls()).toEqual(["npm install --no-save --no-audit --no-fund"]);
    expect(project.read(STAMP)).toBe(hash("{}"));
    expect(await ensure()).toEqual({ code: 0, output: "" });
    expect(project.calls()).toHaveLength(1);
  });

  test("installs again when the lock file has changed", async () => {
    project.markInstalled();
    project.write("package-lock.json", '{ "changed": true }');
    await ensure();
    expect(project.calls()).toHaveLength(1);
    expect(project.read(STAMP)).toBe(hash('{ "changed": true }'));
  });

  test("says which command failed and with which code, and tries again the next time", async () => {
    const { code, output } = await ensure({ NPM_FAILS: "1" });
    expect(code).toBe(1);
    expect(output).toContain("`npm install --no-save --no-audit --no-fund` failed: exit code 3");
    expect(project.read(STAMP)).toBeUndefined();
    expect((await ensure()).code).toBe(0);
    expect(project.calls()).toHaveLength(2);
  });

  test("says so where there is no npm", async () => {
    const { code, output } = await ensure({ PATH: project.path("src") });
    expect(code).toBe(1);
    expect(output).toMatch(/`npm install .*` failed: .*ENOENT/);
  });
});

describe("the installation", () => {
  test("needs nothing but Node: no command imports a package before it is done", async () => {
    for (const file of ["install.mjs", "build.mjs", "start.mjs", "dev.mjs", "services.mjs"]) {
      const imports = [...(project.read("src/commands", file) ?? "").matchAll(/^import .* from "(.+)";$/gm)];
      for (const [, from] of imports) expect(from, file).toMatch(/^(node:|\.\/)/);
    }
  });
});

describe("ensureBuilt", () => {
  test("checks types and builds once, and again when the source has changed", async () => {
    project.write("src/commands/try.mjs", 'import { ensureBuilt } from "./build.mjs"; ensureBuilt();');
    const built = ["tsc -b", "rollup -c --silent"];
    await ensure();
    expect(project.calls()).toEqual(built);
    expect((await ensure()).output).toBe("");
    expect(project.calls()).toEqual(built);
    project.write("src/new.ts", "");
    await ensure();
    expect(project.calls()).toEqual([...built, ...built]);
  });

  test("does nothing when it is only imported", async () => {
    vi.spyOn(console, "log").mockImplementation(() => {});
    await import(/* @vite-ignore */ pathToFileURL(project.path("src/commands/build.mjs")).href);
    expect(project.calls()).toEqual([]);
    expect(console.log).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});
