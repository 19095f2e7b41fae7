import type { CategoryName, DeclaredCookie, GuardAction } from "./category.js";
import { actionBefore, ID_COOKIE, matchesName, NECESSARY, RECORD_COOKIE } from "./category.js";
import type { CoreConfig } from "./config.js";

/** What is declared for a cookie name: its category, and the declaration if there is one. */
export type Declaration = { readonly category: CategoryName; readonly cookie?: DeclaredCookie };

const OWN: DeclaredCookie = { name: RECORD_COOKIE, before: "allow" };

/**
 * Finds the category of a cookie; the first declaration that matches wins, an undeclared cookie falls to
 * `guard.undeclared`. Kivok's own cookies need no declaration.
 */
export const declarationOf = (name: string, config: CoreConfig): Declaration => {
  if (name === RECORD_COOKIE) return { category: NECESSARY, cookie: OWN };
  if (/^kivok_/.test(name))
    return { category: name === ID_COOKIE ? "functional" : "statistics", cookie: { name, before: "block" } };
  for (const category in config.categories) {
    const { cookies = [] } = config.categories[category] || {};
    const cookie = cookies.find((declared) => matchesName(declared.name, name));
    if (cookie) return { category, cookie };
  }
  return { category: config.guard.undeclared };
};

/**
 * Decides what may happen to a cookie. A lifetime is a choice of its own: a necessary or undeclared cookie may always
 * exist, but lives past the session only with `guard.persistWith`.
 * `session` changes nothing about a cookie that asks for no lifetime.
 * @param isGranted the state of each category
 */
export const decide = (
  name: string,
  config: CoreConfig,
  isGranted: (category: CategoryName) => boolean,
): GuardAction => {
  const { category, cookie } = declarationOf(name, config);
  const followed = category === NECESSARY || !cookie ? config.guard.persistWith : category;
  return isGranted(followed) && (followed === category || isGranted(category))
    ? "allow"
    : cookie?.before || actionBefore(category, config.categories[category]);
};
