import { openStore as openCarefulStore, type Store } from "../../src/server/store.js";

/** Milliseconds by which the careless store writes later than it answers. */
const LATER_MILLISECONDS = 20;

/**
 * The store with one promise broken, to show that the tests of C1 notice: `early` answers before the increments are on
 * disk, `forgetful` does not know a beacon again. Built into a collector by careless-build.mjs, and nowhere else.
 */
export const openStore = (path: string, onFailure?: (error: unknown) => void): Store => {
  const store = openCarefulStore(path, onFailure);
  if (process.env.KIVOK_CARELESS === "forgetful") {
    let number = 0;
    const start = Date.now().toString(36);
    return { ...store, add: (increments) => store.add(increments, `${start}x${number++}`) };
  }
  return {
    ...store,
    add: async (increments, once) => {
      setTimeout(() => void store.add(increments, once), LATER_MILLISECONDS);
      return "counted";
    },
  };
};
