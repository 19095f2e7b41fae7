import type { Page } from "playwright";
import { describe, expect, test } from "vitest";
import {
  CONTENT,
  expectRecord,
  focusedIn,
  NARROW,
  nextFrame,
  noticeOf,
  observePaints,
  partOf,
  SALON,
  settingsOf,
  storedBy,
  WIDE,
} from "./notice-page.js";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp({ viewport: WIDE, reducedMotion: "reduce" });

/** The shortest settings that an owner can ask for. */
const LEAST = {
  policy: { url: "" },
  categories: { functional: false, statistics: false, media: { title: "Maps" } },
  guard: { persistWith: "media", undeclared: "media" },
};
const open = async (config: object = SALON, body = CONTENT): Promise<void> => {
  server.page("/", { config, body });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
};
const openSettings = async (): Promise<void> => {
  await page.evaluate(() => window.kivok.open());
  await settingsOf(page).waitFor();
};
const toggle = (name: string) => page.getByRole("switch", { name });
/** The rows of a table, each cell's text. */
const rows = (table: ReturnType<Page["locator"]>): Promise<string[][]> =>
  table
    .locator("tr")
    .evaluateAll((all) => all.slice(1).map((row) => [...row.children].map((cell) => cell.textContent ?? "")));

describe("[N4] the settings", () => {
  test("show each category with purpose, what a refusal limits and a switch that is off, necessary without one, and the contact", async () => {
    await open();
    await openSettings();
    const settings = page.getByRole("dialog", { name: "Cookie settings" });
    expect(await settings.evaluate((dialog) => dialog.matches(":modal"))).toBe(true);
    expect(await settings.locator("[part=category] h3").allTextContents()).toEqual([
      "Necessary",
      "Functional",
      "Statistics",
      "Maps and videos",
    ]);
    for (const purpose of await settings.locator("[part=category] > p:first-of-type").allTextContents())
      expect(purpose).toMatch(/\w{3}.*\.$/);
    expect(await partOf(page, "limit").allTextContents()).toEqual(["If you refuse: you log in again each time."]);
    expect(await settings.getByRole("switch").count()).toBe(3);
    expect(await settings.locator("input:checked").count()).toBe(0);
    expect(await partOf(page, "state").textContent()).toBe("Always on");
    expect(await settings.getByRole("button").allTextContents()).toEqual([
      "",
      "Accept all",
      "Reject all",
      "Save choice",
    ]);
    const contact = partOf(page, "contact");
    expect(await contact.textContent()).toContain("1 Quiet Lane, Moscow");
    expect(
      await contact.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href"))),
    ).toEqual(["mailto:privacy@salon.example", "/privacy"]);
    expect(await settings.textContent()).not.toMatch(/\{\}|undefined|null|NaN|false/);
  });

  test("list the declared cookies of each category: name, provider, purpose, lifetime, Kivok's own among them", async () => {
    await open();
    await openSettings();
    for (const summary of await settingsOf(page).locator("summary").all()) await summary.click();
    const tables = await settingsOf(page).locator("details table").all();
    expect(await Promise.all(tables.map(rows))).toEqual([
      [
        ["kivok", "localhost", "Keeps your choice", "180\u00a0days"],
        ["sid", "localhost", "Login", "Session"],
      ],
      [["seen_*", "localhost", "Recognises the browser", "1\u00a0year"]],
      [
        ["kivok_day", "localhost", expect.stringContaining("whole number"), "180\u00a0days"],
        ["kivok_visit", "localhost", expect.stringContaining("whole number"), "30\u00a0minutes"],
      ],
      [["map", "the map service", "—", "30\u00a0days"]],
    ]);
  });

  test("save what the switches show, and show what was saved when opened again, also on another page", async () => {
    await open();
    for (const chosen of [["Statistics"], ["Functional", "Maps and videos"], []]) {
      await openSettings();
      for (const name of ["Functional", "Statistics", "Maps and videos"])
        await toggle(name).setChecked(chosen.includes(name));
      await partOf(page, "save").click();
      await settingsOf(page).waitFor({ state: "detached" });
      await page.reload();
      await page.locator("kivok-button").waitFor({ state: "attached" });
      await openSettings();
      for (const name of ["Functional", "Statistics", "Maps and videos"])
        expect(await toggle(name).isChecked(), name).toBe(chosen.includes(name));
      expect(await page.evaluate(() => window.kivok.record?.how)).toBe("settings");
      await page.keyboard.press("Escape");
      await settingsOf(page).waitFor({ state: "detached" });
    }
    await expectRecord(page, { granted: [] });
  });

  test("switch by label, click and space bar; Accept and Reject do not depend on the switches", async () => {
    await open();
    await openSettings();
    await toggle("Functional").focus();
    await page.keyboard.press("Space");
    expect(await toggle("Functional").isChecked()).toBe(true);
    await settingsOf(page).getByRole("button", { name: "Reject all" }).click();
    await expectRecord(page, { granted: [] });
    await openSettings();
    await settingsOf(page).getByRole("button", { name: "Accept all" }).click();
    await expectRecord(page, { granted: ["functional", "statistics", "media"] });
  });

  test("drop unsaved changes, by Esc as by the cross, and keep the decision that was there", async () => {
    await open();
    await page.evaluate(() => window.kivok.accept(["functional"]));
    for (const leave of [() => page.keyboard.press("Escape"), () => partOf(page, "close").click()]) {
      await openSettings();
      await toggle("Functional").uncheck();
      await toggle("Statistics").check();
      await leave();
      await settingsOf(page).waitFor({ state: "detached" });
      await expectRecord(page, { granted: ["functional"] });
      await openSettings();
      expect([await toggle("Functional").isChecked(), await toggle("Statistics").isChecked()]).toEqual([true, false]);
      await page.keyboard.press("Escape");
      await settingsOf(page).waitFor({ state: "detached" });
    }
  });

  test("show a category of the owner's, a removed one not, and a name that is markup as text", async () => {
    await open({
      policy: { url: "" },
      categories: {
        functional: false,
        surveys: { title: "<img src=x onerror=alert(1)>", purpose: "A & B <b>bold</b>", cookies: [{ name: "s" }] },
      },
      guard: { persistWith: "statistics", undeclared: "statistics" },
    });
    await openSettings();
    expect(await settingsOf(page).locator("[part=category] h3").allTextContents()).toEqual([
      "Necessary",
      "Statistics",
      "<img src=x onerror=alert(1)>",
    ]);
    expect(await settingsOf(page).locator("img, b").count()).toBe(0);
    expect(await settingsOf(page).textContent()).toContain("A & B <b>bold</b>");
  });
});

