import type { Server } from "node:http";
import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasFirefox, launchFirefox, newFirefoxVisitor } from "./firefox.js";
import { noticeOf } from "./notice-page.js";
import { end, eventually, listen, portOf, startTestServer, type TestServer } from "./test-server.js";

// What waits, and who must not be asked, in the browser that loads in another order than Chromium.
describe.skipIf(!hasFirefox)("in Firefox", () => {
  let browser: Browser;
  let signalling: Browser;
  let server: TestServer;
  let third: Server;
  let visitor: BrowserContext;
  let page: Page;
  /** Paths that the third party was asked for. */
  const asked: string[] = [];
  let origin: string;

  beforeAll(async () => {
    [browser, signalling, server] = await Promise.all([
      launchFirefox(),
      launchFirefox({ "privacy.globalprivacycontrol.enabled": true }),
      startTestServer(),
    ]);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), signalling.close(), server.close()]);
  });
  beforeEach(async () => {
    await server.reset();
    asked.length = 0;
    third = await listen((request, response, asking) => {
      if (asking !== third) return;
      const { url = "" } = request;
      asked.push(url);
      const isScript = url.includes("script");
      response
        .writeHead(200, {
          "Content-Type": isScript ? "text/javascript" : "text/html",
          "Access-Control-Allow-Origin": "*",
        })
        .end(isScript ? `window.ran.push("${url}")` : "");
    });
    origin = `http://third.localhost:${portOf(third)}`;
  });
  afterEach(async () => {
    await visitor.close();
    await end(third);
  });

  const open = async (config: object, body: string): Promise<void> => {
    page = await visitor.newPage();
    server.page("/", { config: { button: false, ...config }, body: `<script>window.ran = []</script>${body}` });
    await page.goto(server.url);
  };
  const ran = (): Promise<string[]> => page.evaluate(() => [...window.ran]);
  /** All that was asked for before this has come. */
  const mark = (): Promise<unknown> => page.evaluate(() => fetch("/mark").then((reply) => reply.text()));

  test("[N7] with Global Privacy Control in its preferences there is no notice, no optional category, and nothing stored", async () => {
    visitor = await newFirefoxVisitor(signalling);
    await open({}, `<script type="text/plain" data-category="statistics">ran.push("statistics")</script>`);
    expect(await page.evaluate("navigator.globalPrivacyControl")).toBe(true);
    await mark();
    // The notice's file; the settings are in the same one.
    expect(server.requests).not.toContain("/kivok-ui.js");
    await page.evaluate(() => window.kivok.open());
    await page.locator("kivok-notice [part~=preferences]").waitFor();
    expect(await noticeOf(page).count()).toBe(0);
    for (const category of ["functional", "statistics"])
      expect(await page.evaluate((name) => window.kivok.has(name), category)).toBe(false);
    expect(await ran()).toEqual([]);
    expect(await visitor.cookies()).toEqual([]);
    // A visitor may grant all the same.
    await page.evaluate(() => window.kivok.accept(["statistics"]));
    await eventually(async () => expect(await ran()).toEqual(["statistics"]));
  });

  test("[D1] [D2] inert scripts run in order and frames and images load when granted, once, never before; a withdrawal unloads", async () => {
    visitor = await newFirefoxVisitor(browser);
    const inert = (attributes: string, text = ""): string =>
      `<script type="text/plain" data-category="statistics" ${attributes}>${text}</script>`;
    await open(
      {},
      `${inert(`src="${origin}/script-1"`)}${inert("", 'ran.push("inline")')}${inert('data-type="module"', 'ran.push("module")')}
      <iframe title="Map" data-category="statistics" data-src="${origin}/frame"></iframe>
      <img alt="" data-category="statistics" data-srcset="${origin}/image 1x">`,
    );
    await mark();
    expect([await ran(), asked]).toEqual([[], []]);
    await page.evaluate(() => window.kivok.accept());
    await eventually(async () => expect(await ran()).toEqual(["/script-1", "inline", "module"]));
    await eventually(() => expect([...asked].sort()).toEqual(["/frame", "/image", "/script-1"]));
    await page.evaluate(() => window.kivok.reject());
    await page.locator("kivok-placeholder").waitFor();
    expect(await page.locator("iframe[src],img[srcset]").count()).toBe(0);
  });

  test("[D4] what scripts insert from a declared service waits, in all that load by themselves, and is asked for once after consent", async () => {
    visitor = await newFirefoxVisitor(browser);
    await visitor.route("**/kivok.js", (route) => route.fulfill({ path: "dist/kivok-services.js" }));
    const insert = `
      const url = (name) => "${origin}/" + name;
      const box = document.body.appendChild(document.createElement("div"));
      const add = (tag, given) => box.appendChild(Object.assign(document.createElement(tag), given));
      add("script", { src: url("script-1"), async: false });
      add("script", { src: url("script-2"), async: false });
      add("iframe", { src: url("frame") });
      add("link", { rel: "stylesheet", href: url("sheet") });
      new Image().src = url("pixel");
      new Image().srcset = url("srcset") + " 1x";
      add("p").innerHTML = '<iframe src="' + url("frame-html") + '"></iframe>';
      add("p").innerHTML = '<img src="' + url("image-html") + '">';
      box.append(document.createRange().createContextualFragment('<img src="' + url("image-contextual") + '">'));
      const template = document.createElement("template");
      template.innerHTML = '<img src="' + url("image-template") + '">';
      box.append(document.importNode(template.content, true));
      document.write('<script src="' + url("script-written") + '"></' + "script>");
      fetch(url("fetch")).catch(({ name }) => ran.push(name));`;
    await open(
      { services: [{ name: "Third", category: "functional", match: ["third.localhost"] }] },
      `<script>${insert}</script>`,
    );
    await eventually(async () => expect(await ran()).toEqual(["TypeError"]));
    await mark();
    expect(asked).toEqual([]);
    await page.evaluate(() => window.kivok.accept());
    const names =
      "frame frame-html image-contextual image-html image-template pixel script-1 script-2 script-written sheet srcset";
    await eventually(() => expect([...asked].sort()).toEqual(names.split(" ").map((name) => `/${name}`)));
    await eventually(async () => expect(await ran()).toEqual(expect.arrayContaining(["/script-2", "/script-written"])));
    // In the order that their `async` asks for; what the parser wrote has no place among them.
    expect((await ran()).filter((path) => /^\/script-[12]$/.test(path))).toEqual(["/script-1", "/script-2"]);
  });
});
