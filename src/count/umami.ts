import type { More } from "./counting.js";
import { addressWith, speak } from "./protocol.js";

/**
 * `kivok-count-umami.js`: tells an Umami server. `site` is the id that the website has there.
 * @see https://docs.umami.is/docs/api/sending-stats
 */
export const start: More<undefined> = (counting) =>
  speak(counting, (happening, path) => {
    const isView = happening.kind === "view";
    const { pathname, search, hash } = addressWith(path, isView ? happening.campaign : "");
    return {
      at: "/api/send",
      // Its server reads nothing else; it allows the header in its answer to the preflight.
      type: "application/json",
      text: JSON.stringify({
        type: "event",
        payload: {
          website: counting.config.site,
          hostname: location.hostname,
          url: pathname + search + hash,
          referrer: isView && happening.referrer ? `https://${happening.referrer}/` : "",
          language: isView ? happening.language : undefined,
          name: isView ? undefined : happening.name,
          data: isView ? undefined : happening.properties,
        },
      }),
    };
  });
