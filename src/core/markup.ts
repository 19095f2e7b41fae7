import type { Api } from "./api.js";

/**
 * Follows clicks on elements with `data-kivok` or `data-kivok-count`, also on those that are added later. The click itself
 * goes on as it would.
 */
export const onMarkup = (actions: Readonly<Record<string, () => void>>, count: Api["count"]): void => {
  document.addEventListener("click", ({ target }) => {
    const marked = (target as Element).closest?.<HTMLElement>("[data-kivok],[data-kivok-count]")?.dataset ?? {};
    const { kivok, kivokCount } = marked;
    if (kivok) actions[kivok]?.();
    if (kivokCount) count(kivokCount, marked);
  });
};
