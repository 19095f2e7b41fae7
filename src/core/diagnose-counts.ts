import { COUNT_NAME } from "../model/beacon.js";
import { issue, quote } from "../model/check.js";
import { formatIssue } from "../model/parse-config.js";

/*
 * Development build only: says once for each name that cannot be counted what is wrong with it. Imported for its effect,
 * after the tag has started.
 */

type Page = { readonly kivok?: { count: (name: string, ...more: unknown[]) => void } };

const told = new Set<unknown>();

/** Warns of a name that is refused, at the call or the element where it is. */
const check = (where: string, name: unknown): void => {
  if ((typeof name === "string" && COUNT_NAME.test(name)) || told.has(name)) return;
  told.add(name);
  const found = typeof name === "string" ? quote(name) : typeof name;
  console.warn(`[kivok] ${formatIssue(issue(where, "1 to 64 letters, digits and . _ -", found, "it is not counted"))}`);
};

const { kivok } = window as Page;
if (kivok) {
  const { count } = kivok;
  kivok.count = (name, ...more) => {
    check("kivok.count", name);
    count(name, ...more);
  };
  document.addEventListener("click", ({ target }) => {
    const marked = (target as Element).closest?.<HTMLElement>("[data-kivok-count]");
    if (marked) check(`<${marked.localName} data-kivok-count>`, marked.dataset.kivokCount);
  });
}
