import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** A copy of the parts of the project that its commands work with, in which nothing is installed or built for real. */
export type ProjectCopy = {
  readonly folder: string;
  path(...parts: string[]): string;
  read(...parts: string[]): string | undefined;
  write(path: string, text: string): void;
  /** What the copy's npm, compiler and bundler were called with, in order. */
  calls(): string[];
  /** Says that packages are installed as the lock file names them. */
  markInstalled(): void;
  /** Starts a command of the copy. */
  run(command: string, environment?: Readonly<Record<string, string>>): Command;
  remove(): void;
};

/** A command that runs. */
export type Command = {
  readonly pid: number;
  /** Everything that it has printed so far, to both streams. */
  readonly output: () => string;
  /** Resolves when it has printed this, and rejects if it ends before. */
  printed(text: string): Promise<void>;
  /** Sends a signal to it alone, or, as a terminal does on Ctrl+C, to it and all that it has started. */
  signal(name: NodeJS.Signals, reach?: "alone" | "all"): void;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
};

const commands = new Set<ChildProcess>();
process.on("exit", () => {
  for (const { pid } of commands) if (pid) process.kill(-pid, "SIGKILL");
});

/** The hash that stands for a lock file. */
const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Makes a copy inside the repository, so that its packages are found. */
export const copyProject = (): ProjectCopy => {
  mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "node_modules/.cache/commands-"));
  const path = (...parts: string[]): string => join(folder, ...parts);
  const read = (...parts: string[]): string | undefined =>
    existsSync(path(...parts)) ? readFileSync(path(...parts), "utf8") : undefined;
  const write = (to: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(path(to)), { recursive: true });
    writeFileSync(path(to), text, { mode });
  };
  for (const part of ["src/commands", "demo", "dist"]) cpSync(join(ROOT, part), path(part), { recursive: true });
  write("package.json", '{ "type": "module" }');
  write("package-lock.json", "{}");
  // Tools that only write down that they were called; NPM_FAILS makes an installation fail.
  const tool = (name: string) =>
    `require("node:fs").appendFileSync(${JSON.stringify(path("calls"))}, [${JSON.stringify(name)}, ...process.argv.slice(2)].join(" ") + "\\n");`;
  const commonJs = '{ "type": "commonjs" }';
  write("node_modules/package.json", commonJs);
  write("node_modules/typescript/bin/tsc", tool("tsc"));
  write("node_modules/rollup/dist/bin/rollup", tool("rollup"));
  write("bin/package.json", commonJs);
  write("bin/npm", `#!${process.execPath}\n${tool("npm")}\nprocess.exit(process.env.NPM_FAILS ? 3 : 0);`, 0o755);

  const run: ProjectCopy["run"] = (command, environment = {}) => {
    const child = spawn(process.execPath, [path("src/commands", command)], {
      // A group of its own, to which a signal can be sent as a terminal does.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: `${path("bin")}:${process.env.PATH}`, KIVOK_DATA: path("kivok.db"), ...environment },
    });
    commands.add(child);
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on("error", reject).on("close", (code) => {
        commands.delete(child);
        resolve(code);
      });
    });
    return {
      pid: child.pid ?? 0,
      output: () => text,
      printed: (expected) =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            if (text.includes(expected)) resolve();
          };
          for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
          look();
          ended.then((code) => reject(new Error(`ended with ${code} before it said "${expected}":\n${text}`)), reject);
        }),
      signal: (name, reach = "alone") => {
        if (child.pid) process.kill(reach === "all" ? -child.pid : child.pid, name);
      },
      ended,
    };
  };

  return {
    folder,
    path,
    read,
    write,
    calls: () => (read("calls") ?? "").split("\n").filter(Boolean),
    markInstalled: () => write("node_modules/.cache/kivok/installed", hash(read("package-lock.json") ?? "")),
    run,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
