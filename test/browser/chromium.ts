import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright";
import { browserSwitches, findBrowser } from "../../src/commands/browser.mjs";

/** Keeps `navigator.webdriver` false, as it is in a visitor's browser: an automated one is no visitor (A10). */
const AS_A_PERSON = "--disable-blink-features=AutomationControlled";

/** Starts the installed Chromium as a person's browser; `npm test` has made sure that there is one. */
export const launchChromium = (...switches: string[]): Promise<Browser> => launch([AS_A_PERSON, ...switches]);

/** The same browser, which says in `navigator.webdriver` that it is automated. */
export const launchAutomated = (): Promise<Browser> => launch([]);

/** A person's browser with the back/forward cache, which Playwright turns off. */
export const launchWithCache = (): Promise<Browser> => launch([AS_A_PERSON], ["--disable-back-forward-cache"]);

const launch = (switches: string[], ignoreDefaultArgs: string[] = []): Promise<Browser> => {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error("no browser found: run `npm test`, which installs one");
  const args = [...browserSwitches, ...switches];
  return chromium.launch({ executablePath, args, ignoreDefaultArgs, timeout: START_MILLISECONDS });
};

/** Playwright's own limits of 30 seconds are for machines that have nothing else to do. */
export const START_MILLISECONDS = 300_000;
/** As long as `eventually` waits. */
export const PATIENCE_MILLISECONDS = 60_000;

/** A fresh visitor: own cookies and storage, and the name of an ordinary browser, since a headless one counts as a bot. */
export const newVisitor = async (browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> => {
  const visitor = await browser.newContext({
    userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    locale: "ru-RU",
    timezoneId: "Europe/Moscow",
    ...options,
  });
  visitor.setDefaultTimeout(PATIENCE_MILLISECONDS);
  return visitor;
};
