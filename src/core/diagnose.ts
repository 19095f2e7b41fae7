import type { Issue } from "../model/check.js";
import { didYouMean, isObject, issue, quote } from "../model/check.js";
import { formatIssue, parseConfig } from "../model/parse-config.js";
import { runningTag } from "./settings.js";

/*
 * Development build only: says once, before the tag starts, what is wrong and where, and changes nothing about what Kivok
 * does then. Imported for its effect.
 */

type Page = { readonly kivok?: { readonly has?: unknown }; readonly kivokConfig?: unknown };

/** Attributes of the tag (README, "Configure"), as `dataset` names them. */
const ATTRIBUTES = "policy endpoint site timeZone language layout corner theme accent button".split(" ");

const page = window as Page;
const configElement = (): HTMLElement | null => document.getElementById("kivok-config");
const warn = (found: readonly Issue[]): void => {
  for (const each of found) console.warn(`[kivok] ${formatIssue(each)}`);
};
const issuesOf = (config: unknown): readonly Issue[] => {
  const parsed = parseConfig(config);
  return "issues" in parsed ? parsed.issues : [];
};

/** Where the tag is, since all of the protection depends on it. */
const tagIssues = (tag: HTMLScriptElement | null): Issue[] => {
  if (!tag) return [issue("script", "a classic script tag", "a module or none", "a module imports kivok.mjs")];
  const mode = tag.async ? "async" : tag.defer ? "defer" : "";
  return mode
    ? [issue("script", "a tag without async and defer", mode, "cookies written before it runs are only found later")]
    : [];
};

/** Attributes with a wrong value or a slip in their name. Other ones belong to other tools, such as `data-turbo-track`. */
const attributeIssues = (given: DOMStringMap): Issue[] =>
  Object.entries(given).flatMap(([name, value]) => {
    const path = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (!ATTRIBUTES.includes(name)) {
      const meant = didYouMean(name, ATTRIBUTES);
      return meant ? [issue(path, "no such attribute", quote(value), meant)] : [];
    }
    if (name === "button")
      return value === "true" || value === "false" ? [] : [issue(path, '"true" or "false"', quote(value))];
    const found = issuesOf(name === "policy" ? { policy: { url: value } } : { [name]: value });
    return found.map((each) => ({ ...each, path }));
  });

/** With the tag's `data-site`, which stands over the configuration's and which a protocol may need. */
const withSite = (config: unknown, { site }: DOMStringMap): unknown =>
  isObject(config) && site !== undefined && issuesOf({ site }).length === 0 ? { ...config, site } : config;

/** What is wrong with `window.kivokConfig` or the JSON, as the owner wrote it. */
const configIssues = (given: DOMStringMap): readonly Issue[] => {
  const json = configElement()?.textContent;
  if (page.kivokConfig) {
    const ignored = json
      ? [issue("#kivok-config", "one configuration", "window.kivokConfig as well", "which wins")]
      : [];
    return [...ignored, ...issuesOf(withSite(page.kivokConfig, given))];
  }
  if (json == null) return [];
  try {
    return issuesOf(withSite(JSON.parse(json), given));
  } catch (error) {
    const reason = error instanceof Error ? error.message : `${error}`;
    return [issue("#kivok-config", "JSON", "a text that is none", `${reason}; the defaults are used`)];
  }
};

/** A configuration below the tag is not there yet when the tag runs. */
const warnIfLate = (): void => {
  const isThere = [!!configElement(), !!page.kivokConfig];
  document.addEventListener("DOMContentLoaded", () =>
    warn(
      [configElement(), page.kivokConfig].flatMap((late, index) =>
        late && !isThere[index]
          ? [
              issue(
                ["#kivok-config", "window.kivokConfig"][index] as string,
                "it before the tag",
                "it after",
                "it is not read",
              ),
            ]
          : [],
      ),
    ),
  );
};

/** A released script runs after the parser has gone on: what it writes would replace the page or be dropped. */
const warnOfWrites = (): void => {
  const write = document.write.bind(document);
  document.write = (...texts: string[]) => {
    const { category } = document.currentScript?.dataset ?? {};
    if (category)
      warn([issue(`script[data-category="${category}"]`, "no document.write", "one", "it is not supported there")]);
    write(...texts);
  };
};

// The page must never notice, whatever the owner wrote.
try {
  const tag = runningTag();
  if (page.kivok?.has) warn([issue("script", "the tag once", "another one", "the first one has it all")]);
  else {
    const given = tag?.dataset ?? {};
    warn([...tagIssues(tag), ...attributeIssues(given), ...configIssues(given)]);
    warnIfLate();
    warnOfWrites();
  }
} catch (error) {
  console.warn("[kivok] config: could not be checked:", error);
}
