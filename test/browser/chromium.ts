import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright";
import { browserSwitches, findBrowser } from "../../src/commands/browser.mjs";

/** Starts the installed Chromium; `npm test` has made sure that there is one. */
export const launchChromium = async (...switches: string[]): Promise<Browser> => {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error("no browser found: run `npm test`, which installs one");
  return chromium.launch({ executablePath, args: [...browserSwitches, ...switches] });
};

/** A fresh visitor: own cookies and storage, and the name of an ordinary browser, since a headless one counts as a bot. */
export const newVisitor = async (browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> =>
  browser.newContext({
    userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    locale: "ru-RU",
    timezoneId: "Europe/Moscow",
    ...options,
  });
