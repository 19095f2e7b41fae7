import { beforeEach, describe, expect, test } from "vitest";
import { type ConsentRecord, encodeRecord } from "../../src/model/consent-record.js";
import {
  CONTENT,
  expectRecord,
  NARROW,
  noticeOf,
  pairOf,
  partOf,
  SALON,
  settingsOf,
  storedBy,
  WIDE,
} from "./notice-page.js";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

const DAY = 86_400_000;

setUp({ viewport: WIDE, reducedMotion: "reduce" });

const open = async (config: object): Promise<void> => {
  server.page("/", { config, body: CONTENT });
  await page.goto(server.url);
};
/** A decision that this browser made earlier: by default a yes to functional, a no to the rest, of yesterday. */
const decided = async (given: Partial<ConsentRecord> = {}): Promise<void> => {
  const record = {
    time: Math.floor((Date.now() - DAY) / 1000) * 1000,
    policyVersion: "1",
    how: "notice",
    receipt: "k3v9x2m1q8z7",
    granted: ["functional"],
    denied: ["statistics", "media"],
    ...given,
  } as const;
  await visitor.addCookies([{ name: "kivok", value: encodeRecord(record), url: server.url, sameSite: "Lax" }]);
};
/** The page has started and shows no notice, and has not even loaded it. */
const isNotAsked = async (): Promise<void> => {
  await page.locator("kivok-button").waitFor({ state: "attached" });
  expect(await page.locator("kivok-notice").count()).toBe(0);
  expect(server.requests).not.toContain("/kivok-ui.js");
};
/** Days that the record's cookie lives; 0 for a session cookie. */
const recordDays = async (): Promise<number> => {
  const expires = (await visitor.cookies()).find(({ name }) => name === "kivok")?.expires ?? Number.NaN;
  return expires < 0 ? 0 : Math.round(((expires * 1000 - Date.now()) / DAY) * 100) / 100;
};

