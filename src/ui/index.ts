import { type How, optionalCategories } from "../model/consent-record.js";
import type { Controller, Layer, Start } from "../model/controller.js";
import { applicationDecision } from "./application.js";
import { focused } from "./home.js";
import { type Accent, createHost } from "./host.js";
import { english } from "./messages/en.js";
import { Notice } from "./notice.js";
import { Preferences } from "./preferences.js";
import { loadWords } from "./text.js";
import type { View } from "./view.js";

/** Shows a layer; `opener` gets focus back when the settings close. */
type Show = (layer: Asked, opener: Element | null) => Promise<void>;

/** A layer, or the guardian step before everything is accepted by a button of the page. */
type Asked = Layer | "guardian";

/** What `kivok-guardian.js` exports. */
type Guardian = typeof import("./guardian.js");
/** What `kivok-receipt.js` exports. */
type Receipts = typeof import("./receipt.js");

/** What `kivok-decision.js` exports. */
type Decisions = typeof import("./decision.js");

/** One interface a page, however often a layer is asked for. */
let prepared: Promise<Show> | undefined;

/**
 * Shows the notice (if one is due and nothing is open), the settings, or the guardian step in what is open, else in the
 * settings.
 *
 * Parts: `notice` (with `box`, `bar` or `dialog`), `text`, `changes`, `actions`, `accept`, `reject`, `settings`,
 * `policy`, `preferences`, `head`, `close`, `body`, `category`, `switch`, `state`, `limit`, `stored`, `badge` (with
 * `session` or `persistent`), `beacon`, `contact`, `receipt`, `foot`, `save`, `guardian` (see guardian.tsx); styles
 * `plain` (outlined) and `quiet` (text).
 * Custom properties: `--kivok-bg`, `--kivok-text`, `--kivok-muted`, `--kivok-accent`, `--kivok-on-accent`,
 * `--kivok-radius`, `--kivok-gap`, `--kivok-font`. Event: `layer`, of the controller.
 */
export const start: Start<Asked> = async (controller, layer = "notice") => {
  const decision = applicationDecision(controller.config);
  // Asked and answered in the application that shows the page.
  if (layer === "notice" && decision && !controller.stored())
    return controller.decide({ granted: decision, how: "application" });
  const opener = focused();
  prepared ??= prepare(controller);
  await (await prepared)(layer, opener);
};

const prepare = async (controller: Controller): Promise<Show> => {
  // Ahead of the decision, so that a visitor who chooses and leaves at once has chosen.
  const { config } = controller;
  import(`${config.base}kivok-decide.js`).catch(() => {});
  const [words, accent] = await Promise.all([
    loadWords(config, english),
    config.accent ? (import(`${config.base}kivok-accent.js`) as Promise<Accent>).catch(() => ({})) : {},
  ]);
  const { root, place } = createHost(config, words, accent);
  let layer: Layer = "none";
  let view: View;
  let opener: Element | null = null;

  const turn = (next: Layer): Promise<void> => draw(next).catch(() => {});
  const draw = async (next: Layer): Promise<void> => {
    if (next === layer) return;
    layer = next;
    view = { controller, words, choose, save, saveReceipt, close, openSettings };
    place(next === "settings" ? () => Preferences(view) : next === "notice" ? () => Notice(view) : undefined);
    controller.emit("layer", next);
  };

  const choose: View["choose"] = async (granted, given) => {
    const from = layer;
    const how = given ?? from;
    const answer = async (how: How): Promise<void> => {
      const before = controller.record();
      await controller.decide({ granted, how });
      // After `document.open` nothing listens for the decision any more. Where it could not be made the question stays.
      if (layer === from && controller.record() !== before) leave("none");
    };
    if (how === "none") return;
    // What is granted already was confirmed when it was granted.
    if (!config.guardian?.age || granted.every(controller.has)) return answer(how);
    try {
      const { ask } = (await import(`${config.base}kivok-guardian.js`)) as Guardian;
      await ask(view, root.firstElementChild as Element, (by) => answer(by ?? how));
    } catch {
      // Without the file nothing is granted, and the question stays.
    }
  };
  const save = (): Promise<void> =>
    choose([...root.querySelectorAll<HTMLInputElement>("input:checked")].map((input) => input.name));
  const receipt = (what: "save" | "post"): Promise<void> =>
    (import(`${config.base}kivok-receipt.js`) as Promise<Receipts>)
      .then((receipts) => receipts[what]({ controller, words }))
      // Without the file, or the collector, there is none.
      .catch(() => {});
  const saveReceipt = (): void => {
    receipt("save");
  };
  if (config.receipts && config.endpoint) controller.on("decision", () => receipt("post"));
  if (config.decisions && config.endpoint && !config.protocol) {
    // Ahead of the decision as well: after a withdrawal the page may load anew.
    const decisions = import(`${config.base}kivok-decision.js`) as Promise<Decisions>;
    controller.on("decision", (record) => decisions.then(({ post }) => post(controller, record)).catch(() => {}));
    // Said by the listener, or never.
    decisions.catch(() => {});
  }
  const openSettings = (): void => {
    turn("settings");
  };
  const close = (): void => leave(layer === "settings" && controller.due() ? "notice" : "none");

  /**
   * Focus returns to where it was, or from the settings to the notice's own button: always so in a modal notice, from
   * which it returns later.
   */
  const leave = (next: Layer): void => {
    turn(next);
    const inModal = root.querySelector("dialog [part~=settings]");
    const target = inModal || opener || root.querySelector("[part~=settings]");
    if (!inModal) opener = null;
    (target as HTMLElement | null)?.focus();
  };

  controller.on("decision", () => leave("none"));
  return async (asked, from) => {
    if (asked === "guardian") {
      if (layer === "none") await turn("settings");
      return choose(optionalCategories(config), "page");
    }
    if (asked === "notice" && (layer !== "none" || !controller.due())) return;
    // The notice's own buttons leave with it, and only a modal notice takes focus.
    if (layer !== asked && (asked === "settings" || controller.config.layout === "dialog"))
      opener = from?.getRootNode() === root ? null : from;
    await turn(asked);
  };
};
