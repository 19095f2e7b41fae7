import type { Service } from "../model/config.js";
import type { Api } from "./api.js";
import { hide, nursery } from "./live-html.js";
import { ADDRESSES, LOADING, MARKUP, METHODS, OWNERS, TAKES_HTML } from "./live-members.js";
import { guardRealms, wrap } from "./realms.js";

/** The type of a script that waits; its address stays, so that Trusted Types let it run. */
const INERT = "text/plain";
/** More would be pixels of a page that was refused hours ago. What is in the document is found all the same. */
const MOST_HELD = 500;

/** Any of those that load by themselves; which of the properties it has differs. */
type Loading = HTMLScriptElement & Record<string, unknown>;
/** What is called on: an element, or something else that has none of an element's members. */
type Reached = Partial<Loading> | null | undefined;

let note: ((service: Service, address: string) => void) | undefined;
/** Tells the development build of each address that must wait; no other build has a trace of it. */
export const onHeld = (listener: typeof note): void => {
  note = listener;
};

/**
 * Stops elements that scripts create, and requests of scripts, before they reach a declared service whose category is not
 * granted, in this page and its same-origin frames (browser-facts.md, F15 to F19). A held element has what it was asked to
 * load in an attribute, and so have the copies that templates and frameworks make of it, and gets it at the grant; scripts
 * keep their address, and are inert. Requests fail as they do without a network. Without services it does nothing.
 */
export const holdServices = (services: readonly Service[] | undefined, { has, on }: Pick<Api, "has" | "on">): void => {
  if (!services?.[0]) return;
  const held = new Set<Loading>();

  const findWaiting = (isMatch: (host: string) => boolean): Service | undefined =>
    services.find(({ category, match }) => !has(category) && match.some(isMatch));
  /** The declared service that an address belongs to, if it must wait. */
  const find = (address: unknown): Service | undefined => {
    try {
      const { hostname, href } = new URL(`${address}`, document.baseURI);
      const service = findWaiting((host) => `.${hostname}`.endsWith(`.${host}`));
      if (service) note?.(service, href);
      return service;
    } catch {
      // No address, or an object that has none to give.
      return undefined;
    }
  };
  const isMentioned = (html: unknown): unknown => {
    const text = `${html}`.toLowerCase();
    return findWaiting((host) => text.includes(host));
  };

  const askedOf = (element: Loading): Record<string, unknown> => JSON.parse(element.dataset?.kivokHeld || "{}");
  /** Holds an address back, in place of the one before, if it must wait. @returns whether the element goes without it */
  const keep = (element: Loading, name: string, address: unknown): boolean => {
    if (!ADDRESSES.includes(name) || !element.matches?.(LOADING) || !(name in element)) return false;
    const { dataset, type, async } = element;
    const isScript = element.localName === "script";
    const asked = askedOf(element);
    // Candidates of `srcset` are apart by white space or commas, and each begins with its address (HTML, section 4.8.4.2.1).
    const isWaiting = `${address}`.split(name === "srcset" ? /[\s,]/ : (undefined as never)).some(find);
    delete asked[name];
    if (isWaiting) {
      if (!isScript) {
        asked[name] = `${address}`;
        element.removeAttribute(name);
      } else if (type !== INERT) {
        asked.type = type;
        // Only what the parser's scripts lose with their type; one that a script makes may still say so itself.
        if (!async) asked.async = async;
        element.type = INERT;
      }
      dataset.kivokHeld = JSON.stringify(asked);
      if (held.size < MOST_HELD) held.add(element);
    } else {
      held.delete(element);
      delete dataset.kivokHeld;
      // By the setters below: what must still wait is held again.
      Object.assign(element, asked);
    }
    return isWaiting && !isScript;
  };
  /** Judges an element anew: what it was asked for before, as a copy has it, and what it has. */
  const take = (element: Loading): void => {
    const asked = askedOf(element);
    for (const name of ADDRESSES) {
      const address = element.getAttribute(name);
      try {
        if (asked[name]) element[name] = asked[name];
      } catch {
        // Trusted Types refuse a late address of `<object>` and `<embed>` without a policy.
      }
      if (address) keep(element, name, address);
    }
  };
  const sweep = (root: unknown): void => {
    if ((root as Reached)?.matches?.(LOADING)) take(root as Loading);
    (root as Reached)?.querySelectorAll?.<Loading>(LOADING).forEach(take);
  };

  guardRealms(
    (realm) => {
      for (const owner of Object.getOwnPropertyNames(realm)) {
        const prototype = Object(OWNERS.test(owner) && realm[owner as "Element"]?.prototype);
        for (const name of Object.keys(prototype)) {
          const isAddress = owner[0] === "H" && ADDRESSES.includes(name);
          const isAccessor = isAddress || MARKUP.test(name);
          if (isAccessor || METHODS.test(name))
            wrap(prototype, name, isAccessor ? "set" : "value", (target, self, given) => {
              // The last argument is the value; methods have the name before it.
              if (keep(self as Loading, `${given[given.length - 2] ?? name}`.toLowerCase(), given[given.length - 1]))
                return undefined;
              // `write` and `writeln` take their texts as one.
              const texts = given[1] && name[0] === "w" ? [given.join("")] : given;
              texts.forEach(sweep);
              const html = self !== nursery && TAKES_HTML.test(name) && texts.find(isMentioned);
              const others = html ? texts.map((each) => (each === html ? hide(html, sweep) : each)) : given;
              const result = Reflect.apply(target, self, others);
              if (html)
                ((result ?? (self as Node).getRootNode()) as ParentNode)
                  .querySelectorAll("[data-kivok-held]")
                  .forEach(sweep);
              return result;
            });
          // What was asked for is what is read, as without the hold.
          if (isAddress)
            wrap(prototype, name, "get", (target, self, given) => {
              const asked = askedOf(self as Loading)[name] as string;
              return asked
                ? name === "srcset"
                  ? asked
                  : new URL(asked, document.baseURI).href
                : Reflect.apply(target, self, given);
            });
        }
      }

      // An address that is none is refused as an unreachable one is, and no policy has a say in it.
      wrap(realm, "fetch", "value", (target, self, given) =>
        Reflect.apply(target, self, find((given[0] as Partial<Request> | undefined)?.url ?? given[0]) ? ["//"] : given),
      );
      wrap(
        realm.Navigator.prototype,
        "sendBeacon",
        "value",
        (target, self, given) => !find(given[0]) && Reflect.apply(target, self, given),
      );
      wrap(realm.XMLHttpRequest.prototype, "open", "value", (target, self, given) => {
        // Its own `send` until it is opened for something else: fails later and with both events, as one without a network does.
        if (find(given[1]))
          (self as XMLHttpRequest).send = () => {
            setTimeout(() => {
              for (const type of ["error", "loadend"]) (self as XMLHttpRequest).dispatchEvent(new ProgressEvent(type));
            });
          };
        else delete (self as Partial<XMLHttpRequest>).send;
        return Reflect.apply(target, self, given);
      });
    },
    // Scripts of the page's own markup do not run: their request has left (F15).
    (_, root) => root.querySelectorAll<Loading>("script:not([data-kivok-held])").forEach(take),
  );
  on("decision", () => {
    for (const element of [...held, ...document.querySelectorAll<Loading>("[data-kivok-held],iframe[src]")]) {
      take(element);
      // Not started yet, since it was inert.
      if (element.localName === "script") element.after(element);
    }
  });
};
