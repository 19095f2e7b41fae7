import type { CategoryName } from "../model/category.js";

/**
 * Releases what waits for a granted category, and unloads frames of a denied one. Safe to call again: each element is
 * released once.
 * - `<script type="text/plain" data-category>`: classic scripts in document order, a script without `async` waits for the
 *   one before it; modules (`data-type="module"`) order themselves;
 * - elements with `data-category` and `data-src`: they get their `src` (`data` for `<object>`).
 */
export const followGate = async (isGranted: (category: CategoryName) => boolean): Promise<void> => {
  const scripts: HTMLScriptElement[] = [];
  for (const element of document.querySelectorAll<HTMLElement>("[data-category]")) {
    const { category, src } = element.dataset;
    const attribute = element.tagName === "OBJECT" ? "data" : "src";
    if (element instanceof HTMLScriptElement) scripts.push(element);
    else if (!isGranted(category as string)) {
      const loaded = element.tagName === "IFRAME" && element.getAttribute(attribute);
      if (loaded) {
        element.dataset.src = loaded;
        element.removeAttribute(attribute);
      }
    } else if (src) {
      delete element.dataset.src;
      element.setAttribute(attribute, src);
    }
  }
  for (const script of scripts)
    if (script.type === "text/plain" && isGranted(script.dataset.category as string)) await run(script);
};

/**
 * Runs an inert script by moving it, which passes nonces, `strict-dynamic` and Trusted Types, where a copy may not.
 * @returns when the next script may run
 */
const run = (script: HTMLScriptElement): Promise<unknown> | undefined => {
  const isOrdered = script.src && !script.hasAttribute("async") && !script.dataset.type;
  script.type = script.dataset.type || "";
  // A script that the parser left inert would else run as soon as it has come (HTML, "prepare the script element", force async).
  if (isOrdered) script.async = false;
  script.after(script);
  return isOrdered
    ? new Promise((resolve) => {
        for (const name of ["load", "error"]) script.addEventListener(name, resolve);
      })
    : undefined;
};
