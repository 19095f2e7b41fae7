import { formatIssue, parseConfig } from "../model/parse-config.js";
import { readSettings, runningTag } from "./settings.js";

/**
 * Development build only: says what is wrong with the configuration, and goes on.
 * Imported for its effect, before the tag starts.
 */
const warn = (text: string): void => console.warn(`[kivok] ${text}`);

const json = document.getElementById("kivok-config")?.textContent;
try {
  if (json) JSON.parse(json);
} catch (error) {
  warn(`#kivok-config: expected JSON, ${error instanceof Error ? error.message : error}; the defaults are used`);
}

const tag = runningTag();
if (tag?.async || tag?.defer)
  warn("script: expected the tag without async and defer; cookies written before it runs are only found later");

const { base: _, ...given } = readSettings(tag);
const parsed = parseConfig(given);
if ("issues" in parsed) for (const issue of parsed.issues) warn(formatIssue(issue));
