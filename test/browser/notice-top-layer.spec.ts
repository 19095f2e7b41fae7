import { describe, expect, test } from "vitest";
import { CONTENT, errorsOf, expectRecord, focusedIn, nextFrame, noticeOf, partOf, SALON, WIDE } from "./notice-page.js";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp({ viewport: WIDE, reducedMotion: "reduce" });

/** A square card shows nothing of the page in its corners, so its pixels can be compared. */
const SQUARE = "<style>:root { --kivok-radius: 0px }</style>";
/** A dialog as large as the window, as sites use it for a first offer, with something to do in it. */
const DIALOG = `<dialog id="offer" style="position:fixed;inset:0;width:100vw;height:100vh;max-width:none;max-height:none;border:0;margin:0;background:#fed">
<h2>Offer</h2><label>E-mail <input id="mail"></label> <button type="button" id="send">Send</button></dialog>`;
/** What runs before Kivok's interface has come. */
const EARLY = (script: string): string =>
  `<script>document.addEventListener("DOMContentLoaded", () => { ${script} })</script>`;
const OPEN = 'document.getElementById("offer").showModal()';

const open = async (head = "", body = ""): Promise<void> => {
  server.page("/", { config: SALON, head: SQUARE + head, body: CONTENT + body });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
};
const run = (script: string): Promise<unknown> => page.evaluate(script);
/** The tag of what the notice stands in. */
const standsIn = (): Promise<string | undefined> =>
  noticeOf(page).evaluate((card) => (card.getRootNode() as ShadowRoot).host.parentElement?.tagName);
const untilIn = (parent: string): Promise<void> =>
  eventually(async () => expect([await standsIn(), await noticeOf(page).isVisible()]).toEqual([parent, true]));
/** A click at the button's own place, which must not land on anything else. */
const reject = async (): Promise<void> => {
  await page.getByRole("button", { name: "Reject all" }).click();
  await expectRecord(page, { granted: [], how: "notice" });
};

