import type { Controller, Start } from "../../model/controller.js";
import { categoryNames, placeholderWords } from "../messages/en-extra.js";
import { loadWords, type Words } from "../text.js";
import { takePlace } from "./place.js";
import { Placeholder } from "./placeholder.js";
import css from "./style.css";

/** Frames that have their placeholder, or wait for its words. */
const known = new WeakSet<HTMLIFrameElement>();
let loading: Promise<Words> | undefined;
/** What a language's file holds, in its order; the guardian step's sentences are not shown here, so English has none. */
const SENTENCES = {
  ...categoryNames,
  guardianTitle: "",
  guardianText: "",
  guardianSelf: "",
  guardianParent: "",
  back: "",
  ...placeholderWords,
};

/**
 * Puts a placeholder (`<kivok-placeholder>`, open shadow root) in the place of each frame that waits for its category,
 * until the frame is loaded, once or by a decision, or leaves the page.
 *
 * Parts: `placeholder` (with `picture` where there is one), `card`, `actions`, `once`, `allow`; style `plain`
 * (outlined).
 * Custom properties: `--kivok-bg`, `--kivok-text`, `--kivok-muted`, `--kivok-accent`, `--kivok-radius`, `--kivok-font`.
 */
export const start: Start<readonly HTMLIFrameElement[]> = async (controller, frames = []) => {
  const found = frames.filter((frame) => !known.has(frame));
  for (const frame of found) known.add(frame);
  loading ??= loadWords(controller.config, SENTENCES, "-extra");
  const words = await loading;
  for (const frame of found) {
    // It may have been loaded, or taken away, while the words came.
    if (frame.isConnected && !frame.getAttribute("src")) show(frame, controller, words);
    else known.delete(frame);
  }
};

const show = (frame: HTMLIFrameElement, controller: Controller, words: Words): void => {
  const host = document.createElement("kivok-placeholder");
  host.dir = words.direction;
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const prefersDark = matchMedia("(prefers-color-scheme:dark)");
  const dress = (): void => {
    const { theme } = controller.config;
    host.dataset.theme = theme === "dark" || (theme !== "light" && prefersDark.matches) ? "dark" : "light";
  };
  dress();
  prefersDark.addEventListener("change", dress);
  const leave = takePlace(host, frame, () => {
    known.delete(frame);
    prefersDark.removeEventListener("change", dress);
  });

  const once = (): void => {
    // As an attribute node, which is not held where its host is a declared service: the visitor has asked for it.
    const address = document.createAttribute("src");
    address.value = frame.dataset.src as string;
    frame.setAttributeNode(address);
    leave();
    // The button that was pressed is gone; the frame is what it was pressed for.
    frame.focus();
  };
  const allow = async (): Promise<void> => {
    // Where an age or a guardian's agreement is to be confirmed first, the settings ask (N18).
    if (controller.config.guardian?.age) return controller.open();
    const category = frame.dataset.category as string;
    await controller.decide({ granted: [...(controller.record()?.granted ?? []), category], how: "page" });
    frame.focus();
  };
  root.append(Placeholder({ frame, controller, words, once, allow }));
};
