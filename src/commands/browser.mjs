// @ts-check
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright";
import { run, say } from "./install.mjs";

/** Switches for a browser that talks to nobody but the pages under test. */
export const browserSwitches = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @returns {string | undefined} path of an installed Chromium or Chrome; `KIVOK_CHROMIUM` names another one */
export const findBrowser = () =>
  [
    process.env.KIVOK_CHROMIUM,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    chromium.executablePath(),
  ].find((path) => path && existsSync(path));

const works = (/** @type {string} */ command) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;

/** Whether packages of the system can be installed. */
const canInstall = () => process.getuid?.() === 0 && works("apt-get");

const install = (/** @type {string} */ name) => {
  run("apt-get", "update", "-qq");
  run("apt-get", "install", "-y", "-qq", "--no-install-recommends", name);
};

/** @returns {string | undefined} path of an installed Firefox; `KIVOK_FIREFOX` names another one */
export const findFirefox = () =>
  [process.env.KIVOK_FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"].find((path) => path && existsSync(path));

/**
 * Finds a Firefox, or installs Debian's as root. It is the second browser, so the tests do without where there is none:
 * Playwright's download is not tried, being a build of its own with another protocol.
 * @returns {string | undefined} its path
 */
export const ensureFirefox = () => {
  const found = findFirefox();
  if (found || !canInstall()) return found;
  say("installing Firefox ESR for the browser tests");
  try {
    install("firefox-esr");
  } catch (error) {
    say(String(error));
  }
  return findFirefox();
};

/**
 * Finds a browser, or installs one by the way that works: Debian's package as root, else Playwright's download.
 * @returns {string} its path
 * @throws {Error} where neither works
 */
export const ensureBrowser = () => {
  const found = findBrowser();
  if (found) return found;
  say("installing Chromium for the browser tests");
  try {
    if (canInstall()) install("chromium");
    else run(process.execPath, "node_modules/playwright/cli.js", "install", "chromium");
  } catch (error) {
    say(String(error));
  }
  const installed = findBrowser();
  if (!installed) throw new Error("no browser: install Chromium or Chrome, or set KIVOK_CHROMIUM to its path");
  return installed;
};
