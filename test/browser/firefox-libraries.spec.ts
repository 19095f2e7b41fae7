import type { Browser, BrowserContext } from "playwright";
import { afterAll, afterEach, beforeAll, describe, test } from "vitest";
import { libraries } from "../libraries/libraries.js";
import { worksUndeclared } from "../libraries/library-promises.js";
import type { Place } from "../libraries/run-library.js";
import { hasFirefox, launchFirefox, newFirefoxVisitor } from "./firefox.js";
import { startTestServer, type TestServer } from "./test-server.js";

describe.skipIf(!hasFirefox)("in Firefox", () => {
  let browser: Browser;
  let server: TestServer;
  const visitors: BrowserContext[] = [];

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchFirefox(), startTestServer()]);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), server.close()]);
  });
  afterEach(async () => {
    for (const visitor of visitors.splice(0)) await visitor.close();
  });

  const place = async (): Promise<Place> => {
    const visitor = await newFirefoxVisitor(browser);
    visitors.push(visitor);
    return { visitor, server };
  };

  test.each(libraries)(
    "[G7] $name, undeclared, works with session cookies before consent, and each has its lifetime after",
    (library) => worksUndeclared(library, place),
  );
});
