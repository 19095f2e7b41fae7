import type { Controller, Start } from "../model/controller.js";

/**
 * Loads one of Kivok's own files by URL and starts it; the browser keeps it, so a second call only starts it again.
 * A file that does not come is left away: the page goes on, and nothing is sent or granted without it.
 * `import()` of an own file passes nonces and `strict-dynamic`, since the script that imports vouches for it.
 */
export const load = async (url: string, controller: Controller, detail?: unknown): Promise<void> => {
  try {
    await ((await import(url)) as { start: Start }).start(controller, detail);
  } catch {
    // Blocked, offline or an old browser.
  }
};
