import { type Browser, type BrowserContext, type BrowserContextOptions, firefox } from "playwright";
import { findFirefox } from "../../src/commands/browser.mjs";
import { PATIENCE_MILLISECONDS, START_MILLISECONDS } from "./chromium.js";

/** Whether there is a Firefox to test with; where not, `npm test` says why and its tests are skipped. */
export const hasFirefox = findFirefox() !== undefined;

/**
 * Starts the installed Firefox over WebDriver BiDi; Playwright's own protocol is only in its own builds.
 * @param preferences as in `about:config`
 */
export const launchFirefox = async (preferences: Readonly<Record<string, boolean>> = {}): Promise<Browser> => {
  const executablePath = findFirefox();
  if (!executablePath) throw new Error("no Firefox found: run `npm test`, which installs one where it can");
  const timeout = START_MILLISECONDS;
  return firefox.launch({ channel: "moz-firefox", executablePath, firefoxUserPrefs: preferences, timeout });
};

/** A fresh visitor: own cookies and storage, and no word of being driven by a test, since that counts as a bot. */
export const newFirefoxVisitor = async (
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> => {
  const visitor = await browser.newContext({ locale: "ru-RU", timezoneId: "Europe/Moscow", ...options });
  visitor.setDefaultTimeout(PATIENCE_MILLISECONDS);
  // Firefox takes no switch for this, as Chromium does.
  await visitor.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "webdriver", { configurable: true, enumerable: true, get: () => false });
  });
  return visitor;
};