describe("[N6] a choice", () => {
  test("holds on later pages, which neither ask nor load the notice", async () => {
    for (const granted of [["functional"], []]) {
      await decided({
        granted,
        denied: ["functional", "statistics", "media"].filter((name) => !granted.includes(name)),
      });
      await open(SALON);
      await isNotAsked();
      expect(await page.evaluate(() => window.kivok.has("functional"))).toBe(granted.length > 0);
    }
  });

  test.each([
    { title: "a yes for half a year", config: {}, accept: 180, reject: 0 },
    { title: "both as the owner sets", config: { consent: { days: 30 }, refusal: { days: 7 } }, accept: 30, reject: 7 },
    {
      title: "neither for more than browsers keep a cookie",
      config: { consent: { days: 5000 }, refusal: { days: 5000 } },
      accept: 400,
      reject: 400,
    },
  ])("is kept: $title; a no otherwise to the end of the session", async ({ config, accept, reject }) => {
    await open({ ...SALON, ...config });
    await page.getByRole("button", { name: "Reject all" }).click();
    await eventually(async () => expect(await recordDays()).toBe(reject));
    // The settings would close with the notice, if they opened before it knows.
    await expectRecord(page, { granted: [], how: "notice" });
    await page.locator("#opener").click();
    await settingsOf(page).getByRole("button", { name: "Accept all" }).click();
    await eventually(async () => expect(await recordDays()).toBe(accept));
  });

  test("is asked for again when the policy's version is another, with its date and what changed, and nothing is granted until then", async () => {
    await decided();
    const policy = {
      ...SALON.policy,
      version: "2",
      date: "2026-11-20",
      changes: [{ en: "The map now comes from a third party.", ru: "…" }, "A yes lasts 180 days instead of 365."],
    };
    await open({ ...SALON, policy });
    const region = page.getByRole("region", { name: "Our policy has changed" });
    await region.waitFor();
    expect((await region.textContent())?.replaceAll("\u00a0", " ")).toContain("20 November 2026");
    expect(await partOf(page, "changes").getByRole("listitem").allTextContents()).toEqual([
      "The map now comes from a third party.",
      "A yes lasts 180 days instead of 365.",
    ]);
    await region.getByRole("link", { name: "Privacy policy" }).waitFor();
    expect(await page.evaluate(() => [window.kivok.has("functional"), window.kivok.record])).toEqual([false, null]);
    await partOf(page, "settings").click();
    await settingsOf(page).waitFor();
    expect(await settingsOf(page).locator("input:checked").count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Accept all" }).click();
    await expectRecord(page, { policyVersion: "2", how: "notice" });
    await page.reload();
    await page.locator("kivok-button").waitFor({ state: "attached" });
    expect(await page.locator("kivok-notice").count()).toBe(0);
  });

  test("is asked for again in a narrow window with both buttons in view, however much changed", async () => {
    await page.setViewportSize(NARROW);
    for (const layout of ["box", "bar", "dialog"]) {
      await decided();
      const changes = Array(6).fill("Карту проезда теперь показывает другая служба, и только с вашего согласия.");
      const policy = { ...SALON.policy, version: "2", date: "2026-11-20", changes };
      await open({ ...SALON, language: "ru", layout, policy });
      await noticeOf(page).waitFor();
      expect(await pairOf(page), layout).toMatchObject({
        accept: { isInView: true, isUncovered: true },
        reject: { isInView: true, isUncovered: true },
      });
      // The keyboard can bring the whole text into view.
      const isScrollable = await noticeOf(page).evaluate((card) => {
        const scrolled = [card, ...card.querySelectorAll("*")].find(
          (each) => each.scrollHeight > each.clientHeight + 1,
        );
        scrolled?.scrollTo(0, 1e6);
        const last = card.querySelector("li:last-child")?.getBoundingClientRect();
        const actions = card.querySelector("[part~=actions]")?.getBoundingClientRect();
        return !!scrolled && !!last && !!actions && last.bottom <= Math.max(actions.top, innerHeight);
      });
      expect(isScrollable, layout).toBe(true);
    }
  });

  test("is asked for again when a category is new, and what was granted stays granted meanwhile", async () => {
    await decided({ granted: ["functional"], denied: ["statistics"] });
    await open(SALON);
    await page.getByRole("region", { name: "We use cookies" }).waitFor();
    expect(
      await page.evaluate(() => ["functional", "statistics", "media"].map((name) => window.kivok.has(name))),
    ).toEqual([true, false, false]);
    await partOf(page, "settings").click();
    await settingsOf(page).waitFor();
    const on = settingsOf(page).locator("input:checked");
    expect(await on.evaluateAll((inputs) => inputs.map((input) => input.getAttribute("name")))).toEqual(["functional"]);
    await partOf(page, "save").click();
    await expectRecord(page, {
      granted: ["functional"],
      denied: ["statistics", "media"],
    });
    await page.reload();
    await page.locator("kivok-button").waitFor({ state: "attached" });
    expect(await page.locator("kivok-notice").count()).toBe(0);
  });

  test("is not asked for again when a category is gone", async () => {
    await decided({ denied: ["statistics", "media", "marketing"] });
    await open(SALON);
    await isNotAsked();
  });

  test.each([
    { title: "a yes of 181 days ago", age: 181, granted: ["functional"], config: {}, isAsked: true },
    { title: "a yes of 179 days ago", age: 179, granted: ["functional"], config: {}, isAsked: false },
    {
      title: "a no of 8 days ago, where it holds 7",
      age: 8,
      granted: [],
      config: { refusal: { days: 7 } },
      isAsked: true,
    },
    { title: "a no of 300 days ago in a session that lasted", age: 300, granted: [], config: {}, isAsked: false },
    { title: "a yes from the day after tomorrow", age: -2, granted: ["functional"], config: {}, isAsked: true },
  ])("asks again only after its days: $title", async ({ age, granted, config, isAsked }) => {
    const denied = ["functional", "statistics", "media"].filter((name) => !(granted as string[]).includes(name));
    await decided({ time: Math.floor(Date.now() / 1000) * 1000 - age * DAY, granted, denied });
    await open({ ...SALON, ...config });
    if (!isAsked) return isNotAsked();
    await noticeOf(page).waitFor();
    // The age of a record from the future cannot be told: it counts as none.
    expect((await partOf(page, "text").textContent())?.includes("expired")).toBe(age > 0);
    expect(await page.evaluate(() => window.kivok.has("functional"))).toBe(false);
  });

  test.each(["", "1:zzz", "2:tgaups:1:notice:a:functional+", "%7B%22a%22%3A1%7D", "1:tgaups:1:notice:<b>:functional"])(
    "that cannot be read, %j, is none: the notice asks as at first",
    async (value) => {
      await visitor.addCookies([{ name: "kivok", value, url: server.url }]);
      await open(SALON);
      await noticeOf(page).waitFor();
      expect(await partOf(page, "text").textContent()).not.toContain("expired");
      await page.getByRole("button", { name: "Accept all" }).click();
      await eventually(async () => expect(await recordDays()).toBe(180));
    },
  );
});

describe("[N7] Global Privacy Control", () => {
  beforeEach(() =>
    page.addInitScript(() => Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true })),
  );

  test("is a refusal: no notice, nothing stored, nothing sent", async () => {
    await open({ ...SALON, endpoint: server.url });
    await isNotAsked();
    expect(
      await page.evaluate(() => ["functional", "statistics", "media"].some((name) => window.kivok.has(name))),
    ).toBe(false);
    expect(await storedBy(visitor, page)).toEqual([]);
    await server.beacons.expectNone(page);
  });

  test("is named in the settings, which ask nothing when they close and still let the visitor grant", async () => {
    await open(SALON);
    await page.locator("#opener").click();
    const settings = settingsOf(page);
    expect(await settings.textContent()).toContain("Your browser sends Global Privacy Control");
    expect(await settings.locator("input:checked").count()).toBe(0);
    await page.keyboard.press("Escape");
    await settings.waitFor({ state: "detached" });
    expect(await page.locator("kivok-notice").count()).toBe(0);
    expect(await storedBy(visitor, page)).toEqual([]);

    await page.locator("#opener").click();
    await page.getByRole("switch", { name: "Functional" }).check();
    await partOf(page, "save").click();
    await expectRecord(page, { granted: ["functional"], how: "settings" });
    await page.locator("#opener").click();
    // The visitor's own word counts more than the signal from now on.
    expect(await settings.textContent()).not.toContain("Global Privacy Control");
    expect(await page.getByRole("switch", { name: "Functional" }).isChecked()).toBe(true);
  });
});

