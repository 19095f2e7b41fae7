import type { Browser, BrowserContext } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import table from "../vectors/guard.json";
import { launchChromium, newVisitor } from "./chromium.js";
import { startTestServer, type TestServer } from "./test-server.js";

type Vector = {
  readonly setCookie: string;
  readonly granted: readonly string[] | null;
  readonly expected: string | null;
};

/** What a browser stores of a cookie; ends that are apart by what it takes to write the other one are one. */
type Stored = { readonly name: string; readonly value: string; readonly rest: string; readonly expires: number };

/** Shorter than any lifetime of the table. */
const APART_SECONDS = 50;

/** Runs in the page. A cookie is stored later, in another process, but before the browser is asked what there is. */
const write = (text: string): void => {
  document.cookie = text;
  void document.cookie;
};

let browser: Browser;
let server: TestServer;
let bareServer: TestServer;
let visitor: BrowserContext;

beforeAll(async () => {
  [browser, server, bareServer] = await Promise.all([launchChromium(), startTestServer(), startTestServer()]);
  visitor = await newVisitor(browser);
  bareServer.page("/shop", { tag: 'type="text/plain"' });
  server.page("/shop", { config: table.config });
});
afterAll(() => Promise.all([browser.close(), server.close(), bareServer.close()]));

/** Scripts cannot set HttpOnly cookies, and the record is Kivok's own. */
const vectors = (table.vectors as readonly Vector[]).filter(
  ({ setCookie }) => !/;\s*httponly/i.test(setCookie) && !/^\s*kivok=/.test(setCookie),
);
const states = [...new Set(vectors.map(({ granted }) => JSON.stringify(granted)))];

const stored = async (): Promise<Stored[]> =>
  (await visitor.cookies())
    .filter(({ name }) => name !== "kivok")
    .map(({ name, value, expires, ...rest }) => ({ name, value, expires, rest: JSON.stringify(rest) }));

describe("[G10] a vector that the middleware keeps as well is kept by the browser:", () => {
  test("there are over 60 of them, in at least four states of consent", () => {
    expect(vectors.length).toBeGreaterThan(60);
    expect(states.length).toBeGreaterThanOrEqual(4);
  });

  test.each(states)("with %s granted, each is stored as the table says", async (state) => {
    const group = vectors.filter(({ granted }) => JSON.stringify(granted) === state);
    const [bare, page] = await Promise.all([visitor.newPage(), visitor.newPage()]);
    await visitor.clearCookies();
    await Promise.all([bare.goto(`${bareServer.url}/shop`), page.goto(`${server.url}/shop`)]);
    const [{ granted = null } = {}] = group;
    if (granted) await page.evaluate((names) => window.kivok.accept(names), [...granted]);
    const differences: unknown[] = [];
    for (const { setCookie, expected } of group) {
      await page.evaluate(write, setCookie);
      const found = await stored();
      await visitor.clearCookies();
      if (expected !== null) await bare.evaluate(write, expected);
      const meant = await stored();
      await visitor.clearCookies();
      const isAlike =
        found.length === meant.length &&
        found.every((cookie, index) => {
          const twin = meant[index];
          return (
            twin &&
            cookie.name + cookie.value + cookie.rest === twin.name + twin.value + twin.rest &&
            Math.abs(cookie.expires - twin.expires) < APART_SECONDS
          );
        });
      if (!isAlike) differences.push({ setCookie, found, meant });
    }
    expect(differences).toEqual([]);
    await Promise.all([bare.close(), page.close()]);
  });
});
