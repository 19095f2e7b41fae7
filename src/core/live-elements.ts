import type { Take } from "./intercept.js";
import { intercept } from "./intercept.js";
import { createInserting, HELD } from "./live-html.js";
import type { OnMutation } from "./realms.js";
import type { FindWaiting } from "./services.js";

/** Elements that load by themselves, their interfaces, and the properties by which they do. */
const LOADING = "script,iframe,img,source,video,audio,embed,object,link";
const INTERFACES = ["Script", "IFrame", "Image", "Source", "Media", "Video", "Embed", "Object", "Link"] as const;
const ADDRESSES = "src poster data href";
const ALL_ADDRESSES = `${ADDRESSES} srcset`;
/** Methods that insert nodes or HTML, or bring nodes where they load. */
const INSERTING =
  "append appendChild prepend before insertBefore insertNode insertAdjacentElement insertAdjacentHTML replaceChild replaceChildren replaceWith after adoptNode importNode createContextualFragment write writeln";
const OWNERS = ["Node", "Element", "Document", "DocumentFragment", "CharacterData", "Range", "ShadowRoot"] as const;
/** The type of a script that waits; its address stays, so that Trusted Types let it run. */
const INERT = "text/plain";
/** More would be pixels of a page that was refused hours ago. What is in the document is found all the same. */
const MOST_HELD = 500;

/** Of any of {@link LOADING}; which of the properties it has differs. */
type Loading = HTMLScriptElement & Record<string, unknown>;

/** What holds elements of services back. */
export type Hold = {
  /** Wraps a realm's ways to give an element its address, or to insert one that has it. */
  readonly guard: (realm: Window & typeof globalThis) => void;
  /** Keeps scripts of the page's own markup from running: their request has left (F15). */
  readonly onMutation: OnMutation;
  /** Follows a decision: what is granted gets its address, frames of what is denied lose it. */
  readonly follow: () => void;
};

/**
 * Makes a {@link Hold} for the services that `find` finds. A held element has what it was asked to load in an attribute, and so
 * have the copies that templates and frameworks make of it; scripts keep their address, and are inert.
 */
export const createHold = (find: FindWaiting, isMentioned: (html: string) => unknown): Hold => {
  const held = new Set<Loading>();

  const askedOf = ({ dataset }: Loading): Record<string, unknown> => JSON.parse(dataset.kivokHeld || "{}");
  const remember = (element: Loading): void => {
    if (held.size < MOST_HELD) held.add(element);
  };
  const release = (element: Loading, asked: object = askedOf(element)): void => {
    held.delete(element);
    delete element.dataset.kivokHeld;
    // By the setters below: what must still wait is held again.
    Object.assign(element, asked);
  };
  /** Holds an address back, in place of the one before, if it must wait. @returns whether the element goes without it */
  const keep = (element: Loading, name: string, address: unknown): boolean => {
    const { dataset, type, async } = element;
    const isScript = element.localName === "script";
    const asked = askedOf(element);
    // Candidates of `srcset` are apart by white space or commas, and each begins with its address (HTML, section 4.8.4.2.1).
    const isWaiting = `${address}`
      .split(name === "srcset" ? /[\s,]+/ : (undefined as never))
      // What is marked with that very category is the gate's.
      .some((each) => find(each, dataset.category));
    delete asked[name];
    if (!isWaiting) release(element, asked);
    else {
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
      remember(element);
    }
    return isWaiting && !isScript;
  };
  const take = (element: Loading): void => {
    if (element.dataset?.kivokHeld) remember(element);
    for (const name of ALL_ADDRESSES.split(" ")) {
      const address = element.getAttribute(name);
      if (address && name in element) keep(element, name, address);
    }
  };
  const sweep = (root: Partial<Loading> | null): void => {
    for (const each of [root, ...(root?.querySelectorAll?.<Loading>(LOADING) ?? [])])
      if (each?.matches?.(LOADING)) take(each as Loading);
  };
  const give: Take<Loading> = (element, given, go, property) => {
    // The last argument is the value; methods have the name before it.
    const name = `${given[given.length - 2] ?? property}`.toLowerCase();
    if (
      !ALL_ADDRESSES.includes(name) ||
      !(name in element) ||
      !element.matches(LOADING) ||
      !keep(element, name, given[given.length - 1])
    )
      go();
  };
  const insert = createInserting(sweep as (root: unknown) => void, isMentioned);

  return {
    guard: (realm) => {
      for (const each of INTERFACES) {
        const { prototype } = realm[`HTML${each}Element`];
        intercept(prototype, ALL_ADDRESSES, "set", give);
        // What was asked for is what is read, as without the hold.
        intercept<Loading>(prototype, ADDRESSES, "get", (element, _, go, name) => {
          const asked = askedOf(element)[name];
          return asked ? new URL(asked as string, document.baseURI).href : go();
        });
      }
      for (const owner of OWNERS) {
        const { prototype } = realm[owner];
        intercept(prototype, "setAttribute setAttributeNS", "value", give);
        intercept(prototype, "innerHTML outerHTML", "set", insert);
        intercept(prototype, INSERTING, "value", insert);
      }
    },
    onMutation: (_, root) => root.querySelectorAll<Loading>("script").forEach(take),
    follow: () => {
      for (const element of [...held, ...document.querySelectorAll<Loading>(`${HELD},iframe[src]`)]) {
        try {
          release(element);
        } catch {
          // Trusted Types refuse a late address of `<object>` and `<embed>` without a policy.
        }
        // Not started yet, since it was inert.
        if (element.localName === "script") element.after(element);
        take(element);
      }
    },
  };
};
