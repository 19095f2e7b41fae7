import type { CoreConfig } from "../model/config.js";
import { openModal } from "./home.js";
import { isCovered, raise } from "./raise.js";
import { reveal } from "./reveal.js";
import { makeSpace } from "./space.js";
import css from "./style.css";
import type { Words } from "./text.js";

/** The element that holds the interface. It is in the page only while a layer is shown. */
export type Host = {
  readonly root: ShadowRoot;
  /**
   * Shows what is drawn in place of the layer before, in front of the body; without it the page is as if nothing had
   * been there.
   */
  readonly place: (draw?: () => Element) => void;
};

const NAME = "kivok-notice";
/**
 * How often the element comes back, with less than a second in between, after the page took it away: more would be a
 * fight with another script.
 */
const MOST_RETURNS = 20;

/** What `kivok-accent.js` exports, and what stands in for it where no accent is configured. */
export type Accent = { readonly accentRule?: (accent: string | undefined, theme: "light" | "dark") => string };

/** Makes the element, outside the page, with an open shadow root. */
export const createHost = (config: CoreConfig, words: Words, { accentRule }: Accent): Host => {
  const host = document.createElement(NAME);
  host.lang = words.language;
  host.dir = words.direction;
  const root = host.attachShadow({ mode: "open" });
  const prefersDark = matchMedia("(prefers-color-scheme:dark)");
  let draw: (() => Element) | undefined;
  let drawnIn: Element | undefined;
  let dressed = "";
  let returns = 0;
  let lastReturn = 0;

  const dress = (): void => {
    const { theme } = config;
    host.dataset.theme = theme === "light" || (theme !== "dark" && !prefersDark.matches) ? "light" : "dark";
    // `all: initial` takes the language, too, by which Chromium and Safari choose fonts and break lines.
    const locale = `:host>*{-webkit-locale:"${words.language}"}`;
    const text = css + locale + (accentRule?.(config.accent, host.dataset.theme as "light" | "dark") ?? "");
    // Kept from one layer to the next: to read the sheet again would delay the settings.
    if (text === dressed && root.adoptedStyleSheets?.[0]) return;
    dressed = text;
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

  /**
   * The element stands before the body, not in it: there it would be the `:first-child` of some rule and shift the
   * page, and a framework would find a stranger among its own elements. Only two lists of children are watched, which
   * hardly ever change. While the page has a modal dialog open the notice is the dialog's last child, since it would be
   * inert outside.
   */
  const keep = (): void => {
    // The layer may have closed since this was asked for.
    if (!draw) return;
    const { body, documentElement } = document;
    const isNew = drawnIn !== documentElement;
    if (isNew) {
      // Also after `document.open`, which takes the listeners away from everything that was in the page.
      drawnIn = documentElement;
      root.replaceChildren(draw(), space);
      dress();
      document.addEventListener("focusin", onFocus);
      document.addEventListener("toggle", onToggle, true);
    }
    const layer = root.firstElementChild as HTMLElement;
    const isModal = layer.tagName === "DIALOG";
    const modal = isModal ? undefined : openModal();
    const present = document.querySelector(NAME);
    // One without a shadow root came out of a framework's copy of the page (Turbo's cache); one with it may be another
    // tag's.
    const isThere = present?.shadowRoot && present !== host;
    const isPlaced = host.parentNode === (modal ?? documentElement);
    if (body && (modal || !isThere) && (isNew || !isPlaced)) {
      const now = Date.now();
      if (now - lastReturn > 1000) returns = 0;
      lastReturn = now;
      if (returns++ < MOST_RETURNS) {
        if (!present?.shadowRoot) present?.remove();
        // From one layer to the next it stays: to come back would take longer than to draw.
        if (!isPlaced) {
          if (modal) modal.append(host);
          else body.before(host);
        }
        raise(layer);
        if (!isModal) makeSpace(space, layer);
      }
    }
    for (const element of [body, layer]) if (element) sizes.observe(element);
    for (const parent of [document, documentElement]) observer.observe(parent, { childList: true });
  };
  const observer = new MutationObserver(keep);
  const space = document.createElement("i");
  const sizes = new ResizeObserver(() => {
    const card = root.querySelector("section");
    // The dialog in which it stood was closed, or left the page.
    if (card && !card.offsetHeight) keep();
    if (card) makeSpace(space, card);
  });
  const onFocus = ({ target }: Event): void => {
    // A dialog that opens takes focus; what the page does next with it comes first.
    queueMicrotask(keep);
    const card = root.querySelector("section");
    // Not what a pointer has focused: a scroll between its press and its release would take the click away.
    if (card && target !== host && (target as Element).matches(":focus-visible")) reveal(target as Element, card);
  };
  const onToggle = ({ target }: Event): void => {
    const card = root.querySelector("section");
    // A popover that stays until the page closes it; one that goes with the next click, such as a menu, comes first.
    if (card && (target as HTMLElement).popover === "manual" && isCovered(card)) {
      card.hidePopover();
      raise(card);
    }
  };
  prefersDark.onchange = dress;
  // A page may take a click that is not on its dialog's own area for one beside it.
  for (const type of ["pointerdown", "mousedown", "click"])
    host.addEventListener(type, (event) => {
      if (host.parentNode !== document.documentElement) event.stopPropagation();
    });

  return {
    root,
    place: (next) => {
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("toggle", onToggle, true);
      observer.disconnect();
      sizes.disconnect();
      if (!next) host.remove();
      root.replaceChildren();
      draw = next;
      drawnIn = undefined;
      returns = 0;
      if (next) keep();
    },
  };
};
