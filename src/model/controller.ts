import type { CategoryName } from "./category.js";
import type { Config } from "./config.js";
import type { Choice, ConsentRecord } from "./consent-record.js";

/** Which layer of the interface is shown. */
export type Layer = "notice" | "settings" | "none";

/** What happens in the core, with what each listener is given. */
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
  readonly config: Config;
  /** Directory of the tag, with a trailing slash: where messages are. */
  readonly base: string;
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
  /** Custom counts wait here until page views are loaded; then this is replaced by a function that sends at once. */
  counted: (name: string) => void;
};

/** What `kivok-ui.js` exports. */
export type Interface = {
  /** Shows a layer; focus returns to `opener` when the settings close. */
  readonly show: (controller: Controller, layer: "notice" | "settings") => Promise<void>;
};

/** What `kivok-count.js` exports. Called once, after `statistics` was granted. */
export type PageViews = { readonly start: (controller: Controller) => void };

/** What `kivok-button.js` exports: the floating way back. */
export type WayBack = { readonly show: (controller: Controller) => void };
