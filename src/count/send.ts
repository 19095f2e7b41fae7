import type { Beacon, CustomCount, PageView, VisibleTime } from "../model/beacon.js";
import { BEACON_VERSION, encodeBeacon } from "../model/beacon.js";
import type { Controller } from "../model/controller.js";
import { dayNumber } from "../model/visit.js";

const MOST_OWED = 5;

/** The page that was counted last: its scrubbed path, empty before the first one. */
export type CountedPage = { path: string };

/** A beacon without what {@link createSender} adds; what is `undefined` is left out of the text. */
type Without<Kind> = {
  readonly [Field in Exclude<keyof Kind, "v" | "once" | "site" | "day" | "path">]: Kind[Field] | undefined;
};
/** What happened; {@link createSender} adds version, one-time number, site, day and path. */
export type Happening = Without<PageView> | Without<VisibleTime> | Without<CustomCount>;

/**
 * Sends beacons while `statistics` are granted. A beacon without a reply is sent again with the next one; its one-time
 * number keeps the collector from counting it twice. Nothing here waits, throws, or carries cookies or a referrer.
 */
export const createSender = (
  { config: { endpoint = "", site, timeZone = "UTC" }, has, sent }: Controller,
  page: CountedPage,
): ((happening: Happening) => void) => {
  const owed: string[] = [];

  return (happening) => {
    if (!has("statistics")) return;
    const [random] = crypto.getRandomValues(new BigUint64Array(1)) as unknown as [bigint];
    const text = encodeBeacon({
      v: BEACON_VERSION,
      // Shorter than the eight characters of the wire format once in 200 million.
      once: random.toString(36),
      site: site || location.host,
      day: dayNumber(Date.now(), timeZone),
      path: page.path,
      ...happening,
    } as Beacon);
    sent.push(text);
    for (const body of [...owed.splice(0), text]) {
      // A collector that is gone for long is not asked for everything again.
      const keep = (): unknown => owed.length < MOST_OWED && owed.push(body);
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
