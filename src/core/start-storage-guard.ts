import { resolveCoreConfig } from "../model/resolve-config.js";
import type { Api } from "./api.js";
import { readSettings, runningTag } from "./settings.js";
import { guardStorage } from "./storage-guard.js";

type Page = { readonly kivok?: Api & { isStorageGuarded?: true } };

/**
 * Guards `localStorage` after the tag has started, before any other script runs.
 * @param isDefault what an owner wants who does not say (`guard.storage`)
 */
export const startStorageGuard = (isDefault: boolean): void => {
  // Nothing may be thrown into the page; the tag twice on a page guards once.
  try {
    const { kivok } = window as Page;
    const { persistWith, storage = isDefault } = resolveCoreConfig(readSettings(runningTag())).guard;
    if (!kivok?.has || kivok.isStorageGuarded || !storage) return;
    kivok.isStorageGuarded = true;
    const move = guardStorage(() => kivok.has(persistWith));
    kivok.on("decision", move);
    move();
  } catch {
    // A browser without what the guard needs keeps its page.
  }
};
