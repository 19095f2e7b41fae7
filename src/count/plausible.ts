import type { More } from "./counting.js";
import { addressWith, speak } from "./protocol.js";

/**
 * `kivok-count-plausible.js`: tells a Plausible server. `site` is the domain that is registered there.
 * @see https://plausible.io/docs/events-api
 */
export const start: More<undefined> = (counting) =>
  speak(counting, (happening, path) => {
    const { config } = counting;
    const isView = happening.kind === "view";
    const address = addressWith(path, isView ? happening.campaign : "");
    return {
      at: "/api/event",
      text: JSON.stringify({
        n: isView ? "pageview" : happening.name,
        u: address.href,
        d: config.site || location.hostname,
        r: isView && happening.referrer ? `https://${happening.referrer}/` : null,
        p: isView ? undefined : happening.properties,
        // Without it the server leaves the route away.
        h: address.hash ? 1 : undefined,
      }),
    };
  });