test("[N11] pages that fight with every means of CSS, and cover all of the window, show the same notice to the pixel, and it works", async () => {
  const errors = errorsOf(page);
  const OVERLAY = '<div style="position:fixed;inset:0;z-index:2147483647;background:#def">Overlay</div>';
  const RULES = [
    "* { all: revert !important }",
    "button, div { display: none !important }",
    "* { font-size: 9px !important }",
  ];
  let plain: Buffer | undefined;
  for (const { name, head = "", body = "", opened = "", parent = "HTML" } of [
    { name: "plain" },
    ...RULES.map((rule) => ({ name: rule, head: `<style>${rule}</style>` })),
    { name: "overlay", body: OVERLAY },
    { name: "overlay that comes later", opened: `document.body.insertAdjacentHTML("beforeend", '${OVERLAY}')` },
    { name: "dialog that was there first", body: DIALOG, head: EARLY(OPEN), parent: "DIALOG" },
    { name: "dialog that comes later", body: DIALOG, opened: OPEN, parent: "DIALOG" },
    {
      name: "popover that was there first",
      body: '<div popover="manual" id="pop" style="width:100vw;height:100vh">Popover</div>',
      head: EARLY('document.getElementById("pop").showPopover()'),
    },
    {
      name: "popover that comes later",
      body: '<div popover="manual" id="pop" style="width:100vw;height:100vh">Popover</div>',
      opened: 'document.getElementById("pop").showPopover()',
    },
    {
      name: "everything",
      head: `<style>${RULES.join("")}</style>${EARLY(OPEN)}`,
      body: OVERLAY + DIALOG,
      parent: "DIALOG",
    },
  ] as { name: string; head?: string; body?: string; opened?: string; parent?: string }[]) {
    await visitor.clearCookies();
    await open(head, body);
    await run(opened);
    await untilIn(parent);
    await page.mouse.move(1, 1);
    const shown = async (): Promise<Buffer> =>
      page.screenshot({ clip: (await noticeOf(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 } });
    plain ??= await shown();
    // A frame or two later, where something is opened over it.
    await eventually(async () => expect((await shown()).equals(plain as Buffer), name).toBe(true));
    await reject();
  }
  expect(errors).toEqual([]);
});

describe("[N11] a modal dialog of the page", () => {
  test("stays usable, and so does the notice, by pointer and by keyboard, until it closes; then the notice stands where it was", async () => {
    const errors = errorsOf(page);
    await open("", DIALOG);
    await page.locator("#opener").focus();
    await run(`
      const { offer } = window;
      // As pages close a dialog by a click beside it: by what was clicked, or by where.
      offer.style.inset = "0 0 auto";
      offer.style.height = "300px";
      offer.addEventListener("click", (event) => {
        const { bottom } = offer.getBoundingClientRect();
        if (event.target === offer || event.clientY > bottom) offer.close();
      });
      send.onclick = () => { send.textContent = mail.value };
      offer.showModal();`);
    await untilIn("DIALOG");
    expect(await focusedIn(page)).toBe("mail");
    await page.keyboard.type("me@example.org");
    await page.locator("#send").click();
    expect(await page.locator("#send").textContent()).toBe("me@example.org");
    // Nothing is added to what can be scrolled in it, and it stays open when the notice's text is clicked.
    await partOf(page, "text").locator("p").first().click();
    expect(
      await page
        .locator("#offer")
        .evaluate((dialog) => [dialog.matches(":modal"), dialog.scrollHeight - dialog.clientHeight]),
    ).toEqual([true, 0]);
    await page.locator("#mail").focus();
    const stops: string[] = [];
    for (let step = 0; step < 5; step++) {
      await page.keyboard.press("Tab");
      stops.push(await focusedIn(page));
    }
    expect(stops).toEqual(["send", "policy", "accept", "reject", "settings quiet"]);

    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Cookie settings" }).waitFor();
    await page.keyboard.press("Escape");
    await untilIn("DIALOG");
    expect(await focusedIn(page)).toBe("settings quiet");
    await page.keyboard.press("Escape");
    await page.locator("#offer").waitFor({ state: "hidden" });
    await untilIn("HTML");
    await eventually(async () => expect(await focusedIn(page)).toBe("opener"));
    await reject();
    expect(errors).toEqual([]);
  });

  test.each([
    { name: "is closed by script", leave: "offer.close()" },
    { name: "is taken out of the page", leave: "offer.remove()" },
    { name: "is drawn anew", leave: "offer.replaceChildren('Thank you')", parent: "DIALOG" },
    { name: "goes with the body", leave: "document.body.replaceWith(document.createElement('body'))" },
    { name: "opens another one", leave: "second.showModal()", parent: "DIALOG" },
    { name: "closed another one behind it", leave: "second.showModal(); offer.close()", parent: "DIALOG" },
  ])("that $name leaves the notice usable", async ({ leave, parent = "HTML" }) => {
    const errors = errorsOf(page);
    await open(EARLY(OPEN), `${DIALOG}<dialog id="second">Second <button>Close</button></dialog>`);
    await untilIn("DIALOG");
    await run(leave);
    await untilIn(parent);
    await reject();
    expect(errors).toEqual([]);
  });

  test("in a shadow root, or without anything that takes focus, leaves the notice usable", async () => {
    await open();
    await run(`
      const root = document.body.appendChild(document.createElement("x-offer")).attachShadow({ mode: "open" });
      root.innerHTML = "<dialog>Offer</dialog>";
      root.firstChild.showModal();`);
    await untilIn("DIALOG");
    await page.getByRole("region", { name: "We use cookies" }).waitFor();
    await run('document.querySelector("x-offer").shadowRoot.firstChild.close()');
    await untilIn("HTML");
    await reject();
  });

  test("comes before a notice that is a centred dialog only if it opens later, and each can be closed", async () => {
    for (const later of [false, true]) {
      await visitor.clearCookies();
      server.page("/", { config: { ...SALON, layout: "dialog" }, body: CONTENT + DIALOG });
      await page.route("**/kivok-ui.js", async (route) => {
        await page.locator("#send").waitFor({ state: "attached" });
        if (!later) await run(OPEN);
        await route.continue();
      });
      await page.goto(server.url);
      await noticeOf(page).waitFor();
      await page.unroute("**/kivok-ui.js");
      if (later) {
        await run(OPEN);
        await page.locator("#send").click();
        await page.keyboard.press("Escape");
        await page.locator("#offer").waitFor({ state: "hidden" });
      }
      await reject();
      if (!later) await page.locator("#send").click();
    }
  });
});

describe("[N11] other things of the top layer", () => {
  test("a menu comes before the notice, and goes with the next click; a message elsewhere changes nothing", async () => {
    await open(
      "",
      `<button popovertarget="menu" id="more" style="position:fixed;top:0">More</button>
      <div popover id="menu" style="inset:auto auto 0 0;width:600px;height:600px;margin:0"><button id="entry">Entry</button></div>
      <div popover="manual" id="toast" style="inset:0 0 auto auto;margin:0">Saved</div>`,
    );
    await page.locator("#more").click();
    await page.locator("#entry").click();
    await partOf(page, "text").evaluate((text) => text.setAttribute("data-mark", ""));
    await run("toast.showPopover()");
    await nextFrame(page);
    expect(await page.locator("#menu").isVisible()).toBe(true);
    await page.mouse.click(1000, 700);
    await page.locator("#menu").waitFor({ state: "hidden" });
    await reject();
    expect(await page.locator("#toast").isVisible()).toBe(true);
  });

  test("what fills the screen is left alone, and the notice is there when it ends; an application that does so shows it", async () => {
    for (const what of ["document.documentElement", "document.querySelector('main')"]) {
      await visitor.clearCookies();
      await open(`<script>addEventListener("keydown", () => ${what}.requestFullscreen())</script>`);
      await page.keyboard.press("f");
      await page.waitForFunction(() => document.fullscreenElement);
      if (/main/.test(what)) {
        await page.evaluate(() => document.exitFullscreen());
        await page.waitForFunction(() => !document.fullscreenElement);
      }
      await reject();
      await page.evaluate(() => document.fullscreenElement && document.exitFullscreen());
    }
  });

  test("libraries that make the page's own content inert, or hide it from screen readers, leave the notice usable", async () => {
    await open("", '<div role="dialog" aria-modal="true" aria-label="Offer" id="box">Offer</div>');
    await run(`
      document.body.after(box);
      document.body.inert = true;
      document.body.setAttribute("aria-hidden", "true");
      document.body.style.pointerEvents = "none";`);
    await page.getByRole("region", { name: "We use cookies" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await focusedIn(page)).toBe("policy");
    await reject();
  });
});
