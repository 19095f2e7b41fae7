import type { Beacon, CustomCount, PageView, VisibleTime } from "../model/beacon.js";
import { BEACON_VERSION, encodeBeacon } from "../model/beacon.js";
import type { Controller } from "../model/controller.js";
import { dayNumber } from "../model/visit.js";

type Without<Kind> = Omit<Kind, "v" | "once" | "site" | "day">;
/** What happened; {@link createSender} adds version, one-time number, site and day. */
export type Happening = Without<PageView> | Without<VisibleTime> | Without<CustomCount>;

/**
 * Sends beacons while `statistics` are granted. A beacon without a reply is sent again with the next one; its one-time
 * number keeps the collector from counting it twice. Nothing here waits, throws, or carries cookies or a referrer.
 */
export const createSender = (controller: Controller): ((happening: Happening) => void) => {
  const { endpoint = "", site, timeZone = "UTC" } = controller.config;
  let owed: string[] = [];

  return (happening) => {
    if (!controller.has("statistics")) return;
    const [random = 0n] = crypto.getRandomValues(new BigUint64Array(1));
    const text = encodeBeacon({
      v: BEACON_VERSION,
      // The wire format asks for at least eight characters.
      once: random.toString(36).padStart(8, "0"),
      site: site || location.host,
      day: dayNumber(Date.now(), timeZone),
      ...happening,
    } as Beacon);
    controller.sent.push(text);
    // A string is sent as `text/plain`, which needs no preflight (Fetch, CORS-safelisted request-header).
    const bodies = [...owed, text];
    owed = [];
    for (const body of bodies) {
      const keep = (): void => {
        owed.push(body);
      };
      // A string is sent as `text/plain`, which needs no preflight (Fetch, CORS-safelisted request-header).
      fetch(`${endpoint}/beacon`, {
        method: "POST",
        body,
        keepalive: true,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        // A refusal is an answer as well; only a collector that is not well is asked again.
      }).then(({ status }) => status < 500 || keep(), keep);
    }
  };
};
