import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { ShareGranted } from "../../src/model/beacon.js";
import type { Pair, Report, Settings } from "../../src/model/report.js";
import { type Collector, startCollector } from "../../src/server/app.js";
import { isoDate } from "../../src/server/calendar.js";
import { openStore } from "../../src/server/store.js";
import { decision, ORIGIN, pageView, SITE, send, today } from "./beacons.js";
import { COLLECTOR, startCollectorProcess, temporaryFolder, temporaryStore } from "./collector-process.js";

const PASSWORD = "correct horse";
const OTHER = "other.example";
/** The collector's clock stands still: what a report says depends on the hour that runs. */
const NOW = Date.now();
let collector: Collector | undefined;
afterEach(async () => {
  await collector?.stop();
  collector = undefined;
});

/** A collector with two sites, and its owner, who asks for paths of the API. */
const start = async (data = temporaryStore()) => {
  const sites = [
    { name: SITE, origins: [ORIGIN], timeZone: "UTC" },
    { name: OTHER, origins: [`https://${OTHER}`], timeZone: "UTC" },
  ];
  collector = await startCollector(
    {
      port: 0,
      host: "127.0.0.1",
      data,
      sites,
      password: PASSWORD,
      trustProxy: false,
      files: temporaryFolder(),
      limit: 100_000,
      receipts: false,
      logLevel: "info",
    },
    () => NOW,
  );
  const { url } = collector;
  const ask = (path: string, method = "GET", body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const login = await ask("login", "POST", { password: PASSWORD });
  const Cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  const own = (path: string, method?: string, body?: unknown, headers = {}) =>
    ask(path, method, body, { Cookie, ...headers });
  const report = async (site = SITE, more = "", headers = {}): Promise<Report> => {
    const date = isoDate(today());
    return (await own(`report?site=${site}&from=${date}&to=${date}${more}`, "GET", undefined, headers)).json();
  };
  return { url, ask, own, report };
};
const DATE = isoDate(today());
const THESE_DAYS = `site=${SITE}&from=${isoDate(today() - 1)}&to=${isoDate(today() + 1)}`;
const valuesOf = (report: Report, dimension: keyof Report["lists"]) =>
  Object.fromEntries(report.lists[dimension].rows.map(({ value, count }) => [value, count]));
const sendViews = async (url: string, count: number, change: Parameters<typeof pageView>[0] = {}) => {
  for (let index = 0; index < count; index++)
    expect((await send(url, pageView({ gap: 0, ...change }))).status).toBe(204);
};

test("[C5] a share link reads its own site's report, nothing else, and nothing once it is revoked", async () => {
  const { url, ask, own } = await start();
  await sendViews(url, 3);
  const made = await (await own("tokens", "POST", { name: "for the stylist", site: SITE })).json();
  const headers = { Authorization: `Bearer ${made.token}` };
  expect(await (await ask("sites", "GET", undefined, headers)).json()).toEqual([{ site: SITE, timeZone: "UTC" }]);
  const days = `from=${DATE}&to=${DATE}`;
  expect((await (await ask(`report?site=${SITE}&${days}`, "GET", undefined, headers)).json()).totals.views).toBe(3);
  expect((await ask(`live?site=${SITE}`, "GET", undefined, headers)).status).toBe(200);
  expect((await ask(`report?site=${OTHER}&${days}`, "GET", undefined, headers)).status).toBe(400);
  for (const [path, method, body] of [
    ["settings", "GET"],
    [`export?site=${SITE}&${days}`, "GET"],
    [`counters?site=${SITE}&${days}`, "DELETE"],
    [`sites/${SITE}`, "DELETE"],
    ["tokens", "POST", { name: "another" }],
  ] as const)
    expect([path, (await ask(path, method, body, headers)).status]).toEqual([path, 403]);

  const settings: Settings = await (await own("settings")).json();
  expect(settings.tokens).toEqual([{ id: made.id, name: "for the stylist", site: SITE, created: DATE }]);
  expect(JSON.stringify(settings)).not.toContain(made.token);
  expect((await own(`tokens/${made.id}`, "DELETE")).status).toBe(204);
  expect((await ask("sites", "GET", undefined, headers)).status).toBe(401);
  expect((await own(`tokens/${made.id}`, "DELETE")).status).toBe(404);
});

test("[C5] an API token reads every site and is kept as a hash only", async () => {
  const data = temporaryStore();
  const { ask, own } = await start(data);
  const { token } = await (await own("tokens", "POST", { name: "nightly" })).json();
  const sites = await (await ask("sites", "GET", undefined, { Authorization: `Bearer ${token}` })).json();
  expect(sites.map(({ site }: { site: string }) => site)).toEqual([SITE, OTHER]);
  for (const Authorization of ["Bearer ", `Bearer ${token}x`, `Basic ${token}`, token])
    expect((await ask("sites", "GET", undefined, { Authorization })).status).toBe(401);
  await collector?.stop();
  collector = undefined;
  expect(readFileSync(data).includes(token)).toBe(false);
});

test("[C5] no other page can change anything, whatever the method", async () => {
  const { own } = await start();
  for (const headers of [{ Origin: "https://evil.example" }, { "Sec-Fetch-Site": "same-site" }])
    for (const [path, method] of [
      [`sites/${SITE}`, "DELETE"],
      [`sites/${SITE}`, "PUT"],
      ["tokens", "POST"],
      [`values?site=${SITE}&dimension=page&value=/`, "DELETE"],
    ] as const)
      expect([path, (await own(path, method, method === "DELETE" ? undefined : {}, headers)).status]).toEqual([
        path,
        403,
      ]);
});

test("[C5] what the owner does is a line in the log, without an address and with no time finer than the hour", async () => {
  const lines: string[] = [];
  const spy = vi.spyOn(console, "log").mockImplementation((line) => void lines.push(String(line)));
  try {
    const { own } = await start();
    await own("tokens", "POST", { name: "secret name", site: SITE });
    await own(`values?site=${SITE}&dimension=page&value=/secret-value`, "DELETE");
  } finally {
    spy.mockRestore();
  }
  const entries = lines.map((line) => JSON.parse(line));
  expect(entries.map(({ audit, msg }) => audit ?? msg)).toEqual(["started", "login", "token made", "value deleted"]);
  for (const { time } of entries) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\dZ$/);
  expect(lines.join()).not.toMatch(/127\.0\.0\.1|secret/);
});

