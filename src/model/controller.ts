import type { CategoryName } from "./category.js";
import type { CoreConfig } from "./config.js";
import type { Choice, ConsentRecord } from "./consent-record.js";

/** Which layer of the interface is shown. */
export type Layer = "notice" | "settings" | "none";

/** What happens in the core, with what each listener is given; dispatched on `document` as `kivok:<name>`. */
export type Events = {
  /** A decision was made; runs once a decision, after the guard and the gate have followed it. */
  decision: ConsentRecord;
  /** The same, only if a category's state differs from before. */
  change: ConsentRecord;
  /** A layer was opened, or the last one closed (`none`). */
  layer: Layer;
};

/** What the core offers to the files that it loads (interface, page views, way back). They import no code of the core. */
export type Controller = {
  /** As the owner gave it, with the core's defaults; `resolveConfig` fills in the rest. */
  readonly config: CoreConfig;
  /** Why the notice is due; `undefined` if it is not. */
  readonly due: () => "first" | "policy" | "expired" | "category" | undefined;
  /** The decision in force, or `null`. */
  readonly record: () => ConsentRecord | null;
  readonly has: (category: CategoryName) => boolean;
  readonly decide: (choice: Choice) => void;
  /** Runs `listener` at every event of that name until the returned function is called. A listener that throws stops no other. */
  readonly on: <Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void) => () => void;
  readonly emit: <Name extends keyof Events>(name: Name, detail: Events[Name]) => void;
  /** Opens the settings. */
  readonly open: () => void;
  /** Every beacon of this page, as sent. */
  readonly sent: string[];
  /** Takes a custom count; `kivok-count.js` replaces it when it starts, and takes over what is {@link waiting}. */
  counted: (name: string) => void;
  /** Custom counts made while `kivok-count.js` was on its way. */
  readonly waiting: string[];
};

/**
 * What each file that the core loads exports.
 * - `kivok-ui.js`: shows `layer`; called whenever one is to be shown;
 * - `kivok-count.js`: counts page views; called once, after `statistics` was granted;
 * - `kivok-button.js`: shows the floating way back; called after each decision, and at once when there is one.
 */
export type Start = (controller: Controller, layer?: Layer) => unknown;
