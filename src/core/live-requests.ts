import { intercept } from "./intercept.js";
import type { FindWaiting } from "./services.js";

/** Makes requests of scripts to a service that must wait fail, without a word to its server. Nothing is repeated at the grant. */
export const holdRequests = (realm: Window & typeof globalThis, find: FindWaiting): void => {
  // An address that is none is refused as an unreachable one is, and no policy has a say in it.
  intercept(realm, "fetch", "value", (_, given, go) =>
    go(find((given[0] as Partial<Request> | undefined)?.url ?? given[0]) ? ["//"] : given),
  );
  intercept(realm.Navigator.prototype, "sendBeacon", "value", (_, given, go) => !find(given[0]) && go());
  intercept<Partial<XMLHttpRequest> & EventTarget>(
    realm.XMLHttpRequest.prototype,
    "open",
    "value",
    (request, given, go) => {
      // Its own `send` until it is opened for something else: fails later and with both events, as one without a network does.
      if (find(given[1]))
        request.send = () => {
          setTimeout(() => {
            for (const type of ["error", "loadend"]) request.dispatchEvent(new ProgressEvent(type));
          });
        };
      else delete request.send;
      return go();
    },
  );
};