const NEW_SITE = { origins: ["https://new.example"], timeZone: "Europe/Moscow", retentionDays: 30, k: 5 };

/** The store after its owner has asked to keep 30 days, and a start that looks for what is older. */
const openAfterRetention = async (data: string) => {
  const { own } = await start(data);
  expect((await own(`sites/${SITE}`, "PUT", NEW_SITE)).status).toBe(200);
  await collector?.stop();
  await start(data);
  await collector?.stop();
  collector = undefined;
  return openStore(data);
};

test("[C5] a site declared in the dashboard is counted at once and after a restart, until it is deleted", async () => {
  const data = temporaryStore();
  const { url, own } = await start(data);
  const view = () => pageView({ site: "new.example" });
  const sendNew = async (to: string) => (await send(to, view(), { Origin: "https://new.example" })).status;
  expect(await sendNew(url)).toBe(403);
  const saved: Settings = await (await own("sites/new.example", "PUT", NEW_SITE)).json();
  expect(saved.sites.at(-1) ?? saved.sites[0]).toBeDefined();
  expect(saved.sites.find(({ site }) => site === "new.example")).toEqual({
    site: "new.example",
    ...NEW_SITE,
    isFixed: false,
  });
  expect(await sendNew(url)).toBe(204);
  await collector?.stop();

  const again = await start(data);
  expect(await sendNew(again.url)).toBe(204);
  expect((await again.report("new.example")).k).toBe(5);
  expect((await again.own("sites/new.example", "DELETE")).status).toBe(200);
  expect(await sendNew(again.url)).toBe(403);
  await collector?.stop();
  collector = undefined;
  const store = openStore(data);
  expect(store.values("new.example", 0, today() + 1)).toEqual([]);
  store.close();
});

