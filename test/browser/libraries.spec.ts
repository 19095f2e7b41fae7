import type { Browser, BrowserContext } from "playwright";
import { afterAll, afterEach, beforeAll, test } from "vitest";
import { libraries } from "../libraries/libraries.js";
import { waitsDeclared, worksUndeclared } from "../libraries/library-promises.js";
import type { Place } from "../libraries/run-library.js";
import { launchChromium, newVisitor } from "./chromium.js";
import { startTestServer, type TestServer } from "./test-server.js";

let browser: Browser;
let server: TestServer;
const visitors: BrowserContext[] = [];

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.close()]);
});
afterEach(async () => {
  for (const visitor of visitors.splice(0)) await visitor.close();
});

const place = async (): Promise<Place> => {
  const visitor = await newVisitor(browser);
  visitors.push(visitor);
  return { visitor, server };
};

test.each(libraries)(
  "[G7] $name, undeclared, works with session cookies before consent, and each has its lifetime after",
  (library) => worksUndeclared(library, place),
);

test.each(libraries)(
  "[G7] $name, declared as statistics, has no cookie before consent, and those that it asks for on the next page",
  (library) => waitsDeclared(library, place),
);
