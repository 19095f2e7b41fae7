import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { freePort, giveBack, takePort } from "./free-port.js";
import { copyProject, type ProjectCopy } from "./project-copy.js";

let project: ProjectCopy;
let ports: [site: number, collector: number, thirdParty: number];

beforeAll(() => {
  project = copyProject();
  project.markInstalled();
});
afterAll(() => project.remove());
beforeEach(async () => {
  // One that is no longer taken could come again.
  do ports = [await freePort(), await freePort(), await freePort()];
  while (new Set(ports).size < 3);
});

const VARIABLES = ["KIVOK_DEMO_PORT", "KIVOK_PORT", "KIVOK_THIRD_PARTY_PORT"] as const;
const start = (changes: Readonly<Record<string, string>> = {}, command = "start.mjs") =>
  project.run(command, {
    ...Object.fromEntries(VARIABLES.map((name, index) => [name, `${ports[index]}`])),
    ...changes,
  });

/** What it said itself, without what a step before has to say. */
const sentences = (output: string): string[] =>
  output.split("\n").filter((line) => line.trim() && !/^kivok: (checking types|building dist|watching src)/.test(line));

const expectAllFree = async (): Promise<void> => {
  for (const port of ports) await giveBack((await takePort(port)).server);
};

describe("npm start", () => {
  test("prints the three addresses, each of which answers, and says where the counters are", async () => {
    const command = start();
    await command.printed("Kivok collector:");
    expect(command.output()).toMatch(new RegExp(`^ {2}Demo site {3}http://localhost:${ports[0]}$`, "m"));
    expect(command.output()).toMatch(new RegExp(`^ {2}Dashboard {3}http://127\\.0\\.0\\.1:${ports[1]} {3}`, "m"));
    expect(command.output()).toMatch(new RegExp(`^ {2}Third party http://127\\.0\\.0\\.1:${ports[2]}$`, "m"));
    expect(command.output()).toContain("Counters are kept in kivok.db.");
    for (const address of [
      `http://localhost:${ports[0]}/`,
      `http://127.0.0.1:${ports[1]}/kivok.js`,
      `http://127.0.0.1:${ports[2]}/log`,
    ])
      expect((await fetch(address)).status, address).toBe(200);
    const page = await (await fetch(`http://localhost:${ports[0]}/`)).text();
    expect(page).toContain(`http://127.0.0.1:${ports[1]}/kivok.js`);
    command.signal("SIGTERM");
    expect(await command.ended).toBe(0);
  });

  test.each([
    ["SIGTERM", "alone", "by a supervisor"],
    ["SIGINT", "alone", "by hand"],
    ["SIGINT", "all", "by Ctrl+C in a terminal, which reaches every process"],
    ["SIGHUP", "all", "by a terminal that is closed"],
  ] as const)(
    "[C9] ends cleanly on %s to %s (%s), with code 0 and the three ports free again",
    async (signal, reach, _) => {
      const command = start();
      await command.printed("Kivok collector:");
      command.signal(signal, reach);
      expect(await command.ended).toBe(0);
      expect(sentences(command.output()).at(-1)).toBe("kivok: stopped");
      await expectAllFree();
    },
  );

  test("[C9] asked twice to end, as npm does on Ctrl+C, still ends cleanly", async () => {
    const command = start();
    await command.printed("Kivok collector:");
    command.signal("SIGINT", "all");
    command.signal("SIGINT");
    command.signal("SIGTERM");
    expect(await command.ended).toBe(0);
    await expectAllFree();
  });

  test("takes free ports where they are 0, and the addresses that it prints are the real ones", async () => {
    const command = start(Object.fromEntries(VARIABLES.map((name) => [name, "0"])));
    await command.printed("Kivok collector:");
    const addresses = [...command.output().matchAll(/^ {2}\S.* (http:\/\/\S+:\d+)/gm)].map(
      ([, address]) => `${address}`,
    );
    expect(addresses).toHaveLength(3);
    expect(command.output()).toContain(`Kivok collector: ${addresses[1]}`);
    for (const address of addresses)
      expect((await fetch(address, { method: "HEAD" })).status, address).toBeLessThan(500);
    command.signal("SIGTERM");
    expect(await command.ended).toBe(0);
  });

  describe.each([
    ["KIVOK_DEMO_PORT", "the demo site"],
    ["KIVOK_PORT", "the collector"],
    ["KIVOK_THIRD_PARTY_PORT", "the demo's third party"],
  ] as const)("where %s", (variable, what) => {
    const index = VARIABLES.indexOf(variable);

    test("is taken says so in one sentence with the way out, prints no address, and ends with code 1", async () => {
      const { port, server } = await takePort(ports[index] ?? 0);
      const command = start();
      expect(await command.ended).toBe(1);
      expect(sentences(command.output())).toEqual([
        `kivok: ${what} cannot start: port ${port} is taken. Choose another one: ${variable}=${port + 10} npm start`,
      ]);
      await giveBack(server);
      await expectAllFree();
    });

    test.each(["http", "", "65536", "-1"])(
      "is no port says what was expected and what was found, and ends with code 1: %j",
      async (value) => {
        const command = start({ [variable]: value });
        expect(await command.ended).toBe(1);
        expect(sentences(command.output())).toEqual([
          `kivok: ${variable}: expected a port from 0 to 65535, found ${JSON.stringify(value)}`,
        ]);
      },
    );
  });

  test("ends with code 1 and the collector's reason where the collector cannot start", async () => {
    project.write("no-store", "this is no database ".repeat(1000));
    const command = start({ KIVOK_DATA: project.path("no-store") });
    expect(await command.ended).toBe(1);
    expect(command.output()).toContain("[kivok] ");
    await expectAllFree();
  });
});

describe("npm run dev", () => {
  test("leaves nothing running where it cannot start", async () => {
    // A bundler that watches: it goes on until somebody ends it, and writes down when somebody does.
    project.write(
      "node_modules/rollup/dist/bin/rollup",
      `const say = (text) => require("node:fs").appendFileSync(${JSON.stringify(project.path("watching"))}, text);
      if (process.argv.includes("--watch")) {
        const waiting = setInterval(() => {}, 1000);
        process.on("SIGTERM", () => { clearInterval(waiting); say(" ended"); });
        say("began");
      }`,
    );
    const { port, server } = await takePort(ports[0]);
    const command = start({}, "dev.mjs");
    expect(await command.ended).toBe(1);
    expect(sentences(command.output())).toContainEqual(
      expect.stringContaining(`the demo site cannot start: port ${port} is taken`),
    );
    // If it was ended before it had begun, it has written nothing.
    await vi.waitFor(() => expect(project.read("watching") ?? "began ended").toBe("began ended"), { timeout: 30_000 });
    await giveBack(server);
  });
});
