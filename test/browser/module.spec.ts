import { afterEach, beforeEach, expect, test } from "vitest";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp();

let thrown: string[];

beforeEach(() => {
  thrown = [];
  page.on("pageerror", (error) => thrown.push(error.message));
});
afterEach(() => expect(thrown).toEqual([]));

/** A page without the tag, whose module script runs this; `before` stands in front of it. */
const visit = async (script: string, before = ""): Promise<void> => {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title><link rel="icon" href="data:,">
    ${before}<script type="module">${script}; document.title = "ran";</script></head><body><main><h1>Page</h1></main></body></html>`;
  await visitor.route("**/page", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }));
  await page.goto(`${server.url}/page`);
  await page.waitForFunction(() => document.title === "ran");
};
const start = (config: object = {}): string =>
  `import { start } from "/kivok.mjs"; window.kivok = start(${JSON.stringify(config)})`;

const cookies = async () =>
  (await visitor.cookies()).map(({ name, expires }) => `${name} ${expires > 0 ? "persistent" : "session"}`).sort();
const write = (...texts: string[]): Promise<void> =>
  page.evaluate((all) => {
    for (const text of all) document.cookie = text;
    // The browser stores them later, in another process, but before it is asked what there is.
    return void document.cookie;
  }, texts);
const notice = () => page.getByRole("button", { name: "Accept all" });

test("importing alone does nothing: no guard, no notice, no name in the page, no request", async () => {
  await visit('import "/kivok.mjs"; import * as kivok from "/kivok.mjs"; window.ran = Object.keys(kivok)');
  await write("a=1; Max-Age=9999");
  await page.evaluate(() => fetch("/mark"));
  expect(await page.evaluate(() => window.ran)).toEqual(["start"]);
  expect(await cookies()).toEqual(["a persistent"]);
  expect(await notice().count()).toBe(0);
  expect(await page.evaluate(() => "kivok" in window)).toBe(false);
  expect(server.requests).toEqual(["/kivok.mjs", "/mark"]);
});

test("[G1] the guard works from the start on, and finds what was written before it", async () => {
  await visit(
    start({ categories: { statistics: { cookies: [{ name: "_s" }] } } }),
    "<script>document.cookie = 'early=1; Max-Age=9999'</script>",
  );
  await write("a=1; Max-Age=9999", "_s=1; Max-Age=9999");
  await eventually(async () => expect(await cookies()).toEqual(["a session", "early session"]));
});

test("[N2] the notice shows, from the module's own directory, and Accept works without a reload", async () => {
  await visit(start({ endpoint: server.url, policy: { url: "/privacy" } }));
  await write("a=1; Max-Age=9999");
  await notice().click();
  await eventually(async () =>
    expect(await cookies()).toEqual([
      "a persistent",
      "kivok persistent",
      "kivok_day persistent",
      "kivok_visit persistent",
    ]),
  );
  await server.beacons.expect({ kind: "view", path: "/page", step: 1 });
  expect(await page.evaluate(() => window.kivok.record?.how)).toBe("notice");
  await page.reload();
  await page.waitForFunction(() => document.title === "ran");
  expect(await page.evaluate(() => window.kivok.has("statistics"))).toBe(true);
  expect(await notice().count()).toBe(0);
});

test("[N5] the files come from `base` where the owner names one", async () => {
  await visitor.route("**/elsewhere/*", (route) =>
    route.continue({ url: route.request().url().replace("/elsewhere", "") }),
  );
  await visit(start({ base: "/elsewhere/" }));
  const asked = page.waitForRequest("**/elsewhere/kivok-button.js");
  await notice().click();
  await asked;
});

test("[N15] started twice, by two modules, there is one notice, one decision and one interface", async () => {
  await visit(
    `import { start } from "/kivok.mjs"; window.kivok = start(); window.ran = [window.kivok === start({ layout: "bar" })]`,
  );
  expect(await page.evaluate(() => window.ran)).toEqual([true]);
  await page.evaluate(() => window.kivok.on("decision", () => (document.title += "!")));
  await notice().waitFor();
  expect(await notice().count()).toBe(1);
  await notice().click();
  await eventually(async () => expect(await page.title()).toBe("ran!"));
});

test("[N15] started on a page with the tag, it is the tag's interface, and there is one notice", async () => {
  await visit(
    `import { start } from "/kivok.mjs"; window.ran = [start({ layout: "bar" }) === window.kivok]`,
    '<script src="/kivok.js"></script>',
  );
  expect(await page.evaluate(() => window.ran)).toEqual([true]);
  await notice().waitFor();
  expect(await notice().count()).toBe(1);
});
