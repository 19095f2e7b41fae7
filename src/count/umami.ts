import type { More } from "./counting.js";
import { queryOf, speak } from "./protocol.js";

/**
 * `kivok-count-umami.js`: tells an Umami server. `site` is the id that the website has there.
 * @see https://docs.umami.is/docs/api/sending-stats
 */
export const start: More<undefined> = (counting) =>
  speak(counting, (happening, path) => {
    const isView = happening.kind === "view";
    return {
      at: "/api/send",
      // Its server reads nothing else; it allows the header in its answer to the preflight.
      type: "application/json",
      text: JSON.stringify({
        type: "event",
        payload: {
          website: counting.config.site,
          hostname: location.hostname,
          url: path + (isView ? queryOf(happening.campaign) : ""),
          referrer: isView && happening.referrer ? `https://${happening.referrer}/` : "",
          language: isView ? happening.language : undefined,
          name: isView ? undefined : happening.name,
          data: isView ? undefined : happening.properties,
        },
      }),
    };
  });
