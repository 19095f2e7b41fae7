import type { Service } from "../model/config.js";
import type { Api } from "./api.js";
import { createHold } from "./live-elements.js";
import { holdRequests } from "./live-requests.js";
import { guardRealms } from "./realms.js";

/**
 * The declared service that an address belongs to, if it must wait.
 * @param except a category of which none is meant
 */
export type FindWaiting = (address: unknown, except?: string) => Service | undefined;

/**
 * Stops elements that scripts create, and requests of scripts, before they reach a declared service whose category is not
 * granted, in this page and its same-origin frames (browser-facts.md, F15 to F19). Elements get their address at the grant;
 * requests fail as they do without a network. Without services it does nothing.
 * @param note is told of each, for the development build
 */
export const holdServices = (
  services: readonly Service[],
  { has, on }: Pick<Api, "has" | "on">,
  note?: (service: Service, address: string) => void,
): void => {
  if (!services[0]) return;
  const findWaiting = (isMatch: (host: string) => boolean): Service | undefined =>
    services.find(({ category, match }) => !has(category) && match.some(isMatch));
  const find: FindWaiting = (address, except) => {
    try {
      const { hostname, href } = new URL(`${address}`, document.baseURI);
      const service = findWaiting((host) => `.${hostname}`.endsWith(`.${host}`));
      if (service) note?.(service, href);
      return service?.category === except ? undefined : service;
    } catch {
      // No address, or an object that has none to give.
      return undefined;
    }
  };
  const hold = createHold(find, (html) => findWaiting((host) => html.includes(host)));
  guardRealms((realm) => {
    hold.guard(realm);
    holdRequests(realm, find);
  }, hold.onMutation);
  on("decision", hold.follow);
};