test("[C5] of a site that was declared at the start the dashboard changes retention and k, not its origins", async () => {
  const { own } = await start();
  const saved: Settings = await (await own(`sites/${SITE}`, "PUT", NEW_SITE)).json();
  expect(saved.sites.find(({ site }) => site === SITE)).toEqual({
    site: SITE,
    origins: [ORIGIN],
    timeZone: "UTC",
    retentionDays: 30,
    k: 5,
    isFixed: true,
  });
});

test.each([
  ["a b", NEW_SITE, 'site: expected a host such as example.org, found "a b"'],
  ["x.example", { ...NEW_SITE, timeZone: "Moon/Sea" }, 'timeZone: expected an IANA time zone, found "Moon/Sea"'],
  ["x.example", { ...NEW_SITE, origins: ["x"] }, 'origins: expected an origin such as https://x.example, found "x"'],
  ["x.example", { ...NEW_SITE, origins: [] }, "origins: expected 1 to 50 origins, found []"],
  [
    "x.example",
    { ...NEW_SITE, retentionDays: "7" },
    'retentionDays: expected a number of days from 0 to 36500, found "7"',
  ],
  ["x.example", { ...NEW_SITE, k: 0 }, "k: expected a number from 1 to 100, found 0"],
  ["x.example", { ...NEW_SITE, more: 1 }, "more: expected no such key; known are origins, timeZone, retentionDays, k"],
  ["x.example", { k: 3 }, "origins: expected 1 to 50 origins, found nothing"],
])("[C5] the site %j with %j is refused with what is wrong", async (name, body, message) => {
  const { own } = await start();
  const answer = await own(`sites/${encodeURIComponent(name)}`, "PUT", body);
  expect([answer.status, await answer.json()]).toEqual([400, { message }]);
});

test("[C7] an export taken in by another collector gives the same report; taken in twice it counts once", async () => {
  const first = await start();
  for (const source of ["a.example", "b.example"])
    await sendViews(first.url, 4, { path: `/from-${source}`, referrer: source, campaign: "mail/news/may" });
  await send(first.url, pageView({ step: 2, previous: "/from-a.example", path: "/second" }));
  const exported = await (await first.own(`export?${THESE_DAYS}`)).json();
  const report = await first.report();
  expect(report.totals).toMatchObject({ visitors: 8, views: 9, visits: 8, bounces: 7 });
  await collector?.stop();

  const second = await start();
  await sendViews(second.url, 1, { path: "/replaced" });
  for (let time = 0; time < 2; time++)
    expect((await second.own(`import?site=${SITE}`, "POST", exported)).status).toBe(200);
  const { hour: _, ...same } = await second.report();
  expect(same).toEqual({ ...report, hour: undefined });
  // And what comes afterwards is added.
  await sendViews(second.url, 1);
  expect((await second.report()).totals.views).toBe(10);
});

test.each([
  [null, "kivok: expected an export of version 1, found nothing"],
  [{ kivok: 1, counters: {}, totals: [], gaps: [] }, "counters: expected a list of rows, found {}"],
  [
    { kivok: 1, counters: [["page", 20_000, "/", 1]], totals: [], gaps: [] },
    'counters[0]: expected [dimension, day, value, count, second], found ["page",20000,"/",1]',
  ],
  [
    { kivok: 1, counters: [], totals: [], gaps: [[20_000, 480_000, 33, 1]] },
    "gaps[0]: expected [day, hour, gap, count], found [20000,480000,33,1]",
  ],
  [
    {
      kivok: 1,
      counters: [
        ["page", 20_000, "/", 1, 0],
        ["page", 20_000, "/", 2, 0],
      ],
      totals: [],
      gaps: [],
    },
    'counters[1]: expected each counter once, found ["page",20000,"/",2,0]',
  ],
])("[C7] the export %j is refused with what is wrong, and nothing of it is taken in", async (body, message) => {
  const { own, report, url } = await start();
  await sendViews(url, 3);
  const answer = await own(`import?site=${SITE}`, "POST", body);
  expect([answer.status, await answer.json()]).toEqual([400, { message }]);
  expect((await report()).totals.views).toBe(3);
});

