import type { CoreConfig } from "../model/config.js";
import { accentRule } from "./accent.js";
import { openModal } from "./modal.js";
import { reveal } from "./reveal.js";
import { makeSpace } from "./space.js";
import css from "./style.css";
import type { Words } from "./text.js";

/** The element that holds the interface. It is in the page only while a layer is shown. */
export type Host = {
  readonly root: ShadowRoot;
  /** Shows a layer in place of the one before, first in the body; without one the page is as if nothing had been there. */
  readonly place: (layer?: Element) => void;
};

const NAME = "kivok-notice";
/** How often the element comes back after the page took it away: more would be a fight with another script. */
const MOST_RETURNS = 20;

/** Makes the element, outside the page, with an open shadow root. */
export const createHost = (config: CoreConfig, words: Words): Host => {
  const host = document.createElement(NAME);
  host.lang = words.language;
  host.dir = words.direction;
  host.dataset.nosnippet = "";
  const root = host.attachShadow({ mode: "open" });
  const prefersDark = matchMedia("(prefers-color-scheme:dark)");
  let returns = 0;

  const dress = (): void => {
    const { theme } = config;
    host.dataset.theme = theme === "light" || (theme !== "dark" && !prefersDark.matches) ? "light" : "dark";
    const text = css + accentRule(config.accent, host.dataset.theme as "light" | "dark");
    try {
      // An adopted sheet is no inline style, so every `style-src` allows it.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      root.adoptedStyleSheets = [sheet];
    } catch {
      // Safari before 16.4.
      const style = document.createElement("style");
      style.textContent = text;
      root.append(style);
    }
  };

  /** Frameworks replace the body, `document.open` everything. Only three lists of children are watched, so it costs the page nothing. */
  const keep = (): void => {
    const { body, documentElement } = document;
    const present = document.querySelector(NAME);
    // One without a shadow root came out of a framework's copy of the page (Turbo's cache); one with it may be another tag's.
    if (body && !present?.shadowRoot && returns++ < MOST_RETURNS) {
      present?.remove();
      body.prepend(host);
      openModal(root.querySelector("dialog"));
      sizes.observe(body);
    }
    for (const parent of [document, documentElement, body]) if (parent) observer.observe(parent, { childList: true });
  };
  const observer = new MutationObserver(keep);
  const space = document.createElement("i");
  const sizes = new ResizeObserver(() => {
    const card = root.querySelector("section");
    if (card) makeSpace(space, card);
  });
  const onFocus = (event: Event): void => {
    const card = root.querySelector("section");
    if (card && event.target !== host) reveal(event.target as Element, card);
  };
  prefersDark.onchange = dress;

  return {
    root,
    place: (layer) => {
      document.removeEventListener("focusin", onFocus);
      observer.disconnect();
      sizes.disconnect();
      host.remove();
      root.replaceChildren();
      if (!layer) return;
      root.append(layer, space);
      dress();
      returns = 0;
      keep();
      document.addEventListener("focusin", onFocus);
    },
  };
};
