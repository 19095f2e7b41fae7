import type { Counting } from "./counting.js";

/**
 * The one place of state of this realm. Only the parts of `kivok-count.js` import it; each file that they load is a
 * bundle of its own, which would have another one, and is handed this.
 */
export let counting: Counting;

/** Puts it in place, before anything else happens. */
export const begin = (given: Counting): void => {
  counting = given;
};