test("[C7] the table for spreadsheets folds small groups and lets no value become a formula", async () => {
  const { url, own } = await start();
  await sendViews(url, 3, { path: '/a,"b"', campaign: "=1+1/mail/x" });
  await sendViews(url, 1, { path: "/rare" });
  const answer = await own(`report.csv?${THESE_DAYS}`);
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="example\.org-[\d-]+\.csv"$/);
  const lines = (await answer.text()).split("\r\n");
  expect(lines[0]).toBe("dimension,value,measure,number");
  expect(lines).toContain(`day,${DATE},views,4`);
  expect(lines).toContain("campaign,'=1+1/mail/x,count,3");
  expect(lines.join("\n")).not.toContain("/rare");
  // One row under k would be given away by the sum, so the next joins it.
  expect(lines).toContain("page,(few: 2 rows),count,4");
});

test("[C7] counters older than the retention go, by the site's days, and the others stay", async () => {
  const data = temporaryStore();
  const store = openStore(data);
  const none = { views: 1, visits: 0, bounces: 0, seconds: 0 };
  const count = (day: number) => [{ dimension: "page" as const, value: `/day-${day}`, count: 1, second: 0 }];
  for (const site of [SITE, OTHER])
    for (let day = today() - 400; day <= today(); day++)
      void store.add({ site, day, hour: day * 24, ...none, counts: count(day) }, `${site}${day}`);
  store.addUpBlocks();
  store.close();
  const after = await openAfterRetention(data);
  const days = (site: string) => after.values(site, 0, today()).length;
  expect(after.firstDay(SITE)).toBe(today() - 30);
  expect([days(SITE), days(OTHER)]).toEqual([31, 401]);
  expect(after.daySums(SITE, 0, today()).size).toBe(31);
  after.close();
});

test("[C7] some days of a site can be deleted, and nothing else goes", async () => {
  const { url, own, report } = await start();
  await sendViews(url, 3, { path: "/today" });
  await sendViews(url, 3, { path: "/tomorrow", day: today() + 1 });
  const answer = await own(`counters?site=${SITE}&from=${DATE}&to=${DATE}`, "DELETE");
  expect(await answer.json()).toEqual({ removed: true });
  expect((await report()).totals.views).toBe(0);
  const rest: Report = await (await own(`report?${THESE_DAYS}`)).json();
  expect(valuesOf(rest, "page")).toEqual({ "/tomorrow": 3 });
});

test("[C6] [C7] decisions are counted once, folded, exported, taken in, deleted with their days, and are neither views nor visitors", async () => {
  const first = await start();
  const tell = async (granted: ShareGranted, times: number) => {
    for (let time = 0; time < times; time++) {
      const told = decision(granted);
      // The second is the first again, as after a reply that was lost.
      for (let again = 0; again < 2; again++) expect((await send(first.url, told)).status).toBe(204);
    }
  };
  await tell("all", 2);
  expect((await first.report()).decisions).toBeNull();
  await tell("all", 3);
  await tell("none", 3);
  await tell("some", 1);
  const report = await first.report();
  expect(report.decisions).toEqual({
    ...{ total: 9, agreed: 6 },
    groups: [
      { granted: ["all", "some"], count: 6 },
      { granted: ["none"], count: 3 },
    ],
  });
  expect(report.totals).toEqual({ visitors: 0, visitorsHigh: 0, visits: 0, views: 0, bounces: 0, seconds: 0 });
  expect(Object.values(report.lists).flatMap(({ rows, few }) => [...rows, few])).not.toContainEqual(expect.anything());
  expect((await first.report(OTHER)).decisions).toBeNull();
  const ofDay = (from: number, to = from) =>
    first.own(`report?site=${SITE}&from=${isoDate(from)}&to=${isoDate(to)}`).then((answer) => answer.json());
  expect(await ofDay(today() + 1)).toMatchObject({ decisions: null, decisionsBefore: report.decisions });
  expect(await ofDay(today() - 1)).toMatchObject({ decisions: null, decisionsBefore: null });
  const table = await (await first.own(`report.csv?${THESE_DAYS}`)).text();
  expect(table.match(/^decision,.+$/gm)).toEqual(["decision,all or some,count,6", "decision,none,count,3"]);

  const exported = await (await first.own(`export?${THESE_DAYS}`)).json();
  expect(exported.counters.sort()).toEqual([
    ["decision", today(), "all", 5, 0],
    ["decision", today(), "none", 3, 0],
    ["decision", today(), "some", 1, 0],
  ]);
  const answer = await first.own(`counters?site=${SITE}&from=${DATE}&to=${DATE}`, "DELETE");
  expect(await answer.json()).toEqual({ removed: true });
  expect((await first.report()).decisions).toBeNull();
  for (let time = 0; time < 2; time++)
    expect((await first.own(`import?site=${SITE}`, "POST", exported)).status).toBe(200);
  expect((await first.report()).decisions).toEqual(report.decisions);
});

