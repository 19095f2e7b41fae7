import type { Controller, Layer, Start } from "../model/controller.js";
import { nameIn } from "./names.js";
import css from "./style.css";

const SVG = "http://www.w3.org/2000/svg";

let host: HTMLElement | undefined;

/**
 * The floating way back to the settings (N5), a file of its own: a visitor who has decided needs it on every page and nothing
 * else of the interface. Parts: `wayback`. Hidden while a layer is open.
 */
export const start: Start = (controller) => {
  if (host) {
    keep(host);
    return;
  }
  host = createHost(controller);
  const shown = host;
  keep(shown);
  controller.on("layer", (layer: Layer) => {
    shown.hidden = layer !== "none";
  });
  // A page that replaces its body (Turbo, htmx) takes the button with it.
  new MutationObserver(() => keep(shown)).observe(document.documentElement, { childList: true });
};

/** Last in the body: the way back is the last stop of the tab key, the notice the first. */
const keep = (shown: HTMLElement): void => {
  if (!shown.isConnected) document.body?.append(shown);
};

const createHost = (controller: Controller): HTMLElement => {
  const { corner = "", theme, accent, language } = controller.config;
  const lang = language || document.documentElement.lang || navigator.language;
  const element = document.createElement("kivok-button");
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
  button.append(createGlyph(), label);
  button.addEventListener("click", controller.open);
  root.append(button);

  element.dataset.nosnippet = "";
  if (accent) element.style.setProperty("--kivok-accent", accent);
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
