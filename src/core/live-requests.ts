import { intercept } from "./intercept.js";
import type { FindWaiting } from "./services.js";

/** Makes requests of scripts to a service that must wait fail, without a word to its server. Nothing is repeated at the grant. */
export const holdRequests = (realm: Window & typeof globalThis, find: FindWaiting): void => {
  const isWaiting = (address: unknown): boolean => !!find(address, realm.document.baseURI);

  intercept(realm, "fetch", "value", (_, given, go) =>
    isWaiting((given[0] as Partial<Request> | undefined)?.url ?? given[0])
      ? Promise.reject(new TypeError("Failed to fetch"))
      : go(),
  );
  intercept(realm.Navigator.prototype, "sendBeacon", "value", (_, given, go) => !isWaiting(given[0]) && go());
  intercept(realm.XMLHttpRequest.prototype, "open", "value", (self, given, go) => {
    const request = self as Partial<XMLHttpRequest>;
    // Its own `send` until it is opened for something else: fails later and with both events, as one without a network does.
    if (isWaiting(given[1]))
      request.send = () => {
        setTimeout(() => {
          for (const type of ["error", "loadend"]) (self as EventTarget).dispatchEvent(new ProgressEvent(type));
        });
      };
    else delete request.send;
    return go();
  });
};
