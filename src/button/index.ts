import type { Controller, Layer, Start } from "../model/controller.js";
import { nameIn } from "./names.js";
import css from "./style.css";

const NAME = "kivok-button";
const SVG = "http://www.w3.org/2000/svg";

/** Puts the button in its place again. */
let keep: (() => void) | undefined;

/**
 * The floating way back to the settings (N5), a file of its own: a visitor who has decided needs it on every page and nothing
 * else of the interface. Parts: `wayback`. Hidden while a layer is open.
 */
export const start: Start = (controller) => {
  keep ??= follow(controller);
  keep();
};

const follow = (controller: Controller): (() => void) => {
  let host: HTMLElement;
  let madeIn: Element | undefined;
  const place = (): void => {
    const { body, documentElement } = document;
    if (madeIn !== documentElement) {
      // Also after `document.open`, which takes the listeners away from everything that was in the page.
      madeIn = documentElement;
      const made = createHost(controller);
      host = made;
      controller.on("layer", (layer: Layer) => {
        made.hidden = layer !== "none";
      });
    }
    // One without a shadow root came out of a framework's copy of the page.
    for (const copy of document.querySelectorAll(NAME)) if (!copy.shadowRoot) copy.remove();
    // The last stop of the tab key, as the notice is the first; beside the body, where no rule of the page counts it among
    // its own elements, and no framework replaces it with the body's content.
    if (!host.isConnected) body?.after(host);
    for (const parent of [document, documentElement]) observer.observe(parent, { childList: true });
  };
  const observer = new MutationObserver(place);
  return place;
};

const createHost = (controller: Controller): HTMLElement => {
  const { corner = "", theme, language } = controller.config;
  const lang = language || document.documentElement.lang || navigator.language;
  const element = document.createElement(NAME);
  const root = element.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("part", "wayback");
  button.dataset.at = corner;
  const name = nameIn(lang, controller.config.messages);
  button.setAttribute("aria-label", name);
  const label = document.createElement("span");
  label.textContent = name;
  label.dataset.nosnippet = "";
  button.append(createGlyph(), label);
  button.addEventListener("click", controller.open);
  root.append(button);

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = (): void => {
    element.dataset.theme = theme === "dark" || (theme !== "light" && dark.matches) ? "dark" : "light";
  };
  dark.addEventListener("change", follow);
  follow();
  return element;
};

/** The line of a nod: level, down, up past where it began. */
const createGlyph = (): SVGElement => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M3 10c4.2 0 3.7 8.5 7.3 8.5S14.5 7.5 21 5");
  svg.append(path);
  return svg;
};