test("[N6] of several records the newest valid one counts, damaged ones throw nothing, and a new decision holds against all", async () => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  const at = (days: number): number => Math.floor((Date.now() - days * DAY) / 1000) * 1000;
  const base = { policyVersion: "1", how: "notice", receipt: "a" } as const;
  const older = { ...base, time: at(9), granted: ["functional", "statistics", "media"], denied: [] };
  const newer = { ...base, time: at(2), granted: ["functional"], denied: ["statistics", "media"] };
  // A longer path comes first in `document.cookie`, whichever is newer.
  for (const [value, path] of [
    [encodeRecord(older), "/deep/er/"],
    ["1:%%%:x", "/deep/"],
    [encodeRecord(newer), "/"],
  ] as const)
    await visitor.addCookies([{ name: "kivok", value, domain: "localhost", path, sameSite: "Lax" }]);
  server.page("/deep/er/page", { config: SALON, body: CONTENT });
  await page.goto(`${server.url}/deep/er/page`);
  await page.locator("kivok-button").waitFor({ state: "attached" });
  expect(await page.evaluate(() => document.cookie.split("kivok=").length - 1)).toBe(3);
  expect(await page.evaluate(() => window.kivok.record)).toMatchObject({ time: newer.time, granted: ["functional"] });
  await page.evaluate(() => window.kivok.reject());
  await expectRecord(page, { granted: [] });
  await page.reload();
  await page.locator("kivok-button").waitFor({ state: "attached" });
  expect(await page.evaluate(() => window.kivok.record?.granted)).toEqual([]);
  expect(errors).toEqual([]);
});

describe("[N16] of a record for the host and one for its domain", () => {
  const CHOICES = { granted: ["functional"], denied: ["statistics", "media"] };

  test.each([
    { title: "the host's, where it is newer", host: 1, domain: 5, granted: ["functional"] },
    { title: "the domain's, where it is newer", host: 5, domain: 1, granted: ["functional", "statistics", "media"] },
  ])("the newest counts, and after the next decision there is one: $title", async ({ host, domain, granted }) => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    // A name of two labels has a domain that a cookie may be set for.
    const origin = server.url.replace("localhost", "salon.localhost");
    const recordOf = (days: number, choices: object): string =>
      encodeRecord({
        time: Math.floor((Date.now() - days * DAY) / 1000) * 1000,
        policyVersion: "1",
        how: "notice",
        receipt: "k3v9x2m1q8z7",
        ...CHOICES,
        ...choices,
      });
    const all = recordOf(domain, { granted: ["functional", "statistics", "media"], denied: [] });
    await visitor.addCookies([
      { name: "kivok", value: recordOf(host, {}), url: origin, sameSite: "Lax" },
      { name: "kivok", value: all, domain: ".salon.localhost", path: "/", sameSite: "Lax" },
    ]);
    const records = async () => (await visitor.cookies()).filter(({ name }) => name === "kivok");
    expect(await records()).toHaveLength(2);
    server.page("/", { config: SALON, body: CONTENT });
    await page.goto(origin);
    await page.locator("kivok-button").waitFor({ state: "attached" });
    expect(await page.evaluate(() => window.kivok.record?.granted)).toEqual(granted);
    expect(await page.locator("kivok-notice").count()).toBe(0);

    await page.evaluate(() => window.kivok.accept(["media"]));
    await expectRecord(page, { granted: ["media"] });
    await eventually(async () => expect(await records()).toMatchObject([{ domain: "salon.localhost" }]));
    await page.reload();
    await page.locator("kivok-button").waitFor({ state: "attached" });
    expect(await page.evaluate(() => window.kivok.record?.granted)).toEqual(["media"]);
    expect(errors).toEqual([]);
  });
});