test("[C3] [C6] a decision of a bot, of another page or of another shape is refused with its reason, and none counts", async () => {
  const { url, report } = await start();
  const refusals: [string, unknown, Record<string, string>?][] = [
    ["bot", decision("all", { bot: true })],
    ["bot", decision("all"), { "User-Agent": "Examplebot/1.0" }],
    ["unknown-site", decision("all"), { Origin: "https://elsewhere.example" }],
    ["unknown-site", decision("all", { site: "unknown.example" })],
    ["malformed", { ...decision("all"), granted: "statistics" }],
  ];
  for (const [reason, body, headers] of refusals) {
    for (let time = 0; time < 3; time++)
      expect(
        (await send(url, { ...(body as object), once: `${time}`.repeat(9) }, headers)).headers.get("kivok-refused"),
      ).toBe(reason);
  }
  const { decisions, refused } = await report();
  expect(decisions).toBeNull();
  expect(refused).toMatchObject({ bot: 6, "unknown-site": 6, malformed: 3 });
});

test("[C7] decisions older than the retention go, also of days without a view, and blocks of days hold the same sums", async () => {
  const data = temporaryStore();
  const store = openStore(data);
  const none = { views: 0, visits: 0, bounces: 0, seconds: 0 };
  const counts = [{ dimension: "decision" as const, value: "all", count: 1, second: 0 }];
  for (let day = today() - 400; day <= today(); day++)
    void store.add({ site: SITE, day, hour: day * 24, ...none, counts }, `${SITE}${day}`);
  const sums = () => store.decisions(SITE, today() - 300, today() - 1);
  const before = sums();
  expect(before).toEqual([{ dimension: "decision", value: "all", count: 300, second: 0 }]);
  store.addUpBlocks();
  expect(sums()).toEqual(before);
  store.close();
  const after = await openAfterRetention(data);
  expect(after.decisions(SITE, 0, today())).toMatchObject([{ count: 31 }]);
  after.close();
});

test("[C7] one value can be deleted: from every list, and every byte of the file", async () => {
  const data = temporaryStore();
  const { url, own, report } = await start(data);
  for (let index = 0; index < 300; index++)
    await send(url, pageView({ path: `/page-${index}`, referrer: "a.example" }));
  await sendViews(url, 4, { path: "/anna-karenina", referrer: "a.example" });
  await sendViews(url, 4, { path: "/kept", referrer: "a.example" });
  expect(valuesOf(await report(), "page")).toHaveProperty(["/anna-karenina"], 4);
  const answer = await own(`values?site=${SITE}&dimension=page&value=/anna-karenina`, "DELETE");
  expect((await answer.json()).counters).toBe(4);
  const left = await report();
  expect(JSON.stringify(left)).not.toContain("karenina");
  expect(valuesOf(left, "page")).toHaveProperty(["/kept"], 4);
  expect(left.totals.views).toBe(308);
  for (const file of [data, `${data}-wal`].filter((path) => existsSync(path)))
    expect(readFileSync(file).includes("karenina")).toBe(false);
});

