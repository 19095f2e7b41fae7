import type { CategoryName } from "../model/category.js";

/** A server that never answers must not hold the others for good: after ten seconds the order is given up. */
export const longestWait = (resolve: (value: unknown) => void): unknown => setTimeout(resolve, 10_000);

/**
 * Runs the inert scripts (`type="text/plain"`) of granted categories: classic ones in document order, each after the one
 * before has run, then modules (`data-type="module"`) in their order; those with `async` as they come.
 */
export const releaseScripts = async (
  root: ParentNode,
  isGranted: (category: CategoryName) => boolean,
): Promise<void> => {
  const scripts = [...root.querySelectorAll<HTMLScriptElement>("script[data-category][type='text/plain']")];
  // Asked for each, since a category may be withdrawn, or the script taken away, while others load.
  for (const isLast of [false, true])
    for (const script of scripts)
      if (isDeferred(script) === isLast && script.isConnected && isGranted(script.dataset.category as string))
        await run(script);
};

/** Whether the parser would have kept it for the end; `async`, the property, says yes for whatever the parser left inert. */
const isDeferred = (script: HTMLScriptElement): boolean =>
  script.dataset.type === "module" && !script.hasAttribute("async");

/**
 * Runs an inert script by moving it, which passes nonces, `strict-dynamic` and Trusted Types, where a copy may not; its
 * attributes and listeners stay its own.
 * @returns when the next script may run
 */
const run = (script: HTMLScriptElement): Promise<unknown> | undefined => {
  const { type = "", src } = script.dataset;
  try {
    if (src) script.src = src;
  } catch {
    // Trusted Types, without a policy that would allow it; `src` itself needs none.
  }
  script.type = type;
  // A module tells nothing when it has run, so the browser orders them; only that wants the property (HTML, "force async").
  if (isDeferred(script)) script.async = false;
  script.after(script);
  // What the browser passes over (`nomodule`) tells nothing either.
  if (!script.src || script.noModule || type === "module" || script.hasAttribute("async")) return undefined;
  return new Promise((resolve) => {
    for (const name of ["load", "error"]) script.addEventListener(name, resolve);
    longestWait(resolve);
  });
};
