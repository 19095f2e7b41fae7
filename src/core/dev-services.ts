import "./diagnose.js";
import "./diagnose-consent-mode.js";
import "./tag.js";
import type { Api } from "./api.js";
import { holdServices, onHeld } from "./services.js";
import { readSettings, runningTag } from "./settings.js";

/*
 * Development build of `kivok-services.js`: says of each address what it did about it, and what it could not hold back.
 */
try {
  const { kivok } = window as { kivok?: Api };
  const { services = [] } = readSettings(runningTag());
  const held = new Set<string>();
  onHeld(({ name, category }, address) => {
    if (!held.has(address)) console.warn(`[kivok] services: ${address} (${name}) waits for "${category}"`);
    held.add(address);
  });
  if (kivok && services[0]) {
    holdServices(services, kivok);
    new PerformanceObserver((list) => {
      for (const { name } of list.getEntries())
        if (
          services.some(
            ({ category, match }) =>
              !kivok.has(category) && match.some((host) => `.${new URL(name).hostname}`.endsWith(`.${host}`)),
          )
        )
          console.warn(
            `[kivok] services: ${name}: expected no request before consent, found one (live markup of the page cannot be held back: write data-src and data-category)`,
          );
    }).observe({ type: "resource", buffered: true });
  }
} catch (error) {
  console.warn("[kivok] services: could not be held back:", error);
}
