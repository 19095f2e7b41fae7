/**
 * Runs `see` whenever a page may have come into view: now, when a hidden or prerendered page is first seen, after each
 * change of the address by script, and when a page comes back from the back/forward cache (then with `true`).
 */
export const onPageSeen = (see: (isBack?: unknown) => void): void => {
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) navigation.addEventListener("currententrychange", see);
  else {
    for (const name of ["pushState", "replaceState"] as const) {
      const native = history[name];
      history[name] = (...given) => {
        native.apply(history, given);
        // Later, so that nothing can be thrown into the page's own call.
        queueMicrotask(see);
      };
    }
    addEventListener("popstate", see);
  }
  addEventListener("pageshow", ({ persisted }) => see(persisted));
  document.addEventListener("visibilitychange", see);
  see();
};
