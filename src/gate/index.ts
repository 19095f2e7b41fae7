import type { CategoryName } from "../model/category.js";
import type { Start } from "../model/controller.js";

/** Releases run one after the other: a second decision must not overtake a script that is still loading. */
let running = Promise.resolve();

/**
 * Releases what waits for a granted category, and unloads frames of a denied one. Safe to call again: each element is
 * released once.
 * - `<script type="text/plain" data-category>`: classic scripts in document order, a script without `async` waits for the
 *   one before it; modules (`data-type="module"`) order themselves;
 * - elements with `data-category` and `data-src`: they get their `src` (`data` for `<object>`).
 * @returns when everything that is granted now was released
 */
export const start: Start = ({ has }) => {
  followElements(has);
  running = running.then(() => releaseScripts(has));
  return running;
};

const followElements = (isGranted: (category: CategoryName) => boolean): void => {
  for (const element of document.querySelectorAll<HTMLElement>("[data-category]:not(script)")) {
    const { category, src } = element.dataset;
    const attribute = element.tagName === "OBJECT" ? "data" : "src";
    const loaded = element.tagName === "IFRAME" && element.getAttribute(attribute);
    if (isGranted(category as string)) {
      if (src) element.setAttribute(attribute, src);
      delete element.dataset.src;
    } else if (loaded) {
      element.dataset.src = loaded;
      element.removeAttribute(attribute);
    }
  }
};

const releaseScripts = async (isGranted: (category: CategoryName) => boolean): Promise<void> => {
  for (const script of document.querySelectorAll<HTMLScriptElement>("script[data-category][type='text/plain']"))
    if (isGranted(script.dataset.category as string)) await run(script);
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
