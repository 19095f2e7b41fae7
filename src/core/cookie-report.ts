import { decide, declarationOf } from "../model/cookie-policy.js";
import { resolveCoreConfig } from "../model/resolve-config.js";
import { cookieEnd, cookieName } from "../model/set-cookie.js";
import type { Api } from "./api.js";
import { wrap } from "./realms.js";
import { readSettings, runningTag } from "./settings.js";

/**
 * Development build only: says, once for each cookie that a script of this page writes, what the guard did with it and how
 * to declare it; and after a withdrawal, which declared cookies no script can see. Changes nothing about what is done.
 */
export const reportCookies = (kivok: Api): void => {
  const config = resolveCoreConfig(readSettings(runningTag()));
  const reported = new Set<string>();

  const report = (name: string, end: number | undefined): void => {
    const action = decide(name, config, kivok.has);
    const isDeletion = end !== undefined && end <= Date.now();
    if (isDeletion || action === "allow" || (action === "session" && end === undefined) || reported.has(name)) return;
    reported.add(name);
    const { category, cookie } = declarationOf(name, config);
    const done = action === "block" ? "was blocked" : "became a session cookie";
    const awaited = category === "necessary" || !cookie ? config.guard.persistWith : category;
    const remedy = cookie
      ? ""
      : `; declare it in config.categories.<category>.cookies as { "name": ${JSON.stringify(name)} }`;
    console.info(
      `[kivok] cookie "${name}" (${cookie ? category : "undeclared"}) ${done} until consent to ${awaited}${remedy}`,
    );
  };

  wrap(Document.prototype, "cookie", "set", (target, self, given) => {
    Reflect.apply(target, self, given);
    // What is no text has been converted by the guard; a second time is one too many.
    if (typeof given[0] === "string") report(cookieName(given[0]), cookieEnd(given[0], Date.now()));
  });
  const { CookieStore } = window as { CookieStore?: { prototype: object } };
  wrap(CookieStore?.prototype, "set", "value", (target, self, given) => {
    const [init] = given as [{ name?: unknown; expires?: number | null; maxAge?: number | null } | string];
    const { name, expires, maxAge } = typeof init === "object" && init ? init : { name: init };
    if (typeof name === "string") report(name, maxAge != null ? Date.now() + maxAge * 1000 : (expires ?? undefined));
    return Reflect.apply(target, self, given);
  });

  let granted = kivok.record?.granted ?? [];
  kivok.on("decision", (record) => {
    const visible = document.cookie.split("; ").map((pair) => pair.split("=", 1)[0]);
    for (const category of granted.filter((name) => record.denied.includes(name))) {
      const { cookies = [] } = config.categories[category] || {};
      const unseen = cookies.filter(({ name }) => !name.includes("*") && !visible.includes(name));
      if (unseen[0])
        console.info(
          `[kivok] config.categories.${category}.cookies: expected ${unseen.map(({ name }) => `"${name}"`).join(", ")} to be gone after the withdrawal, got none that a script can see (an HttpOnly cookie has to be removed by the server)`,
        );
    }
    granted = record.granted;
  });
};
