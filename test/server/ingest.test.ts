import { expect, test } from "vitest";
import { MAX_BEACON_BYTES } from "../../src/model/beacon.js";
import { createAddressLimit } from "../../src/server/address-limit.js";
import { createDeclaredSites } from "../../src/server/declared-sites.js";
import { createIngest } from "../../src/server/ingest.js";
import { ORIGIN, pageView, SITE, USER_AGENT } from "./beacons.js";

const NOW = Date.UTC(2026, 5, 15, 22, 30);
/** In Moscow it is half past one of the next day. */
const DAY = Date.UTC(2026, 5, 16) / 86_400_000;
const SITES = [
  { name: SITE, origins: [ORIGIN], timeZone: "Europe/Moscow" },
  { name: "other.example", origins: ["https://other.example"], timeZone: "UTC" },
];
const NOTHING_KEPT = { setting: () => undefined, saveSetting: () => {} };
const createTested = (limit = 1000) =>
  createIngest(createDeclaredSites(SITES, NOTHING_KEPT), createAddressLimit(limit, 60));
const arrival = (body: unknown, change: object = {}) => ({
  body: typeof body === "string" ? body : JSON.stringify(body),
  origin: ORIGIN,
  address: "192.0.2.1",
  userAgent: USER_AGENT,
  now: NOW,
  ...change,
});
const view = (change: object = {}) => ({ ...pageView({ day: DAY }), ...change });

test("a beacon of a site's own page is accepted with its country, browser and hour", () => {
  const outcome = createTested().read(arrival(view({ zone: "Asia/Calcutta" })));
  expect(outcome).toMatchObject({ accepted: true, increments: { site: SITE, day: DAY, hour: NOW / 3_600_000 - 0.5 } });
  const values = outcome.accepted ? outcome.increments.counts.map(({ value }) => value) : [];
  expect(values).toEqual(expect.arrayContaining(["IN", "Firefox", "Linux"]));
});

const REFUSALS: readonly [reason: string, condition: string, body: unknown, change?: object][] = [
  ["too-large", "over 4 KiB of UTF-8", JSON.stringify({ ...view(), more: "я".repeat(MAX_BEACON_BYTES / 2) })],
  ["malformed", "no JSON", "{"],
  ["malformed", "empty", ""],
  ["malformed", "deep JSON", `${"[".repeat(2000)}${"]".repeat(2000)}`],
  ["malformed", "another version", view({ v: 2 })],
  ["malformed", "a prototype", `{"__proto__":${JSON.stringify(view())}}`],
  ["unknown-site", "a site that is not declared", view({ site: "example.com" })],
  ["unknown-site", "a page of another origin", view(), { origin: "https://other.example" }],
  ["unknown-site", "no origin", view(), { origin: undefined }],
  ["unknown-site", "a sandboxed page", view(), { origin: "null" }],
  ["bot", "a crawler", view(), { userAgent: "Mozilla/5.0 (compatible; Examplebot/2.1)" }],
  ["bot", "no User-Agent", view(), { userAgent: undefined }],
  ["too-old", "the day before yesterday of the site's zone", view({ day: DAY - 2 })],
  ["too-early", "the day after tomorrow of the site's zone", view({ day: DAY + 2 })],
];
test.each(REFUSALS)("[C3] is refused as %s: %s", (reason, _condition, body, change = {}) => {
  expect(createTested().read(arrival(body, change))).toMatchObject({ accepted: false, reason });
});

test("[C10] yesterday, today and tomorrow of the site's zone are accepted", () => {
  const ingest = createTested();
  for (const day of [DAY - 1, DAY, DAY + 1]) expect(ingest.read(arrival(view({ day }))).accepted).toBe(true);
});

test("[C3] a refusal is counted for the site that it names, else for the site of its origin, else for none", () => {
  const ingest = createTested();
  expect(ingest.read(arrival(view(), { origin: "https://evil.example" }))).toMatchObject({ site: SITE, day: DAY });
  expect(ingest.read(arrival("{", { origin: "https://other.example" }))).toMatchObject({ site: "other.example" });
  expect(ingest.read(arrival("{", { origin: "https://evil.example" }))).toMatchObject({ site: "(unknown)" });
});

test("[C3] an address over its limit is refused until the minute is over, and no other address is", () => {
  const ingest = createTested(2);
  const read = (address: string, now = NOW) => ingest.read(arrival(view(), { address, now }));
  expect([1, 2, 3].map(() => read("2001:db8::1").accepted)).toEqual([true, true, false]);
  expect(read("2001:db8:0:0:1::5")).toMatchObject({ reason: "over-limit" });
  expect(read("2001:db8:0:1::1").accepted).toBe(true);
  expect(read("2001:db8::1", NOW + 60_000).accepted).toBe(true);
});

test("a refused beacon does not count against the limit of its address", () => {
  const ingest = createTested(1);
  ingest.read(arrival("{"));
  expect(ingest.read(arrival(view())).accepted).toBe(true);
});

test("[C1] a beacon whose sender has closed the connection already is accepted, and limited with the others of its kind", () => {
  const ingest = createTested(1);
  const { address: _, ...closed } = arrival(view());
  expect(ingest.read({ ...closed, address: undefined })).toMatchObject({ accepted: true });
  expect(ingest.read({ ...closed, address: undefined })).toMatchObject({ accepted: false, reason: "over-limit" });
  expect(ingest.read(arrival(view()))).toMatchObject({ accepted: true });
});
