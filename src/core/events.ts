import type { Events } from "../model/controller.js";

/**
 * Events are dispatched on `document` as `kivok:<name>`, with the detail of {@link Events}. So the page's own code can
 * listen as well, and a listener that throws stops no other: the browser reports the error and goes on (DOM, section 2.9).
 */
export const emit = <Name extends keyof Events>(name: Name, detail: Events[Name]): void => {
  document.dispatchEvent(new CustomEvent(`kivok:${name}`, { detail }));
};

/** Runs `listener` at each event of that name; returns the function that ends it. */
export const on = <Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void): (() => void) => {
  const type = `kivok:${name}`;
  const run = (event: Event): void => listener((event as CustomEvent<Events[Name]>).detail);
  document.addEventListener(type, run);
  return () => document.removeEventListener(type, run);
};
