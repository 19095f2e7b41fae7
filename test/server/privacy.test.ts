import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { dirname, join } from "node:path";
import Database from "libsql";
import { expect, test } from "vitest";
import { ORIGIN, pageView, SITE } from "./beacons.js";
import { COLLECTOR, startCollectorProcess, temporaryFolder } from "./collector-process.js";

const BEACONS = 10_000;
const CONNECTIONS = 32;
/** Bytes by which a secret is looked for; the whole of it is compared where they are found. */
const WINDOW = 8;

/** A number as letters, of which no text of ours is made: `qzv` between them. */
const letters = (number: number): string =>
  `qzv${[...String(number).padStart(5, "0")].map((digit) => "bcdfghjklm"[Number(digit)]).join("")}qzv`;

/** One beacon with all that a person could be known by, and what must not be found of it afterwards. */
const sendingOf = (index: number) => {
  const name = letters(index);
  const address =
    index % 2
      ? `198.${18 + (index % 2)}.${(index >> 8) % 256}.${index % 256}`
      : `2001:db8:${index.toString(16)}:abcd::1`;
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/${name} Firefox/140.0`;
  const phone = `+7${String(9_000_000_000 + index * 7919)}`;
  const person = [`${name}@mail.example`, phone, `tok${index}x${name}9f`, `12${index}345678`][index % 4] ?? "";
  const view = pageView({
    once: createHash("sha256").update(name).digest("hex").slice(0, 20),
    gap: index % 33,
    path: `/people/${encodeURIComponent(person)}/page-${index % 40}`,
    referrer: `source-${index % 20}.example`,
    campaign: `mail/news/${person}`,
    zone: index % 3 ? "Asia/Kathmandu" : "Europe/Berlin",
  });
  const fullReferrer = `https://source.example/search?q=${name}`;
  const unknown = { name: `Anna ${name}`, referrerUrl: fullReferrer, address };
  // Every tenth is refused in one way or another: what is refused is not kept either.
  const body = index % 10 ? JSON.stringify({ ...view, ...unknown }) : `${JSON.stringify({ ...view, person })}broken`;
  const headers = { "X-Forwarded-For": address, "User-Agent": userAgent, Referer: fullReferrer };
  return { body, headers, secrets: [address, userAgent, view.once, fullReferrer, person, name] };
};

test("[C2] after 10,000 varied beacons no byte of what they could be known by is in database, log, output or backup", async () => {
  const collector = await startCollectorProcess({ sites: [SITE], environment: { KIVOK_TRUST_PROXY: "loopback" } });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const statuses = new Map<number, number>();
  const secrets = new Set<string>();
  const post = (index: number) =>
    new Promise<void>((resolve, reject) => {
      const { body, headers, secrets: own } = sendingOf(index);
      for (const secret of own) secrets.add(secret);
      request(
        `${collector.url}/beacon`,
        { agent, method: "POST", headers: { Origin: ORIGIN, "Content-Type": "text/plain", ...headers } },
        (answer) => {
          const status = answer.statusCode ?? 0;
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          answer.resume().on("end", resolve);
        },
      )
        .on("error", reject)
        .end(body);
    });
  let next = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (next < BEACONS) await post(next++);
    }),
  );
  agent.destroy();
  expect([...statuses].sort()).toEqual([
    [204, BEACONS * 0.9],
    [400, BEACONS * 0.1],
  ]);
  const backup = join(temporaryFolder(), "backup.db");
  expect(spawnSync(process.execPath, [COLLECTOR, "backup", backup, "--data", collector.data]).status).toBe(0);
  // Killed, so that the log is there to be looked at.
  await collector.kill();
  const folder = dirname(collector.data);
  const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const);
  expect(files.map(([name]) => name)).toContain("kivok.db-wal");
  const places = [...files, ["output", Buffer.from(collector.output())], ["backup", readFileSync(backup)]] as const;
  const finder = createFinder([...secrets, "Kathmandu", "127.0.0.1:"]);
  for (const [name, content] of places) expect([name, finder(content, name === "output")]).toEqual([name, []]);
  // The search finds what is there: the pages are, cleaned.
  const found = createFinder(["/people/*/page-7"]);
  expect(places.filter(([, content]) => found(content, false).length > 0).length).toBeGreaterThan(1);
}, 120_000);

/** Finds texts in bytes by a window of each, so that sixty thousand are looked for in one pass. */
const createFinder = (texts: readonly string[]) => {
  const byEnd = new Map<string, string[]>();
  for (const text of texts) byEnd.set(text.slice(-WINDOW), [...(byEnd.get(text.slice(-WINDOW)) ?? []), text]);
  const lengths = new Set([...byEnd.keys()].map(({ length }) => length));
  return (content: Buffer, isOutput: boolean): string[] => {
    // The collector's own address is in its output, and no visitor's.
    const text = isOutput
      ? content.toString("latin1").replace(/http:\/\/127\.0\.0\.1:\d+/g, "")
      : content.toString("latin1");
    const found: string[] = [];
    for (const length of lengths)
      for (let at = 0; at + length <= text.length; at++)
        for (const secret of byEnd.get(text.slice(at, at + length)) ?? [])
          if (text.endsWith(secret, at + length)) found.push(secret);
    return found;
  };
};

test("[C2] the schema has no column for an address, a user agent, an identifier or a time finer than the hour", async () => {
  const collector = await startCollectorProcess({ sites: [SITE] });
  await collector.stop();
  const database = new Database(collector.data, { readonly: true });
  const columns = database
    .prepare(
      "SELECT m.name || '.' || c.name AS name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'",
    )
    .all()
    .map((row) => (row as { name: string }).name);
  database.close();
  const day = ["site", "day"];
  const expected = {
    block: ["site", "span", "day"],
    counter: [...day, "dimension", "value", "span", "n", "second"],
    day_total: [...day, "views", "visits", "bounces", "seconds"],
    gap: [...day, "hour", "gap", "n"],
    // Keyed hashes of one-time numbers, without any time: they are the same beacon again, and forgotten within the hour.
    once_0: ["hash"],
    once_1: ["hash"],
    once_log: ["batch", "hashes"],
    setting: ["name", "value"],
    total: [...day, "hour", "views", "visits", "bounces", "seconds"],
    visitor: [...day, "dimension", "value", "span", "gaps"],
  };
  const names = Object.entries(expected).flatMap(([table, own]) => own.map((column) => `${table}.${column}`));
  expect(columns.sort()).toEqual(names.sort());
});