describe("[N10] the settings", () => {
  test.each([
    { title: "wide", viewport: WIDE, config: SALON },
    { title: "narrow", viewport: NARROW, config: SALON },
    {
      title: "in a tall window, with as little as there can be",
      viewport: { width: 1280, height: 1600 },
      config: LEAST,
    },
  ])("answer in the click, and nothing moves when the rest of them comes: $title", async ({ viewport, config }) => {
    await page.setViewportSize(viewport);
    const seen = await observePaints(page);
    await open(config);
    const [first, whole] = await partOf(page, "settings").evaluate(async (button) => {
      const root = button.getRootNode() as ShadowRoot;
      /** Where the dialog is, and everything in it that is there from the first frame. */
      const look = () => ({
        isModal: root.querySelector("dialog")?.matches(":modal"),
        isWhole: !!root.querySelector("[part=contact]"),
        places: [...root.querySelectorAll("dialog, h2, h3, input, summary, button")].flatMap((element) => {
          if (element.closest("[part=stored], [part=contact]")) return [];
          const { x, y, width, height } = element.getBoundingClientRect();
          return [[element.getAttribute("part") ?? element.textContent, x, y, width, height].join(" ")];
        }),
      });
      (button as HTMLElement).click();
      const first = look();
      while (!look().isWhole) await new Promise(requestAnimationFrame);
      return [first, look()];
    });
    expect(first).toMatchObject({ isModal: true, isWhole: false });
    const controls = ["preferences", "close", "switch", "accept", "reject", "save"];
    for (const part of controls) expect(first.places.join()).toContain(part);
    expect(whole).toEqual({ ...first, isWhole: true });
    await nextFrame(page);
    expect((await seen()).shifts).toEqual([]);
  });
});

