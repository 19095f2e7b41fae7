import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  CONTENT,
  contrastOf,
  expectRecord,
  focusedIn,
  NARROW,
  nextFrame,
  noticeOf,
  observePaints,
  pairOf,
  partOf,
  SALON,
  settingsOf,
  smallTargetsOf,
  storedBy,
  WIDE,
} from "./notice-page.js";
import { page, server, setUp, visit, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp({ viewport: WIDE, reducedMotion: "reduce" });

/** Opens a page with content, and waits for the notice. */
const open = async (config: object = SALON, head = ""): Promise<void> => {
  server.page("/", { config, head, body: CONTENT });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
};

describe("[N2] the first layer", () => {
  test("says what for, who, how long and where to read more, and offers three buttons of one click, nothing ticked", async () => {
    await open({ ...SALON, limits: "the map opens only when you ask for it" });
    const region = page.getByRole("region", { name: "We use cookies" });
    const text = ((await region.textContent()) ?? "").replaceAll("\u00a0", " ");
    for (const part of [
      "login and the basket",
      "count page views anonymously",
      "the map service and RUTUBE. If you refuse: the map opens only when you ask for it.",
      "run by Linen Salon",
      "A yes lasts 180 days, a no until you close the browser",
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/\{\}|undefined|null|false|NaN/);
    expect(await region.getByRole("link", { name: "Privacy policy" }).getAttribute("href")).toBe("/privacy");
    expect(await region.getByRole("button").allTextContents()).toEqual(["Accept all", "Reject all", "Settings"]);
    expect(await region.locator("input, [aria-checked], [checked]").count()).toBe(0);
  });

  test("leaves out what the owner did not say, rather than an empty place", async () => {
    await open({ policy: { url: "" } });
    await page.evaluate(() => window.kivok.reject());
    server.page("/bare", { tag: 'data-policy=""' });
    await visit();
    await page.goto(`${server.url}/bare`);
    await noticeOf(page).waitFor();
    const text = await partOf(page, "text").innerText();
    expect(text).not.toMatch(/\{\}|undefined|null|false|run by|third part|refuse:/);
  });

  test("takes a yes and a no with one click each, for all that is offered and for nothing", async () => {
    for (const [name, granted] of [
      ["Accept all", ["functional", "statistics", "media"]],
      ["Reject all", []],
    ] as const) {
      await visit();
      await open();
      await page.getByRole("button", { name }).click();
      await expectRecord(page, { granted, how: "notice" });
    }
  });

  const LANGUAGES = [
    "en",
    ...readdirSync(new URL("../../src/ui/messages/", import.meta.url)).flatMap((file) =>
      file.endsWith(".json") ? file.replace(".json", "") : [],
    ),
  ];
  /** The five whose screenshots are looked at are measured in every combination of size and theme, the others in two. */
  const LOOKED_AT = ["en", "ru", "de", "ar", "ja"];
  const LOOKS = [
    [NARROW, "light"],
    [WIDE, "dark"],
    [NARROW, "dark"],
    [WIDE, "light"],
  ] as const;
  /** Small groups, so that none takes long on a busy machine. */
  const GROUPS = Array.from({ length: Math.ceil(LANGUAGES.length / 11) }, (_, index) =>
    LANGUAGES.slice(index * 11, (index + 1) * 11),
  );

  test("speaks 44 languages", () => {
    expect(LANGUAGES).toHaveLength(44);
    expect(GROUPS.flat()).toEqual(LANGUAGES);
  });

  /** Accept and Reject look the same, stand in one row or column, can be read, and are in view. */
  const expectAlike = async (what: string): Promise<void> => {
    const { accept, reject } = await pairOf(page);
    expect(reject.tag, what).toBe(accept.tag);
    expect(reject.style, what).toEqual(accept.style);
    expect(reject.height, what).toBe(accept.height);
    expect(Math.abs(reject.width - accept.width), what).toBeLessThanOrEqual(1 / 64);
    expect(reject.x === accept.x || reject.y === accept.y, what).toBe(true);
    expect(contrastOf(accept.color, accept.background), what).toBeGreaterThanOrEqual(4.5);
    expect([accept, reject], what).toMatchObject(Array(2).fill({ isInView: true, isUncovered: true }));
  };

  for (const layout of ["box", "bar", "dialog"])
    test.each(GROUPS.map((group) => [group.join(" "), group] as const))(
      `as a ${layout} shows Accept and Reject alike, in view and uncovered, wide and narrow, light and dark, and every target is large enough [N9]: %s`,
      async (_, languages) => {
        for (const language of languages) {
          server.page("/", { config: { ...SALON, language, layout }, body: CONTENT });
          await page.goto(server.url);
          await noticeOf(page).waitFor();
          for (const [size, colorScheme] of LOOKED_AT.includes(language) ? LOOKS : LOOKS.slice(0, 2)) {
            await page.setViewportSize(size);
            await page.emulateMedia({ colorScheme });
            await nextFrame(page);
            await expectAlike(`${language} ${size.width} ${colorScheme}`);
            if (colorScheme === "light") expect(await smallTargetsOf(page), `${language} ${size.width}`).toEqual([]);
          }
          if (layout !== "box") continue;
          // The settings are the same in each layout.
          await partOf(page, "settings").click();
          await settingsOf(page).waitFor();
          expect(await smallTargetsOf(page), `settings ${language}`).toEqual([]);
        }
      },
    );

  test.each(["top", "end", "top end"])(
    "at the corner '%s' shows Accept and Reject alike, in view and uncovered, in the languages that are looked at",
    async (corner) => {
      for (const language of LOOKED_AT)
        for (const layout of corner === "top" ? ["box", "bar"] : ["box"]) {
          server.page("/", { config: { ...SALON, language, layout, corner }, body: CONTENT });
          await page.goto(server.url);
          await noticeOf(page).waitFor();
          for (const [size, colorScheme] of LOOKS) {
            await page.setViewportSize(size);
            await page.emulateMedia({ colorScheme });
            await nextFrame(page);
            await expectAlike(`${language} ${layout} ${corner} ${size.width} ${colorScheme}`);
          }
        }
    },
  );
});

describe("[N3] without a choice", () => {
  const nothingHappened = async (): Promise<void> => {
    await nextFrame(page);
    // Whatever was asked for before has come when this has.
    await server.beacons.expectNone(page);
    expect(await page.evaluate(() => window.kivok.record)).toBeNull();
    expect(await storedBy(visitor, page)).toEqual([]);
    expect(server.requests).not.toContain("/kivok-count.js");
  };

  test("Esc, scrolling, clicks beside the notice and on its text, a link of the page, the policy and a day of waiting are no consent", async () => {
    await page.clock.install();
    await open({ ...SALON, endpoint: server.url });
    await page.keyboard.press("Escape");
    await page.mouse.move(900, 300);
    await page.mouse.wheel(0, 2000);
    await page.mouse.click(900, 300);
    await partOf(page, "text").locator("p").first().click();
    await page.locator("#first").click();
    await page.clock.fastForward("24:00:00");
    await nothingHappened();
    expect(await noticeOf(page).count()).toBe(1);
    await page.getByRole("link", { name: "Privacy policy" }).click();
    await page.waitForURL("**/privacy");
    await noticeOf(page).waitFor();
    await nothingHappened();
  });

  test("a click beside the centred dialog leaves it, Esc closes it, and neither is consent: it asks again on the next page", async () => {
    await open({ ...SALON, layout: "dialog", endpoint: server.url });
    await page.mouse.click(5, 5);
    await nothingHappened();
    expect(await noticeOf(page).count()).toBe(1);
    await page.keyboard.press("Escape");
    await noticeOf(page).waitFor({ state: "detached" });
    await nothingHappened();
    await page.reload();
    await noticeOf(page).waitFor();
  });

  test("opening the settings, switching and closing them by Esc or by the cross is no consent: the notice is back", async () => {
    await open({ ...SALON, endpoint: server.url });
    for (const leave of [() => page.keyboard.press("Escape"), () => partOf(page, "close").click()]) {
      await partOf(page, "settings").click();
      await page.getByRole("switch", { name: "Statistics" }).check();
      await leave();
      await noticeOf(page).waitFor();
      expect(await settingsOf(page).count()).toBe(0);
      await nothingHappened();
    }
  });
});

describe("[N8] the notice", () => {
  test("does not take focus, is a named region, and comes before the page in the order of the tab key", async () => {
    server.page("/", { config: SALON, body: `<input id="typing" aria-label="Search" autofocus>${CONTENT}` });
    await page.goto(server.url);
    await noticeOf(page).waitFor();
    // The browser gives it in a frame of its own, which may come after the notice.
    await eventually(async () => expect(await focusedIn(page)).toBe("typing"));
    await visit();
    await open();
    expect(await focusedIn(page)).toBe("BODY");
    await page.getByRole("region", { name: "We use cookies" }).waitFor();
    const stops: string[] = [];
    for (let step = 0; step < 5; step++) {
      await page.keyboard.press("Tab");
      stops.push(await focusedIn(page));
    }
    expect(stops).toEqual(["policy", "accept", "reject", "settings quiet", "first"]);
  });

  test("as a centred dialog is modal, has focus on its title, holds it, and gives it back where it was", async () => {
    for (const answer of ["Escape", "Accept all"]) {
      await visit();
      server.page("/", {
        config: { ...SALON, layout: "dialog" },
        body: `<input id="typing" aria-label="Search" autofocus>${CONTENT}`,
      });
      // Where focus was is where it is when the notice comes.
      await page.route("**/kivok-ui.js", async (route) => {
        await eventually(async () => expect(await focusedIn(page)).toBe("typing"));
        await route.continue();
      });
      await page.goto(server.url);
      await page.getByRole("dialog", { name: "We use cookies" }).waitFor();
      expect(await noticeOf(page).evaluate((dialog) => dialog.matches(":modal"))).toBe(true);
      expect(await focusedIn(page)).toBe("t");
      for (let step = 0; step < 10; step++) {
        await page.keyboard.press("Tab");
        expect(["policy", "accept", "reject", "settings quiet", "BODY"]).toContain(await focusedIn(page));
      }
      if (answer === "Escape") await page.keyboard.press("Escape");
      else await page.getByRole("button", { name: answer }).click();
      await noticeOf(page).waitFor({ state: "detached" });
      expect(await focusedIn(page)).toBe("typing");
    }
  });
});

describe("[N10] the notice", () => {
  test("shifts nothing when it comes and when it goes, and is not the largest contentful paint", async () => {
    for (const viewport of [WIDE, NARROW])
      for (const layout of ["box", "bar", "dialog"]) {
        await visit({ viewport, reducedMotion: layout === "bar" ? "no-preference" : "reduce" });
        const seen = await observePaints(page);
        await open(
          { ...SALON, layout },
          "<style>body > * + * { margin-top: 40px } body > :first-child { margin-top: 90px } body > :last-child { margin-bottom: 90px } body { display: grid; gap: 9px }</style>",
        );
        await eventually(async () => expect((await seen()).largest).not.toEqual([]));
        await nextFrame(page);
        await page.getByRole("button", { name: "Reject all" }).click();
        await page.locator("kivok-button").waitFor({ state: "attached" });
        await nextFrame(page);
        expect((await seen()).shifts, layout).toEqual([]);
        expect((await seen()).largest, layout).not.toContain("notice");
      }
  });

  test("leaves the end of the page to be scrolled clear of it, and takes the room away again", async () => {
    for (const viewport of [WIDE, NARROW]) {
      await visit({ viewport });
      await open();
      await nextFrame(page);
      const before = await page.evaluate(() => document.body.getBoundingClientRect().height);
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await nextFrame(page);
      const [end, top] = await page.evaluate(() => [
        document.querySelector("main")?.getBoundingClientRect().bottom ?? 0,
        document.querySelector("kivok-notice")?.shadowRoot?.querySelector("section")?.getBoundingClientRect().top ?? 0,
      ]);
      expect(end).toBeLessThanOrEqual(top as number);
      expect(await page.evaluate(() => document.body.getBoundingClientRect().height)).toBe(before);
      await page.getByRole("button", { name: "Reject all" }).click();
      await expectRecord(page, { granted: [] });
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(before + 100);
    }
    // A page that fits the window gets no scroll bar.
    await visit();
    server.page("/short", { config: SALON });
    await page.goto(`${server.url}/short`);
    await noticeOf(page).waitFor();
    await nextFrame(page);
    expect(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);
  });
});
