import { NECESSARY } from "./category.js";
import type { Issue } from "./check.js";
import { at, didYouMean, isObject, issue, quote } from "./check.js";
import type { Config, ConfigInput } from "./config.js";
import { CONFIG } from "./config-checks.js";
import { resolveConfig } from "./resolve-config.js";

export type { Issue } from "./check.js";

/** As Umami writes its ids: RFC 9562, section 4. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Checks everything that an owner may write ({@link ConfigInput}), and a whole {@link Config} as well. For the
 * development build and for servers: the browser's production file takes what it is given.
 * @returns the configuration with every default filled in, or every issue
 */
export const parseConfig = (value: unknown): { config: Config } | { issues: Issue[] } => {
  const issues = CONFIG(value, "config");
  if (isObject(value))
    issues.push(...siteIssues(value), ...webViewIssues(value), ...categoryIssues(value), ...doubleNames(value));
  return issues.length ? { issues } : { config: resolveConfig(value as ConfigInput) };
};

/** An issue as one line: `config.button: expected true or false, got string`. */
export const formatIssue = ({ path, expected, found, remedy }: Issue): string =>
  `${path}: expected ${expected}, got ${found}${remedy ? ` (${remedy})` : ""}`;

/**
 * Umami knows a site by an id alone. Plausible's domain is the page's host by default, and GoatCounter's address names
 * it.
 */
const siteIssues = ({ protocol, site = "" }: Record<string, unknown>): Issue[] =>
  protocol !== "umami" || typeof site !== "string" || UUID.test(site)
    ? []
    : [issue("config.site", "the website's id at Umami, a UUID", quote(site), "its settings there show it")];

/** An address alone must not decide: anybody could send such a link. */
const webViewIssues = ({ webView }: Record<string, unknown>): Issue[] =>
  isObject(webView) && webView.parameter && !webView.userAgent
    ? [issue("config.webView.userAgent", "a word that the application adds to its user agent", quote(""))]
    : [];

/** `necessary` cannot be removed, and the categories that the guard follows must be there. */
const categoryIssues = ({ categories, guard }: Record<string, unknown>): Issue[] => {
  const asked: Record<string, unknown> = isObject(categories) ? categories : {};
  const names = Object.keys({ [NECESSARY]: {}, functional: {}, statistics: {}, ...asked });
  const offered = names.filter((name) => name === NECESSARY || asked[name] !== false);
  const followed = { persistWith: "functional", undeclared: "functional", ...(isObject(guard) ? guard : {}) };
  const isRemoved = asked[NECESSARY] === false;
  return [
    ...(isRemoved
      ? [issue(`config.categories.${NECESSARY}`, "an object", "false", "it needs no consent, so it stays")]
      : []),
    ...Object.entries(followed).flatMap(([key, name]) =>
      typeof name !== "string" || offered.includes(name) || !/^(persistWith|undeclared)$/.test(key)
        ? []
        : [issue(`config.guard.${key}`, `one of ${offered.join(", ")}`, quote(name), didYouMean(name, offered))],
    ),
  ];
};

/** A cookie has one category, so a name can be declared once. */
const doubleNames = ({ categories }: Record<string, unknown>): Issue[] => {
  const first = new Map<unknown, string>();
  return Object.entries(isObject(categories) ? categories : {}).flatMap(([category, entry]) =>
    (isObject(entry) && Array.isArray(entry.cookies) ? entry.cookies : []).flatMap((cookie: unknown, index) => {
      const name = isObject(cookie) ? cookie.name : undefined;
      const path = `${at("config.categories", category)}.cookies[${index}].name`;
      const before = first.get(name);
      if (!before) first.set(name, path);
      return before && typeof name === "string"
        ? [issue(path, "a name declared once", `${quote(name)} again`, `it is at ${before}`)]
        : [];
    }),
  );
};
