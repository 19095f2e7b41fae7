import { describe, expect, test } from "vitest";
import { CONTENT, expectRecord, focusedIn, noticeOf, partOf, SALON, settingsOf, WIDE } from "./notice-page.js";
import { page, server, setUp } from "./set-up.js";

setUp({ viewport: WIDE, reducedMotion: "reduce" });

const open = async (config: object = SALON, body = CONTENT): Promise<void> => {
  server.page("/", { config, body });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
};

describe("[N5] a way back", () => {
  const ACTIONS = ["settings", "accept", "reject"]
    .map((action) => `<button type="button" data-kivok="${action}" id="${action}"><b>${action}</b></button>`)
    .join("");

  test("is the floating button: withdrawing takes two clicks from any page, and the button is away meanwhile", async () => {
    await open();
    expect(await page.locator("kivok-button").count()).toBe(0);
    await page.getByRole("button", { name: "Accept all" }).click();
    await expectRecord(page, { how: "notice" });
    await page.goto(`${server.url}/other`);
    const button = page.getByRole("button", { name: "Cookie settings" });
    await button.click();
    await settingsOf(page).waitFor();
    expect(await page.locator("kivok-button button").isVisible()).toBe(false);
    await settingsOf(page).getByRole("button", { name: "Reject all" }).click();
    await expectRecord(page, { granted: [] });
    await button.waitFor();
    expect(await page.locator("kivok-button").count()).toBe(1);
    expect(await focusedIn(page)).toBe("wayback");
  });

  test("is no button where the owner turned it off, and then the notice names the link instead", async () => {
    await open({ ...SALON, button: false });
    expect(await partOf(page, "text").textContent()).toContain("link “Cookie settings”");
    expect(await partOf(page, "text").textContent()).not.toContain("button");
    await page.getByRole("button", { name: "Reject all" }).click();
    await expectRecord(page, { how: "notice" });
    await page.goto(server.url);
    await page.locator("#opener").click();
    await settingsOf(page).waitFor();
    expect(await page.locator("kivok-button").count()).toBe(0);
    expect(server.requests).not.toContain("/kivok-button.js");
  });

  test("is any element with data-kivok, also one that was added later, and a click on what is inside it", async () => {
    await open(SALON, ACTIONS);
    const way = async (): Promise<void> => {
      await page.locator("#accept b").click();
      await expectRecord(page, {
        granted: ["functional", "statistics", "media"],
        how: "page",
      });
      await page.locator("#settings b").click();
      await settingsOf(page).waitFor();
      await page.keyboard.press("Escape");
      await settingsOf(page).waitFor({ state: "detached" });
      expect(await focusedIn(page)).toBe("settings");
      await page.locator("#reject b").click();
      await expectRecord(page, { granted: [], how: "page" });
    };
    await way();
    await page.evaluate(() => {
      for (const name of ["settings", "accept", "reject"]) {
        const later = document.createElement("a");
        document.getElementById(name)?.remove();
        later.id = later.dataset.kivok = name;
        later.href = "#";
        later.append(Object.assign(document.createElement("b"), { textContent: name }));
        document.querySelector("main")?.append(later);
      }
    });
    await way();
  });
});
