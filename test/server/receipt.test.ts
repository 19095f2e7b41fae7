import Database from "libsql";
import { afterEach, expect, test } from "vitest";
import { createReceipt, type Receipt } from "../../src/model/receipt.js";
import { ORIGIN, SITE } from "./beacons.js";
import { type CollectorProcess, startCollectorProcess, temporaryStore } from "./collector-process.js";

const PASSWORD = "correct horse";
const running: CollectorProcess[] = [];
afterEach(async () => {
  for (const collector of running.splice(0)) await collector.kill();
});

const start = async (data = temporaryStore(), environment: Record<string, string> = { KIVOK_RECEIPTS: "true" }) => {
  const sites = [`${SITE}=${ORIGIN}@UTC`, "other.example"];
  const collector = await startCollectorProcess({ sites, password: PASSWORD, data, environment });
  running.push(collector);
  return collector;
};
const newReceipt = (number: string, granted: readonly string[] = ["functional"]): Receipt => {
  const time = Math.floor(Date.now() / 1000) * 1000;
  const record = { time, policyVersion: "2", how: "notice", receipt: number, granted, denied: ["statistics"] } as const;
  return createReceipt(record, SITE, "ru", "cd".repeat(32));
};
const post = (url: string, receipt: unknown, headers: Record<string, string> = { Origin: ORIGIN }) =>
  fetch(`${url}/receipt`, {
    method: "POST",
    headers: { "Content-Type": "text/plain;charset=UTF-8", ...headers },
    body: typeof receipt === "string" ? receipt : JSON.stringify(receipt),
  });
