import { beforeEach, describe, expect, test } from "vitest";
import {
  CONTENT,
  errorsOf,
  expectRecord,
  nextFrame,
  noticeOf,
  pairOf,
  partOf,
  SALON,
  settingsOf,
  WIDE,
} from "./notice-page.js";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

let errors: string[];

setUp({ viewport: WIDE, reducedMotion: "reduce" });
beforeEach(() => {
  errors = errorsOf(page);
});

const open = async (head = "", config: object = SALON): Promise<void> => {
  server.page("/", { config, head, body: CONTENT });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
};
/** The notice is there once, can be answered, and is then gone; nothing was thrown. */
const worksOnce = async (): Promise<void> => {
  expect(await page.locator("kivok-notice").count()).toBe(1);
  await page.getByRole("button", { name: "Reject all" }).click();
  await expectRecord(page, { granted: [] });
  await page.locator("kivok-notice").waitFor({ state: "detached" });
  expect(errors).toEqual([]);
};

describe("[N15] the notice is there once, works, and nothing is thrown", () => {
  test("with the tag twice on the page", async () => {
    await open('<script src="/kivok.js"></script>', SALON);
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const tag = Object.assign(document.createElement("script"), { src: "/kivok.js?again", onload: resolve });
          document.head.append(tag);
        }),
    );
    await nextFrame(page);
    await worksOnce();
  });

  test("with both storages throwing", async () => {
    await page.addInitScript(() => {
      for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException("denied", "SecurityError");
          },
        });
    });
    await open();
    await page.evaluate(() => {
      document.cookie = "a=1; Max-Age=1000";
    });
    await worksOnce();
  });

  test("with cookies off: the answer holds for this page", async () => {
    const session = await visitor.newCDPSession(page);
    await session.send("Emulation.setDocumentCookieDisabled", { disabled: true });
    await open();
    await page.getByRole("button", { name: "Accept all" }).click();
    await expectRecord(page, { granted: ["functional", "statistics", "media"] });
    expect(await page.evaluate(() => [document.cookie, window.kivok.has("functional")])).toEqual(["", true]);
    await page.locator("kivok-button").waitFor({ state: "attached" });
    expect(await page.locator("kivok-notice").count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test.each(["box", "dialog"])("without modal dialogs, as a %s", async (layout) => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(HTMLDialogElement.prototype, "showModal");
      Reflect.deleteProperty(HTMLElement.prototype, "showPopover");
    });
    await open("", { ...SALON, layout });
    expect((await pairOf(page)).accept.isInView).toBe(true);
    await partOf(page, "settings").click();
    await settingsOf(page).waitFor();
    await page.getByRole("switch", { name: "Statistics" }).check();
    await partOf(page, "close").click();
    await noticeOf(page).waitFor();
    expect(await page.evaluate(() => window.kivok.record)).toBeNull();
    await worksOnce();
  });

  test("without constructable style sheets, popovers and time limits for requests", async () => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(window, "CSSStyleSheet");
      Reflect.deleteProperty(AbortSignal, "timeout");
      Reflect.deleteProperty(HTMLElement.prototype, "showPopover");
    });
    await open();
    expect((await pairOf(page)).accept.height).toBe(44);
    await worksOnce();
  });

  test("after the body was replaced, as Turbo does, also by a copy of a page that had the notice", async () => {
    await open();
    await page.evaluate(() => {
      const body = document.createElement("body");
      body.append(Object.assign(document.createElement("main"), { textContent: "The next page" }));
      document.body.replaceWith(body);
    });
    await noticeOf(page).waitFor();
    await page.evaluate(() => document.body.replaceWith(document.body.cloneNode(true)));
    await noticeOf(page).waitFor();
    await page.evaluate(() => document.body.replaceChildren("Empty"));
    await noticeOf(page).waitFor();
    await page.evaluate(() => document.documentElement.replaceWith(document.documentElement.cloneNode(true)));
    await noticeOf(page).waitFor();
    await worksOnce();
  });

  test("with the settings open while the body is replaced: they stay modal and keep their switches", async () => {
    await open();
    await partOf(page, "settings").click();
    await page.getByRole("switch", { name: "Statistics" }).check();
    await page.evaluate(() => document.body.replaceWith(document.createElement("body")));
    await settingsOf(page).waitFor();
    expect(await settingsOf(page).evaluate((dialog) => dialog.matches(":modal"))).toBe(true);
    expect(await page.getByRole("switch", { name: "Statistics" }).isChecked()).toBe(true);
    await partOf(page, "save").click();
    await expectRecord(page, { granted: ["statistics"] });
    expect(errors).toEqual([]);
  });

  test("in a view transition that replaces the body", async () => {
    await open();
    await page.evaluate(async () => {
      const transition = document.startViewTransition(() => {
        document.body.replaceWith(document.createElement("body"));
      });
      await transition.finished;
    });
    await noticeOf(page).waitFor();
    await worksOnce();
  });

  test("after document.open, which takes every listener of the page away", async () => {
    await open();
    await page.evaluate(() => {
      document.open();
      document.write("<!doctype html><title>New</title><body><main>Written anew</main></body>");
      document.close();
    });
    await noticeOf(page).waitFor();
    await worksOnce();
  });

  test("with the floating button, which stays once when the body is replaced, also by a copy, and when the document is opened anew", async () => {
    await open();
    await page.getByRole("button", { name: "Reject all" }).click();
    const button = page.locator("kivok-button button");
    const isThereOnce = async (): Promise<void> => {
      await button.waitFor();
      await nextFrame(page);
      expect(await page.locator("kivok-button").count()).toBe(1);
      await button.click();
      await settingsOf(page).waitFor();
      await partOf(page, "close").click();
      await settingsOf(page).waitFor({ state: "detached" });
    };
    await isThereOnce();
    await page.evaluate(() => document.body.replaceWith(document.createElement("body")));
    await isThereOnce();
    await page.evaluate(() => document.body.replaceWith(document.body.cloneNode(true)));
    await isThereOnce();
    await page.evaluate(() => {
      document.open();
      document.write("<!doctype html><title>New</title><body><main>Written anew</main></body>");
      document.close();
    });
    await isThereOnce();
    expect(errors).toEqual([]);
  });

  test("however many pages a framework shows in one document", async () => {
    await page.clock.install();
    await open();
    for (let shown = 0; shown < 30; shown++) {
      await page.clock.fastForward(5000);
      await page.evaluate(() => document.body.replaceWith(document.createElement("body")));
      await noticeOf(page).waitFor();
    }
    await worksOnce();
  });

  test("with another script that takes the notice away again and again: it gives in", async () => {
    await open();
    await page.evaluate(() => {
      document.title = "0";
      const remove = () => {
        const notice = document.querySelector("kivok-notice");
        if (notice) document.title = `${Number(document.title) + 1}`;
        notice?.remove();
      };
      new MutationObserver(remove).observe(document.body, { childList: true });
      remove();
    });
    let before = "";
    await eventually(async () => {
      const now = await page.title();
      await nextFrame(page);
      const isCalm = now === before;
      before = now;
      expect(isCalm).toBe(true);
    });
    expect(Number(before)).toBeLessThanOrEqual(21);
    expect(errors).toEqual([]);
  });

  test("with the file of decisions blocked: the question stays, and a click on Accept grants and stores nothing", async () => {
    await visitor.route("**/kivok-decide.js", (route) => route.abort());
    await open();
    for (const name of ["Accept all", "Reject all"]) {
      const failed = page.waitForEvent("requestfailed");
      await page.getByRole("button", { name }).click();
      await failed;
      await nextFrame(page);
      expect(await noticeOf(page).count()).toBe(1);
      expect(await page.evaluate(() => [window.kivok.record, document.cookie])).toEqual([null, ""]);
    }
    expect(errors).toEqual([]);
  });

  test("with every file blocked that an option brings: the notice, the decision and the settings do without", async () => {
    const blocked = new Set<string>();
    await visitor.route(/kivok-(accent|button|declaration|placeholder|receipt)\.js$/, (route) => {
      blocked.add(new URL(route.request().url()).pathname);
      return route.abort();
    });
    const waiting =
      '<iframe data-category="media" data-src="/map" title="Map"></iframe><div data-kivok="declaration"></div>';
    const config = { ...SALON, accent: "#8a3b52", receipts: true, endpoint: server.url };
    server.page("/", { config, body: CONTENT + waiting });
    await page.goto(server.url);
    await noticeOf(page).waitFor();
    await page.getByRole("button", { name: "Accept all" }).click();
    await expectRecord(page, { granted: ["functional", "statistics", "media"], how: "notice" });
    const files = ["accent", "button", "declaration", "placeholder", "receipt"].map((name) => `/kivok-${name}.js`);
    await eventually(() => expect([...blocked].sort()).toEqual(files));
    await page.locator("#opener").click();
    await settingsOf(page).getByRole("button", { name: "Reject all" }).click();
    await expectRecord(page, { granted: [], how: "settings" });
    expect(errors).toEqual([]);
  });

  test.each(["kivok-ui.js", "messages/ru.json"])(
    "with %s blocked: the page goes on, nothing is granted or stored",
    async (file) => {
      await visitor.route(`**/${file}`, (route) => route.abort());
      server.page("/", { config: { ...SALON, language: "ru" }, body: CONTENT });
      const failed = page.waitForEvent("requestfailed");
      await page.goto(server.url);
      await failed;
      if (file === "kivok-ui.js") {
        await nextFrame(page);
        expect(await page.locator("kivok-notice").count()).toBe(0);
        expect(await page.evaluate(() => [window.kivok.record, document.cookie])).toEqual([null, ""]);
        await page.evaluate(() => window.kivok.reject());
        await expectRecord(page, { granted: [] });
      } else await noticeOf(page).waitFor().then(worksOnce);
      expect(errors).toEqual([]);
    },
  );
});
