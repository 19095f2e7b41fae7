import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { launchChromium, newVisitor } from "./chromium.js";
import { startTestServer, type TestServer } from "./test-server.js";

/*
 * What nearly every spec works with: one Chromium and one server for the file, and for each test a fresh visitor with a page and
 * the server begun anew. They are live bindings: a spec that called `setUp` sees those of the test that runs.
 */
export let browser: Browser;
export let server: TestServer;
export let visitor: BrowserContext;
export let page: Page;

let usual: BrowserContextOptions = {};

/** Puts all of it in place for the tests of this file. @param options of every visitor */
export const setUp = (options: BrowserContextOptions = {}): void => {
  usual = options;
  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), server.close()]);
  });
  beforeEach(async () => {
    await server.reset();
    visitor = await newVisitor(browser, usual);
    page = await visitor.newPage();
  });
  afterEach(() => visitor.close());
};

/** Another visitor in place of the one before, with these options beside those of the file. */
export const visit = async (options: BrowserContextOptions = {}): Promise<void> => {
  await visitor.close();
  visitor = await newVisitor(browser, { ...usual, ...options });
  page = await visitor.newPage();
};
