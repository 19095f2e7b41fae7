import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openStore } from "../../src/server/store.js";
import { customCount, pageView, SITE, send, today } from "./beacons.js";
import { failToStart, startCollectorProcess, temporaryFolder, temporaryStore } from "./collector-process.js";

const SITES = [SITE];
/** Folders with a small disk of their own; only root can make one. The same without root: lifecycle.test.ts, with `ulimit`. */
const mounted: string[] = [];
const mount = (size: string): string => {
  const folder = temporaryFolder();
  const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "kivok-test", folder], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`cannot mount a small disk: ${stderr}`);
  mounted.push(folder);
  return folder;
};
const isMountable = ((): boolean => {
  try {
    spawnSync("umount", ["--lazy", mount("1m")]);
    mounted.pop();
    return true;
  } catch {
    return false;
  }
})();
afterEach(() => {
  // Lazily: the driver keeps a closed file open until its statements are collected.
  for (const folder of mounted.splice(0)) spawnSync("umount", ["--lazy", folder]);
});

const countsIn = (data: string): Map<string, number> => {
  const store = openStore(data);
  const counts = store.values(SITE, today() - 1, today() + 1).filter(({ dimension }) => dimension === "count");
  store.close();
  return new Map(counts.map(({ value, count }) => [value, count]));
};

test.runIf(isMountable)(
  "[C9] a disk that is full: 503 with Retry-After, nothing half-written, and 204 again once there is room",
  async () => {
    const folder = mount("2m");
    const collector = await startCollectorProcess({ sites: SITES, password: "p", data: join(folder, "kivok.db") });
    expect((await send(collector.url, customCount("before"))).status).toBe(204);
    // Somebody else fills the disk to the last byte.
    const file = openSync(join(folder, "others"), "w");
    try {
      for (let size = 65_536; size > 0; size = Math.floor(size / 2))
        for (let isFull = false; !isFull; ) {
          try {
            writeSync(file, Buffer.alloc(size));
          } catch {
            isFull = true;
          }
        }
    } finally {
      closeSync(file);
    }
    const answered: string[] = [];
    const failed: ReturnType<typeof customCount>[] = [];
    // The log may have room left in its last page.
    for (let index = 0; failed.length < 5; index++) {
      const beacon = customCount(`n${index}`);
      const answer = await send(collector.url, beacon);
      if (answer.status === 204) answered.push(beacon.name);
      else {
        expect([answer.status, Number(answer.headers.get("retry-after")) > 0]).toEqual([503, true]);
        failed.push(beacon);
      }
    }
    expect((await fetch(`${collector.url}/health`)).status).toBe(503);
    writeFileSync(join(folder, "others"), "");
    for (const beacon of failed) expect((await send(collector.url, beacon)).status).toBe(204);
    expect((await fetch(`${collector.url}/health`)).status).toBe(200);
    expect(await collector.stop()).toBe(0);
    const names = ["before", ...answered, ...failed.map(({ name }) => name)];
    expect(countsIn(collector.data)).toEqual(new Map(names.map((name) => [name, 1])));
  },
);

test.runIf(isMountable)(
  "[C9] a read-only disk is a clear error at the start, and nothing that was answered is lost",
  async () => {
    const data = join(mount("8m"), "kivok.db");
    const collector = await startCollectorProcess({ sites: SITES, password: "p", data });
    expect((await send(collector.url, customCount("before"))).status).toBe(204);
    // Killed, so that what was answered is in the log, which a read-only disk cannot move into the file.
    await collector.kill();
    const remount = (how: string) => spawnSync("mount", ["-o", `remount,${how}`, dirname(data)]).status;
    expect(remount("ro")).toBe(0);
    const { code, output } = await failToStart({ sites: SITES, password: "p", data });
    expect(code).toBe(1);
    expect(output).toMatch(/^\[kivok\] cannot open the store at [^\n]+\n$/);
    expect(remount("rw")).toBe(0);
    expect(countsIn(data)).toEqual(new Map([["before", 1]]));
  },
);

test("[C9] a file that may only be read is a clear error at the start, and stays as it is", async () => {
  const data = temporaryStore();
  openStore(data).close();
  const before = readFileSync(data);
  chmodSync(data, 0o444);
  chmodSync(dirname(data), 0o555);
  const { code, output } = await failToStart({ sites: SITES, password: "p", data, obeys: true });
  expect(code).toBe(1);
  expect(output).toMatch(/^\[kivok\] cannot open the store at [^\n]+\n$/);
  expect(readFileSync(data).equals(before)).toBe(true);
});

test("[C9] a file with a damaged page in the middle is a clear error at the start, and stays as it is", async () => {
  const collector = await startCollectorProcess({ sites: SITES, password: "p" });
  for (let index = 0; index < 400; index++) await send(collector.url, pageView({ path: `/page-${index}` }));
  await collector.stop();
  const damaged = readFileSync(collector.data);
  // A few bytes of every page after the first, in its middle, where cells are.
  for (let at = 4096; at + 4096 <= damaged.length; at += 4096) damaged.fill(0xff, at + 4, at + 40);
  writeFileSync(collector.data, damaged);
  const { code, output } = await failToStart({ sites: SITES, password: "p", data: collector.data });
  expect(code).toBe(1);
  expect(output).toMatch(/^\[kivok\] cannot open the store at [^\n]+damaged[^\n]*\n$/);
  expect(readFileSync(collector.data).equals(damaged)).toBe(true);
});
