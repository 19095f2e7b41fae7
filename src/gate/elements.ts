import type { Controller } from "../model/controller.js";

/** Attributes that wait as `data-<name>`; `data-src` of an `<object>` becomes its `data`. */
const ADDRESSES = ["src", "srcset", "href"];

/**
 * Gives elements with `data-category` their addresses when their category is granted, and takes them away when it is denied.
 * The `data-` attributes stay, so that nothing needs to be kept about an element: what has both is loaded.
 * Only categories that the owner offers count: pages use `data-category` for purposes of their own.
 * @param isLate elements were added, nothing was decided: what a visitor has loaded once stays
 */
export const followElements = (root: ParentNode, { config, has }: Controller, isLate?: boolean): void => {
  for (const element of root.querySelectorAll<HTMLElement>("[data-category]:not(script)")) {
    const { category } = element.dataset as { category: string };
    if (!config.categories[category]) continue;
    for (const name of ADDRESSES) {
      const address = element.dataset[name];
      const attribute = name === "src" && element.tagName === "OBJECT" ? "data" : name;
      const isLoaded = element.getAttribute(attribute) === address;
      if (address == null || isLoaded === has(category) || (isLate && isLoaded)) continue;
      try {
        if (isLoaded) {
          element.removeAttribute(attribute);
          // Moved, since `<object>` and `<embed>` keep what they have loaded otherwise (Chromium).
          element.after(element);
        } else element.setAttribute(attribute, address);
        // Media go on with what they had until they are told (HTML, "media element load algorithm").
        element.closest<HTMLMediaElement>("video,audio")?.load();
      } catch {
        // Trusted Types refuse an address of `<object>` and `<embed>` without a policy: that one stays as it is.
      }
    }
  }
};
