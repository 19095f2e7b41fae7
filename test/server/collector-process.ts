import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built collector under test. */
export const COLLECTOR =
  process.env.KIVOK_COLLECTOR ?? fileURLToPath(new URL("../../dist/collector.mjs", import.meta.url));

export type CollectorOptions = {
  /** As in `--site`: `name[=origin,origin…][@IANA/Zone]`. */
  readonly sites?: readonly string[];
  /** @default none: the collector makes one and prints it */
  readonly password?: string;
  /** The store's file. @default a new one in a temporary folder */
  readonly data?: string;
  /** Further settings, such as `KIVOK_FILES`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Shell commands before the start, such as `ulimit`. */
  readonly before?: string;
  /** Whether permissions of files hold for it even as root, which otherwise may write what is read-only. */
  readonly obeys?: boolean;
};

export type CollectorProcess = {
  readonly url: string;
  readonly data: string;
  readonly pid: number;
  /** Everything that it has printed so far, to both streams. */
  readonly output: () => string;
  /** `kill -9`, and waits for the end. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for the end. @returns the exit code */
  stop(): Promise<number | null>;
};

/** A path for a store, in a folder that is removed when the test run ends. */
export const temporaryStore = (): string => join(temporaryFolder(), "kivok.db");

/** A folder that is removed when the test run ends. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "kivok-"));
  folders.add(folder);
  return folder;
};

const folders = new Set<string>();
const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * Starts the built collector on a free port and waits for the address that it prints.
 * @throws Error with its output and exit code, if it ends before
 */
export const startCollectorProcess = async (options: CollectorOptions = {}): Promise<CollectorProcess> => {
  const { child, data, output, ended } = runCollector(options);
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const address = /^Kivok collector: (http:\S+)$/m.exec(output())?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on("data", look);
    ended.then((code) => reject(new Error(`the collector ended with ${code}:\n${output()}`)), reject);
  });
  return {
    url,
    data,
    pid: child.pid ?? 0,
    output,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
};

/** Starts the collector where it should fail. @returns its exit code and what it printed */
export const failToStart = async (options: CollectorOptions): Promise<{ code: number | null; output: string }> => {
  const { output, ended } = runCollector(options);
  return { code: await ended, output: output() };
};

const runCollector = (options: CollectorOptions) => {
  if (!existsSync(COLLECTOR)) throw new Error(`there is no ${COLLECTOR}: build first`);
  const { sites = [], password, data = temporaryStore(), environment = {}, before = "true", obeys } = options;
  // Not as another user, who may not be let into the folder of the project.
  const powerless = obeys && process.getuid?.() === 0 ? "setpriv --bounding-set=-all --inh-caps=-all" : "";
  const child: ChildProcess = spawn(
    "sh",
    ["-c", `${before}; exec ${powerless} "$0" "$@"`, process.execPath, COLLECTOR],
    {
      env: {
        PATH: process.env.PATH,
        KIVOK_PORT: "0",
        KIVOK_DATA: data,
        KIVOK_SITES: sites.join(";"),
        KIVOK_LIMIT: "1000000",
        ...(password === undefined ? {} : { KIVOK_PASSWORD: password }),
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  children.add(child);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve(code));
  });
  return { child, data, output: () => text, ended };
};
