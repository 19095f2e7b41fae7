import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium, newVisitor } from "./chromium.js";
import { eventually, startTestServer, type TestServer } from "./test-server.js";

let browser: Browser;
let server: TestServer;
let visitor: BrowserContext;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.close()]);
});
beforeEach(async () => {
  server.reset();
  visitor = await newVisitor(browser);
  page = await visitor.newPage();
});
afterEach(() => visitor.close());

/** A script that says that it ran; external ones are served slower the earlier they stand. */
const SCRIPTS = `
  <script nonce="n">window.ran = []; window.log = (name) => ran.push(name);</script>
  <script nonce="n" type="text/plain" data-category="statistics" src="/run/1.js"></script>
  <script nonce="n" type="text/plain" data-category="statistics">log("inline 2")</script>
  <script nonce="n" type="text/plain" data-category="statistics" src="/run/missing.js"></script>
  <script nonce="n" type="text/plain" data-category="statistics">log("inline 3"); throw new Error("on purpose")</script>
  <script nonce="n" type="text/plain" data-category="marketing">log("marketing")</script>
  <script nonce="n" type="text/plain" data-category="statistics" data-type="module">log("module"); import.meta.url</script>
  <script nonce="n" type="text/plain" data-category="statistics" src="/run/4.js" defer></script>`;

const serveScripts = async (): Promise<void> => {
  for (const name of ["1", "4"])
    await visitor.route(`**/run/${name}.js`, (route) =>
      route.fulfill({ contentType: "text/javascript", body: `log("external ${name}")` }),
    );
  await visitor.route("**/run/missing.js", (route) => route.abort());
};
const ran = (): Promise<string[]> => page.evaluate(() => [...window.ran].sort());
const ALL = ["external 1", "external 4", "inline 2", "inline 3", "module"];

test("[D1] inert scripts run once when their category is granted, never before, and in document order", async () => {
  await serveScripts();
  server.page("/", { body: SCRIPTS, config: { categories: { marketing: {} } } });
  await page.goto(server.url);
  expect(await ran()).toEqual([]);
  await page.evaluate(() => window.kivok.accept(["statistics"]));
  await eventually(async () => expect(await ran()).toEqual(ALL));
  const order = (await page.evaluate(() => window.ran)).filter((name) => name !== "module");
  expect(order).toEqual(["external 1", "inline 2", "inline 3", "external 4"]);
  await page.evaluate(() => window.kivok.accept(["statistics"]));
  await page.evaluate(() => window.kivok.reject());
  await page.evaluate(() => window.kivok.accept(["statistics"]));
  expect(await ran()).toEqual(ALL);
});

test("[D1] on a later page they run without another choice; after a refusal they never do", async () => {
  await serveScripts();
  server.page("/", { body: SCRIPTS });
  await page.goto(server.url);
  await page.evaluate(() => window.kivok.accept());
  await page.reload();
  await eventually(async () => expect(await ran()).toEqual(ALL));
  await page.evaluate(() => window.kivok.reject());
  await page.reload();
  await page.evaluate(() => fetch("/mark"));
  expect(await ran()).toEqual([]);
});

test("[D1] released scripts pass nonces, strict-dynamic and Trusted Types without a violation", async () => {
  await serveScripts();
  const violations: string[] = [];
  await page.exposeFunction("violated", (what: string) => violations.push(what));
  server.page("/", {
    head: `<script nonce="n">addEventListener("securitypolicyviolation", (event) => violated(event.violatedDirective + " " + event.blockedURI))</script>`,
    body: SCRIPTS,
    tag: 'nonce="n"',
    headers: {
      "Content-Security-Policy":
        "default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
    },
  });
  await page.goto(server.url);
  await page.getByRole("button", { name: "Accept all" }).click();
  await eventually(async () => expect(await ran()).toEqual(ALL));
  expect(violations).toEqual([]);
});

test("[D2] frames and images with data-src load when granted, and a withdrawal unloads the frame", async () => {
  server.page("/", {
    body: `<iframe title="Map" data-category="functional" data-src="/framed"></iframe><img alt="" data-category="statistics" data-src="/pixel.gif">`,
  });
  await page.goto(server.url);
  await page.evaluate(() => fetch("/mark"));
  expect(server.requests).not.toContain("/framed");
  await page.evaluate(() => window.kivok.accept(["functional"]));
  await eventually(() => expect(server.requests).toContain("/framed"));
  expect(server.requests).not.toContain("/pixel.gif");
  await page.evaluate(() => window.kivok.accept());
  await eventually(() => expect(server.requests).toContain("/pixel.gif"));
  await page.evaluate(() => window.kivok.reject());
  expect(await page.locator("iframe").getAttribute("src")).toBeNull();
  await eventually(() => expect(page.frames().map((frame) => new URL(frame.url()).pathname)).not.toContain("/framed"));
  await page.evaluate(() => window.kivok.accept());
  await eventually(() => expect(server.requests.filter((path) => path === "/framed")).toHaveLength(2));
});

test("[D6] a callback that throws stops neither the other callbacks nor the decision", async () => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  server.page("/", {
    head: `<script>
      window.kivok.on("decision", () => { throw new Error("on purpose"); });
      window.kivok.on("decision", (record) => { window.ran = record.granted; });
    </script>`,
  });
  await page.goto(server.url);
  await page.evaluate(() => window.kivok.accept());
  expect(await page.evaluate(() => window.ran)).toEqual(["functional", "statistics"]);
  expect(await page.evaluate(() => window.kivok.has("statistics"))).toBe(true);
  expect(errors).toEqual(["on purpose"]);
});

test("calls made before the tag has loaded are made when it has", async () => {
  await page.addInitScript(() => {
    (window as unknown as Record<string, unknown>).kivok = {
      queue: [
        [
          "on",
          "decision",
          (record: { how: string }) => {
            document.title = record.how;
          },
        ],
        ["accept", ["statistics"]],
      ],
    };
  });
  await page.goto(server.url);
  await eventually(async () => expect(await page.evaluate(() => window.kivok.record?.granted)).toEqual(["statistics"]));
  expect(await page.evaluate(() => window.kivok.record?.denied)).toEqual(["functional"]);
});
