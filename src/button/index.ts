import type { Controller, Layer, Start } from "../model/controller.js";
import { languageOf } from "../model/language.js";
import css from "./style.css";

const NAME = "kivok-button";
const SVG = "http://www.w3.org/2000/svg";

/** Puts the button in its place again. */
let keep: (() => void) | undefined;

/**
 * The floating way back to the settings (N5), a file of its own: a visitor who has decided needs it on every page and
 * nothing else of the interface. Parts: `wayback`. Hidden while a layer is open.
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
    // The last stop of the tab key, as the notice is the first; beside the body, where no rule of the page counts it
    // among its own elements, and no framework replaces it with the body's content.
    if (!host.isConnected) body?.after(host);
    for (const parent of [document, documentElement]) observer.observe(parent, { childList: true });
  };
  const observer = new MutationObserver(place);
  return place;
};

const createHost = (controller: Controller): HTMLElement => {
  const { accent, base, corner = "", language, messages, theme } = controller.config;
  const tag = language || document.documentElement.lang || navigator.language;
  const element = document.createElement(NAME);
  const root = element.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement("button");
  button.part.add("wayback");
  // Which corner is the start one is decided by the name's first letter.
  button.dir = "auto";
  button.dataset.at = corner;
  const label = document.createElement("span");
  label.dataset.nosnippet = "";
  button.append(createGlyph(), label);
  button.addEventListener("click", controller.open);
  root.append(button);

  const found = languageOf(tag);
  const own = (messages?.[tag] ?? messages?.[found])?.preferences;
  label.textContent = own ?? "Cookie settings";
  // There at once, and a moment later in the visitor's language: a file of 30 bytes, since this is all that is said.
  if (!own && found !== "en")
    fetch(`${base}messages/${found}-button.json`)
      .then((answer) => answer.json())
      .then((name) => {
        label.lang = found;
        label.textContent = name;
      }, leaveIt);

  const dark = matchMedia("(prefers-color-scheme:dark)");
  const dress = (): void => {
    const shown = theme === "dark" || (theme !== "light" && dark.matches) ? "dark" : "light";
    element.dataset.theme = shown;
    sheet.replaceSync(css);
    if (accent)
      import(`${base}kivok-accent.js`).then(
        ({ accentRule }: Accent) => sheet.replaceSync(css + accentRule(accent, shown)),
        leaveIt,
      );
  };
  dark.onchange = dress;
  dress();
  return element;
};

/** What `kivok-accent.js` exports. */
type Accent = { readonly accentRule: (accent: string, theme: "light" | "dark") => string };

/** A file that does not come leaves the button in English, or in Kivok's own colour. */
const leaveIt = (): void => {};

/**
 * The line of a nod: level, down, up past where it began; 20 px wide and high. What is in a button has no role of its
 * own.
 */
const createGlyph = (): SVGElement => {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M2.5 8.3c3.5 0 3.1 7.1 6.1 7.1S12.1 6.3 17.5 4.2");
  svg.append(path);
  return svg;
};