const ownerOf = async (url: string) => {
  const login = await fetch(`${url}/api/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ password: PASSWORD }),
  });
  const headers = { Cookie: login.headers.get("set-cookie")?.split(";")[0] ?? "" };
  return (path: string) => fetch(`${url}/api/${path}`, { headers });
};

test("[N16] an answered receipt is on disk, also after kill -9, can be looked up by its number and exported with all", async () => {
  const data = temporaryStore();
  const first = await start(data);
  const receipts = Array.from({ length: 20 }, (_, index) => newReceipt(`a${index}`));
  const answers = await Promise.all(receipts.map((receipt) => post(first.url, receipt)));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(204));
  expect(answers[0]?.headers.get("access-control-allow-origin")).toBe("*");
  await first.kill();

  const ask = await ownerOf((await start(data)).url);
  for (const receipt of receipts) {
    const answer = await ask(`receipt?site=${SITE}&number=${receipt.record_id}`);
    expect([answer.status, await answer.json()]).toEqual([200, receipt]);
  }
  const all = await ask(`receipts?site=${SITE}`);
  expect(all.headers.get("content-disposition")).toBe(`attachment; filename="receipts-${SITE}.jsonl"`);
  const lines = (await all.text()).trimEnd().split("\n");
  const byNumber = (one: Receipt, other: Receipt) => ((one.record_id ?? "") < (other.record_id ?? "") ? -1 : 1);
  expect(lines.map((line) => JSON.parse(line) as Receipt).sort(byNumber)).toEqual([...receipts].sort(byNumber));
  expect(await (await ask("receipts?site=other.example")).text()).toBe("");
  for (const [path, status, message] of [
    [`receipt?site=${SITE}&number=zzz`, 404, 'number: expected one that was given, found "zzz"'],
    [`receipt?site=${SITE}&number='or'1`, 400, expect.stringContaining("number: expected a receipt's number")],
    ["receipt?site=nobody&number=a1", 400, expect.stringContaining("site: expected one of the declared sites")],
    ["receipts", 400, "site: expected one of the declared sites, found nothing"],
  ] as const) {
    const answer = await ask(path);
    expect([answer.status, ((await answer.json()) as { message: string }).message], path).toEqual([status, message]);
  }
});

test("[N16] receipts are only ever added: the same again is the same, another one of the number is refused, and the file changes none", async () => {
  const { url, data } = await start();
  const receipt = newReceipt("b1");
  expect((await post(url, receipt)).status).toBe(204);
  expect((await post(url, receipt)).status).toBe(204);
  const other = await post(url, { ...receipt, purposes: [{ purpose: "marketing", state: "granted" }] });
  expect([other.status, await other.json()]).toEqual([
    409,
    { message: "receipt.record_id: expected a new number, got one of another receipt" },
  ]);
  const ask = await ownerOf(url);
  expect(await (await ask(`receipts?site=${SITE}`)).text()).toBe(`${JSON.stringify(receipt)}\n`);
  const file = new Database(data);
  expect(() => file.exec("UPDATE receipt SET text = ''")).toThrow(/receipts stay as they are/);
  file.close();
});

test("[N16] an export has every receipt, however many there are", async () => {
  const data = temporaryStore();
  const first = await start(data);
  await post(first.url, newReceipt("first"));
  await first.kill();
  const file = new Database(data);
  const add = file.prepare("INSERT INTO receipt (site, number, text) VALUES (?, ?, ?)");
  file.exec("BEGIN");
  for (let index = 0; index < 1234; index++)
    add.run([index % 2 ? SITE : "other.example", `n${index}`, `{"n":${index}}`]);
  file.exec("COMMIT");
  file.close();
  const ask = await ownerOf((await start(data)).url);
  const [line = "", ...lines] = (await (await ask(`receipts?site=${SITE}`)).text()).trimEnd().split("\n");
  expect(JSON.parse(line)).toMatchObject({ record_id: "first" });
  expect(lines.map((line) => (JSON.parse(line) as { n: number }).n)).toEqual(
    Array.from({ length: 617 }, (_, index) => 2 * index + 1),
  );
});

test("[N16] what is no receipt of a declared site's consent is refused with its reason, and not stored", async () => {
  const { url } = await start();
  const receipt = newReceipt("c1");
  for (const [body, headers, status, message] of [
    ["{", { Origin: ORIGIN }, 400, "receipt: expected JSON, got a text that is none"],
    [{ ...receipt, email: "a@b.example" }, { Origin: ORIGIN }, 400, 'receipt.email: expected no such key, got "email"'],
    [newReceipt("c2", []), { Origin: ORIGIN }, 400, expect.stringContaining("expected a consent, got a refusal")],
    [{ ...receipt, site: "nobody.example" }, { Origin: ORIGIN }, 403, expect.stringContaining("a declared site")],
    [receipt, { Origin: "https://evil.example" }, 403, expect.stringContaining("origin: expected one of the site's")],
    [receipt, {}, 403, "origin: expected one of the site's, got none"],
    ["x".repeat(5000), { Origin: ORIGIN }, 413, "the request is malformed"],
  ] as const) {
    const answer = await post(url, body, headers);
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([status, message]);
  }
  expect(await (await (await ownerOf(url))(`receipts?site=${SITE}`)).text()).toBe("");
  const flood = await Promise.all(Array.from({ length: 40 }, (_, index) => post(url, newReceipt(`d${index}`))));
  expect(flood.some(({ status }) => status === 429)).toBe(true);
  expect(flood.find(({ status }) => status === 429)?.headers.get("retry-after")).toMatch(/^\d+$/);
});

test("[N16] receipts are off until the owner turns them on, and nobody reads one without a login", async () => {
  const { url } = await start(temporaryStore(), {});
  expect((await post(url, newReceipt("e1"))).status).toBe(404);
  for (const path of [`receipt?site=${SITE}&number=e1`, `receipts?site=${SITE}`]) {
    const answer = await fetch(`${url}/api/${path}`);
    expect([answer.status, await answer.json()]).toEqual([401, { message: "log in first" }]);
  }
  const { output } = running[0] as CollectorProcess;
  expect(output()).not.toContain("e1");
});
