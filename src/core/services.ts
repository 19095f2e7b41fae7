import type { CategoryName } from "../model/category.js";
import type { Service } from "../model/config.js";
import type { Api } from "./api.js";
import { createHold } from "./live-elements.js";
import { holdRequests } from "./live-requests.js";
import { guardRealms } from "./realms.js";

/**
 * The category of the declared service that an address belongs to, if it must wait, and the whole address.
 * @param base what a relative address begins at
 */
export type FindWaiting = (address: unknown, base: string) => readonly [CategoryName, string] | undefined;

/**
 * Stops elements that scripts create, and requests of scripts, before they reach a declared service whose category is not
 * granted, in this page and its same-origin frames (browser-facts.md, F15 to F19). Elements get their address at the grant;
 * requests fail as they do without a network.
 * @param note is told of each, for the development build
 */
export const holdServices = (
  services: readonly Service[],
  { has, on }: Pick<Api, "has" | "on">,
  note?: (service: Service, address: string) => void,
): void => {
  const find: FindWaiting = (address, base) => {
    try {
      const { hostname, href } = new URL(`${address}`, base);
      const service = services.find(
        ({ category, match }) => !has(category) && match.some((host) => `.${hostname}`.endsWith(`.${host}`)),
      );
      if (service) note?.(service, href);
      return service && [service.category, href];
    } catch {
      // No address, or an object that has none to give.
      return undefined;
    }
  };
  const hosts = services.flatMap(({ match }) => match);
  const hold = createHold(find, hosts, has);
  guardRealms((realm) => {
    hold.guard(realm);
    holdRequests(realm, find);
  }, hold.onMutation);
  on("decision", hold.follow);
};
