import type { Category, CategoryName, DeclaredCookie, GuardAction } from "./category.js";
import { matchesName, NECESSARY } from "./category.js";
import type { Config } from "./config.js";

/** What is declared for a cookie name: its category, and the declaration if there is one. */
export type Declaration = { readonly category: CategoryName; readonly cookie?: DeclaredCookie };

/** Finds the category of a cookie; the first declaration that matches wins, an undeclared cookie falls to `guard.undeclared`. */
export const declarationOf = (name: string, config: Config): Declaration => {
  for (const category in config.categories) {
    const cookie = (config.categories[category] as Category).cookies.find((declared) =>
      matchesName(declared.name, name),
    );
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
export const decide = (name: string, config: Config, isGranted: (category: CategoryName) => boolean): GuardAction => {
  const { category, cookie } = declarationOf(name, config);
  const followed = category === NECESSARY || !cookie ? config.guard.persistWith : category;
  return isGranted(followed) && isGranted(category)
    ? "allow"
    : cookie?.before || config.categories[category]?.before || "session";
};
