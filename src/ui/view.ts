import type { CategoryName } from "../model/category.js";
import type { How } from "../model/consent-record.js";
import type { Controller } from "../model/controller.js";
import type { Words } from "./text.js";

/** Whoever says something about the configuration. */
export type Speaker = { readonly controller: Controller; readonly words: Words };

/** What both layers are drawn from, and what they can ask for. */
export type View = Speaker & {
  /**
   * Hands in a decision, after the guardian step where one is due; every layer closes.
   * @param how by default the layer that is shown
   */
  readonly choose: (granted: readonly CategoryName[], how?: How) => Promise<void>;
  /** Hands in what the switches show. */
  readonly save: () => void;
  /** Saves a record of the decision in force as a file. */
  readonly saveReceipt: () => void;
  /** Goes from the notice to the settings. */
  readonly openSettings: () => void;
  /** Closes the layer without a decision. */
  readonly close: () => void;
};
