import type { CategoryName, DeclaredCookie } from "../model/category.js";
import type { Controller } from "../model/controller.js";

/** Runs `tell` now, and at each decision: before the page's scripts of a granted category are released. */
export const follow = (controller: Controller, tell: () => void): void => {
  tell();
  controller.on("decision", tell);
};

/** Declares the cookies that a third party writes on this site, unless the owner has. Names may be patterns. */
export const declareCookies = (
  { config }: Controller,
  category: CategoryName,
  provider: string,
  days: Readonly<Record<string, number>>,
): void => {
  const declared = config.categories[category] as { cookies?: readonly DeclaredCookie[] } | false | undefined;
  if (!declared) return;
  const own = Object.keys(days).map((name) => ({ name, provider, days: days[name] as number }));
  const before = declared.cookies ?? [];
  declared.cookies = [...before, ...own.filter(({ name }) => !before.some((cookie) => cookie.name === name))];
};

/** Loads a third party's script. Trusted Types without a policy refuse it: there the owner's own tag has to wait in the page. */
export const loadScript = (address: string): void => {
  const script = document.createElement("script");
  script.async = true;
  script.src = address;
  document.head.append(script);
};