describe("[N8] the settings", () => {
  test("hold focus, close by Esc, and give it back to what opened them", async () => {
    await open();
    await page.evaluate(() => window.kivok.reject());
    await page.locator("kivok-button button").waitFor();
    for (const opener of ["#opener", "kivok-button button"]) {
      await page.locator(opener).focus();
      await page.keyboard.press("Enter");
      await settingsOf(page).waitFor();
      expect(await focusedIn(page)).toBe("t");
      const stops = new Set<string>();
      for (let step = 0; step < 30; step++) {
        await page.keyboard.press("Tab");
        stops.add(await page.evaluate(() => document.activeElement?.tagName ?? ""));
      }
      // The browser's own controls come between the last and the first stop; then the page has no focused element.
      expect([...stops].sort()).toEqual(["BODY", "KIVOK-NOTICE"]);
      await page.keyboard.press("Escape");
      await settingsOf(page).waitFor({ state: "detached" });
      expect(await focusedIn(page)).toBe(opener === "#opener" ? "opener" : "wayback");
    }
    await page.locator("#opener").click();
    await settingsOf(page).waitFor();
    await partOf(page, "save").click();
    await expectRecord(page, { how: "settings" });
    expect(await focusedIn(page)).toBe("opener");
  });

  test("opened from the notice, box or dialog, give focus back to its button", async () => {
    for (const layout of ["box", "dialog"]) {
      await open({ ...SALON, layout });
      await partOf(page, "settings").click();
      await settingsOf(page).waitFor();
      expect(await noticeOf(page).count()).toBe(0);
      await page.keyboard.press("Escape");
      await noticeOf(page).waitFor();
      expect(await focusedIn(page)).toBe("settings quiet");
    }
  });

  test("are open once, however often and from wherever they are asked for", async () => {
    await open();
    await page.evaluate(() => {
      window.kivok.open();
      window.kivok.open();
      document.getElementById("opener")?.click();
    });
    await settingsOf(page).waitFor();
    await page.evaluate(() => window.kivok.open());
    await nextFrame(page);
    expect(await settingsOf(page).count()).toBe(1);
    expect(await page.locator("kivok-notice").count()).toBe(1);
    await page.mouse.click(5, 5);
    await nextFrame(page);
    expect(await settingsOf(page).count()).toBe(1);
    expect(await storedBy(visitor, page)).toEqual([]);
  });
});

describe("[N17] what is stored and sent", () => {
  test("lists the cookies that exist now, each with category and lifetime, and every beacon word for word", async () => {
    await open({ ...SALON, endpoint: server.url });
    await page.evaluate(() => {
      document.cookie = "sid=1";
      document.cookie = "stranger=1; Max-Age=31536000";
    });
    await openSettings();
    const stored = partOf(page, "stored");
    expect(await rows(stored.locator("table"))).toEqual([
      ["sid", "Necessary", "session"],
      ["stranger", "No category", "session"],
    ]);
    expect(await stored.textContent()).toContain("Nothing was sent on this visit.");
    expect(await partOf(page, "beacon").count()).toBe(0);

    await settingsOf(page).getByRole("button", { name: "Accept all" }).click();
    await eventually(() => expect(server.beacons.texts).toHaveLength(1));
    await page.evaluate(() => window.kivok.count("booking"));
    await eventually(() => expect(server.beacons.texts).toHaveLength(2));
    await page.evaluate(() => {
      document.cookie = "seen_a=1; Max-Age=864000";
    });
    await eventually(async () =>
      expect((await visitor.cookies()).find(({ name }) => name === "stranger")?.expires).toBeGreaterThan(0),
    );
    await openSettings();
    const found = Object.fromEntries((await rows(stored.locator("table"))).map(([name, ...cells]) => [name, cells]));
    const date = (days: number) =>
      new Date(Date.now() + days * 86_400_000)
        .toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "Europe/Moscow" })
        .replace(" ", "\u00a0");
    expect(found).toEqual({
      kivok: ["Necessary", `until ${date(180)}`],
      // Beacons of this visit: an entry of the tab's storage.
      kivok_sent: ["Statistics", "session"],
      kivok_day: ["Statistics", expect.stringMatching(/^until /)],
      kivok_visit: ["Statistics", expect.stringMatching(/^until |^session$/)],
      sid: ["Necessary", "session"],
      seen_a: ["Functional", `until ${date(10)}`],
      stranger: ["No category", `until ${date(365)}`],
    });
    expect(await partOf(page, "beacon").allTextContents()).toEqual(server.beacons.texts);
    expect(await stored.textContent()).toContain("Sent on this visit: 2");
  });

  test("says so where the browser does not tell a cookie's lifetime", async () => {
    await page.addInitScript(() => Object.defineProperty(window, "cookieStore", { value: undefined }));
    await open();
    await page.evaluate(() => {
      document.cookie = "sid=1";
    });
    await openSettings();
    expect(await rows(partOf(page, "stored").locator("table"))).toEqual([["sid", "Necessary", "lifetime unknown"]]);
  });
});
