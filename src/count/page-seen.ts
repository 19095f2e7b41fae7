/**
 * Runs `see` whenever a page may have come into view: now, when a hidden or prerendered page is first seen, after each
 * change of the address by script, and when a page comes back from the back/forward cache (`isBack`).
 */
export const onPageSeen = (see: (isBack?: boolean) => void): void => {
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) navigation.addEventListener("currententrychange", () => see());
  else {
    for (const name of ["pushState", "replaceState"] as const)
      history[name] = new Proxy(history[name], {
        apply: (target, self, given) => {
          Reflect.apply(target, self, given);
          see();
        },
      });
    addEventListener("popstate", () => see());
  }
  addEventListener("pageshow", ({ persisted }) => persisted && see(true));
  document.addEventListener("visibilitychange", () => see());
  see();
};
