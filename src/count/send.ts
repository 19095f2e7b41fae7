import { BEACON_VERSION } from "../model/beacon.js";
import type { Counting } from "./counting.js";
import { more } from "./more.js";
import { counting } from "./state.js";

/** Status with which the collector refuses the day of a beacon. */
const OTHER_DAY = 422;

/**
 * Sends beacons while `statistics` are granted. Nothing here waits, throws, or carries cookies or a referrer. One
 * without a reply is owed: the next view sends it again, also on another page, and its one-time number keeps the
 * collector from counting it twice. `kivok-count-again.js` gets the lines to send again, or what counts the view that
 * was refused for its day.
 */
export const send: Counting["send"] = (happening, again) => {
  if (!counting.has("statistics")) return;
  // 64 random bits; shorter than the eight digits of the wire format once in a hundred thousand million.
  const once = crypto.getRandomValues(new Uint32Array(2)).join("");
  // As `encodeBeacon` does; the checks of its type are made on what happened.
  const text = JSON.stringify({
    v: BEACON_VERSION,
    path: counting.path,
    once,
    site: counting.config.site || location.host,
    ...happening,
    day: counting.today(),
  });
  counting.sent.push(text);
  // Goes with the reply. It is found by the number, which stands behind a time nowhere else.
  const mark = again ? Date.now() + once : "";
  counting.keep((lines) => {
    if (again && /\n\d/.test(lines)) more("again", lines);
    // biome-ignore lint/style/useTemplate: a template is seven bytes more in a file that is full
    return lines + "\n" + mark + text;
  });
  fetch(`${counting.config.endpoint}/beacon`, {
    // A string is sent as `text/plain`, which needs no preflight (Fetch, CORS-safelisted request-header).
    body: text,
    method: "POST",
    keepalive: true,
    credentials: "omit",
    referrerPolicy: "no-referrer",
  }).then(
    ({ status }) => {
      // A refusal is an answer as well; only a collector that is not well is asked again.
      if (status < 500) counting.keep((lines) => lines.replace(mark, ""));
      if (status === OTHER_DAY) more("again", again);
    },
    () => {},
  );
};
