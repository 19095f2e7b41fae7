/**
 * Sends a text to the owner's collector, without cookies or a referrer, also while the page goes.
 * A string is sent as `text/plain`, which needs no preflight (Fetch, CORS-safelisted request-header).
 */
export const tell = (address: string, body: string): Promise<unknown> =>
  fetch(address, { method: "POST", body, keepalive: true, credentials: "omit", referrerPolicy: "no-referrer" });