test("[C7] a backup of a running collector is whole, is the owner's alone, and does not overwrite", async () => {
  const collector = await startCollectorProcess({ sites: [SITE], password: PASSWORD });
  const target = join(temporaryFolder(), "backup.db");
  const sending = sendViews(collector.url, 200);
  const backUp = (...args: string[]) =>
    spawnSync(process.execPath, [COLLECTOR, "backup", ...args], { encoding: "utf8", env: { PATH: process.env.PATH } });
  await sendViews(collector.url, 5, { path: "/before" });
  const done = backUp(target, "--data", collector.data);
  expect([done.stderr, done.status]).toEqual(["", 0]);
  await sending;
  expect(statSync(target).mode & 0o077).toBe(0);
  const copy = openStore(target);
  const pages = copy.values(SITE, today() - 1, today() + 1).filter(({ dimension }) => dimension === "page");
  const [sums] = copy.daySums(SITE, today() - 1, today() + 1).values();
  copy.close();
  expect(pages.find(({ value }) => value === "/before")?.count).toBe(5);
  expect(pages.reduce((sum, { count }) => sum + count, 0)).toBe(sums?.views);

  for (const [args, message] of [
    [[target, "--data", collector.data], /it exists already/],
    [[join(temporaryFolder(), "x.db"), "--data", "/no/such/file.db"], /there is no such file/],
    [[], /expected the file to write/],
  ] as const) {
    const failed = backUp(...args);
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(/^\[kivok\] [^\n]+\n$/);
    expect(failed.stderr).toMatch(message);
  }
  await collector.stop();
});

test("[C9] a configuration file declares port, data and sites; a flag wins; its schema is printed", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "kivok.json");
  const sites = [{ name: SITE, timeZone: "Europe/Moscow", retentionDays: 90, k: 4 }];
  writeFileSync(file, JSON.stringify({ port: 1, data: join(folder, "own.db"), sites }));
  const collector = await startCollectorProcess({
    password: PASSWORD,
    data: join(folder, "flag.db"),
    environment: { KIVOK_CONFIG: file },
  });
  expect((await send(collector.url, pageView({ day: today() }))).status).toBe(204);
  await collector.stop();
  expect([existsSync(join(folder, "flag.db")), existsSync(join(folder, "own.db"))]).toEqual([true, false]);
  const schema = JSON.parse(execFileSync(process.execPath, [COLLECTOR, "schema"], { encoding: "utf8" }));
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(["port", "sites", "limit"]));
});

test("[C6] a report says how long it took, and is not sent again while it is the same", async () => {
  const { own } = await start();
  const first = await own(`report?${THESE_DAYS}`);
  expect(first.headers.get("server-timing")).toMatch(/^report;dur=\d+\.\d$/);
  const tag = first.headers.get("etag") ?? "";
  const again = await own(`report?${THESE_DAYS}`, "GET", undefined, { "If-None-Match": `W/${tag}` });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  expect((await own(`report?${THESE_DAYS}`, "GET", undefined, { "If-None-Match": '"x"' })).status).toBe(200);
});

test("[C6] buckets and the number of rows can be asked for", async () => {
  const { url, own } = await start();
  for (const path of ["/a", "/b", "/c", "/d"]) await sendViews(url, path === "/a" ? 5 : 3, { path });
  const ask = async (more: string) => (await own(`report?${more}`)).json();
  const year = `site=${SITE}&from=2026-01-15&to=2026-12-31`;
  const months: Report = await ask(`${year}&bucket=month`);
  expect(months.buckets.map(({ at }) => at).slice(0, 3)).toEqual(["2026-01-15", "2026-02-01", "2026-03-01"]);
  expect(months.buckets).toHaveLength(12);
  const hours: Report = await ask(`${THESE_DAYS}&bucket=hour`);
  expect(hours.buckets).toHaveLength(72);
  expect(hours.buckets.reduce((sum, { views }) => sum + views, 0)).toBe(14);
  const top: Report = await ask(`${THESE_DAYS}&top=1`);
  expect(top.lists.page.rows).toEqual([expect.objectContaining({ value: "/a", count: 5 })]);
  expect(top.lists.page.rest).toEqual({ rows: 3, count: 9 });
  for (const [more, message] of [
    ["&bucket=minute", 'bucket: expected hour (up to 32 days), day, week or month, found "minute"'],
    ["&top=0", 'top: expected a number of rows from 1 to 9999, found "0"'],
    ["&mor=1", "mor: expected no such key; known are site, from, to, bucket, top"],
  ])
    expect((await ask(THESE_DAYS + more)).message).toBe(message);
  expect((await ask(`${year}&bucket=hour`)).message).toBe('bucket: expected hour for at most 32 days, found "hour"');
});

