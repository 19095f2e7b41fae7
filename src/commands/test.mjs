// @ts-check
import { ensureInstalled, root, say } from "./install.mjs";

ensureInstalled();
ensureInstalled("test/libraries/", "--ignore-scripts");
const { ensureBrowser, ensureFirefox } = await import("./browser.mjs");
say(`browser: ${ensureBrowser()}`);
say(
  `second browser: ${ensureFirefox() ?? "none, so its tests are skipped; install Firefox ESR, or set KIVOK_FIREFOX to its path"}`,
);

const { startVitest } = await import("vitest/node");
const vitest = await startVitest("test", process.argv.slice(2), { root, watch: false });
const modules = vitest.state.getTestModules();
const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
const count = (/** @type {string} */ state) => states.filter((each) => each === state).length;
// A file that cannot be loaded has no tests to fail, and an error outside of any test fails the run as well.
const broken = modules.filter((module) => module.errors().length > 0).length + vitest.state.getUnhandledErrors().length;
await vitest.close();

const failed = count("failed") + broken;
const skipped = count("skipped");
console.log(`${count("passed")} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
process.exit(failed || !count("passed") ? 1 : 0);
