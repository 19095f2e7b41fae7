import { createRequire } from "node:module";
import { expect, test } from "vitest";
import {
  CONTENT,
  errorsOf,
  expectRecord,
  nextFrame,
  noticeOf,
  partOf,
  SALON,
  settingsOf,
  WIDE,
} from "./notice-page.js";
import { page, server, setUp, visitor } from "./set-up.js";

setUp({ viewport: WIDE, reducedMotion: "reduce" });

const { resolve } = createRequire(import.meta.url);
const TURBO = resolve("@hotwired/turbo/dist/turbo.es2017-umd.js");
const HTMX = resolve("htmx.org/dist/htmx.js");

/** Two pages that link to each other, with a library that shows the one in place of the other. */
const openSite = async (library: string, link: string): Promise<void> => {
  await visitor.route("**/library.js", (route) => route.fulfill({ path: library, contentType: "text/javascript" }));
  const head = '<script src="/library.js" defer></script>';
  for (const [path, other] of [
    ["/", "/two"],
    ["/two", "/"],
  ] as const)
    server.page(path, {
      config: SALON,
      head,
      body: `<p data-page="${path}"><a href="${other}" ${link}>Go</a></p>${CONTENT}`,
    });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
  await page.evaluate(() => Object.assign(window, { ran: ["first"] }));
};
/** The page is shown, in the document in which the visit began. */
const shows = async (path: string): Promise<void> => {
  await page.locator(`[data-page="${path}"]`).waitFor();
  await nextFrame(page);
  expect(await page.evaluate(() => window.ran)).toEqual(["first"]);
};
const countOf = (element: string): Promise<number> => page.locator(element).count();

test.each([
  { name: "Turbo", library: TURBO, link: "" },
  { name: "htmx", library: HTMX, link: 'hx-boost="true"' },
])(
  "[N15] with $name's own navigation, there and back, the notice is there once until it is answered, then the floating button",
  async ({ library, link }) => {
    const errors = errorsOf(page);
    await openSite(library, link);
    const go = () => page.getByRole("link", { name: "Go" }).click();
    await go();
    await shows("/two");
    await noticeOf(page).waitFor();
    expect(await countOf("kivok-notice")).toBe(1);
    await page.goBack();
    await shows("/");
    await noticeOf(page).waitFor();
    expect(await countOf("kivok-notice")).toBe(1);
    await page.getByRole("button", { name: "Reject all" }).click();
    await expectRecord(page, { granted: [], how: "notice" });
    for (const [move, path] of [
      [go, "/two"],
      [() => page.goBack(), "/"],
      [go, "/two"],
    ] as const) {
      await move();
      await shows(path);
      await page.locator("kivok-button button").waitFor();
      expect([await countOf("kivok-button"), await countOf("kivok-notice")]).toEqual([1, 0]);
    }
    await page.locator("kivok-button button").click();
    await settingsOf(page).waitFor();
    await partOf(page, "save").click();
    await expectRecord(page, { how: "settings" });
    expect(errors).toEqual([]);
  },
);

test("[N15] over a view transition from one document to the next, and with the document opened anew under the settings, each layer is there once", async () => {
  const errors = errorsOf(page);
  const head = "<style>@view-transition { navigation: auto }</style>";
  for (const path of ["/", "/two"]) server.page(path, { config: SALON, head, body: `<a href="/two">Go</a>${CONTENT}` });
  await page.addInitScript(() =>
    addEventListener("pagereveal", (event) => {
      window.ran = [(event as unknown as { viewTransition: unknown }).viewTransition ? "transition" : "none"];
    }),
  );
  await page.goto(server.url);
  await noticeOf(page).waitFor();
  await page.getByRole("link", { name: "Go" }).click();
  await page.waitForURL("**/two");
  await noticeOf(page).waitFor();
  expect(await page.evaluate(() => window.ran)).toEqual(["transition"]);
  expect(await countOf("kivok-notice")).toBe(1);

  await partOf(page, "settings").click();
  await settingsOf(page).waitFor();
  await page.evaluate(() => {
    document.open();
    document.write("<!doctype html><title>New</title><body><main>Written anew</main></body>");
    document.close();
  });
  await settingsOf(page).waitFor();
  expect(await countOf("kivok-notice")).toBe(1);
  expect(await settingsOf(page).evaluate((dialog) => dialog.matches(":modal"))).toBe(true);
  await page.getByRole("switch", { name: "Statistics" }).check();
  await partOf(page, "save").click();
  await expectRecord(page, { granted: ["statistics"], how: "settings" });
  expect(errors).toEqual([]);
});