test("[C6] sources by entry page are counted, and small cells are hidden so that no difference gives them away", async () => {
  const { url, own } = await start();
  const visits = async (referrer: string, path: string, count: number) => sendViews(url, count, { referrer, path });
  await visits("a.example", "/x", 9);
  await visits("a.example", "/y", 4);
  await visits("a.example", "/z", 1);
  await visits("b.example", "/x", 5);
  const pairs: Pair[] = await (await own(`pairs?${THESE_DAYS}`)).json();
  const cell = (source: string, entry: string) => pairs.find((one) => one.source === source && one.entry === entry);
  expect(cell("a.example", "/x")?.count).toBe(9);
  expect(cell("b.example", "/x")?.count).toBe(5);
  // The one visit to /z is hidden, and with it the 4 to /y, or 14 − 9 − 4 would tell.
  expect(cell("a.example", "/y")?.count ?? null).toBeNull();
  expect(pairs.some(({ count }) => count === 1)).toBe(false);
});

test("[C6] the possible over-count compares browsers that forget with the rest", async () => {
  const { url, report } = await start();
  const SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15";
  const first = async (gap: number, agent?: string) =>
    send(url, pageView({ gap }), agent === undefined ? {} : { "User-Agent": agent });
  for (const gap of [0, 1, 2]) await first(gap, SAFARI);
  expect((await report()).overCount).toBeNull();
  for (const gap of [0, 3, 9, 20]) await first(gap);
  // Half of the others were away for longer than seven days, none of the three Safaris.
  expect((await report()).overCount).toBe(2);
});

test("the API describes itself, every parameter as it is checked", async () => {
  const { ask } = await start();
  const { openapi, paths } = await (await ask("openapi.json")).json();
  expect(openapi).toBe("3.1.0");
  expect(Object.keys(paths).sort()).toEqual(
    [
      "counters",
      "export",
      "import",
      "live",
      "login",
      "logout",
      "page",
      "pairs",
      "report",
      "report.csv",
      "settings",
      "sites",
      "sites/{site}",
      "tokens",
      "tokens/{id}",
      "values",
    ].map((path) => `/api/${path}`),
  );
  const { parameters } = paths["/api/report"].get;
  expect(parameters.map(({ name, required }: { name: string; required: boolean }) => [name, required])).toEqual([
    ["site", true],
    ["from", true],
    ["to", true],
    ["bucket", false],
    ["top", false],
  ]);
  expect(paths["/api/sites/{site}"].put.requestBody.content["application/json"].schema.required).toContain("timeZone");
});

test("the first page of a site is fetched for a look at its tag, and no other address is", async () => {
  const visited: string[] = [];
  const pages = createServer((request, response) => {
    visited.push(request.url ?? "");
    if (request.url === "/") response.writeHead(302, { Location: leadsTo }).end();
    else
      response
        .writeHead(200, { "Content-Security-Policy": "default-src 'self'" })
        .end("<!doctype html>".padEnd(600_000));
  });
  await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  let leadsTo = "/home";
  try {
    const { own } = await start();
    await own("sites/new.example", "PUT", { ...NEW_SITE, origins: [origin] });
    const page = await (await own("page?site=new.example")).json();
    expect(page).toMatchObject({ url: `${origin}/home`, status: 200, policy: "default-src 'self'" });
    expect(page.html).toHaveLength(512 * 1024);
    // The same machine by another name is another origin.
    leadsTo = origin.replace("127.0.0.1", "localhost");
    visited.length = 0;
    const refused = await own("page?site=new.example");
    expect([refused.status, (await refused.json()).message]).toEqual([
      502,
      `${origin}/ leads to ${leadsTo}, which is no origin of the site`,
    ]);
    expect(visited).toEqual(["/"]);
    expect((await own("page?site=unknown.example")).status).toBe(400);
  } finally {
    pages.closeAllConnections();
    pages.close();
  }
});
