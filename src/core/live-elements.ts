import type { CategoryName } from "../model/category.js";
import type { Take } from "./intercept.js";
import { intercept } from "./intercept.js";
import type { OnMutation } from "./realms.js";
import type { FindWaiting } from "./services.js";

type Realm = Window & typeof globalThis;
/** An element without the address that it was given: its category, the whole address, and what sets it. */
type Held = readonly [category: CategoryName, address: string, release: () => void];

/** What loads by itself; `srcset` and the addresses in style sheets are out of reach (F17). */
const LOADING = "[src],link[href],object[data]";
const attributeOf = ({ localName }: { readonly localName: string }): "src" | "href" | "data" =>
  localName === "link" ? "href" : localName === "object" ? "data" : "src";
/** Not in a document that loads nothing, such as a template's: its nodes are copied, and a copy would know nothing of the hold. */
const isLive = (node: unknown): boolean => (node as Node).ownerDocument?.defaultView !== null;
/** Interfaces whose property of that name is a setter. */
const INTERFACES = ["Script", "IFrame", "Image", "Link", "Embed", "Object", "Media"] as const;
/** Interfaces with methods that insert nodes, or take HTML. */
const OWNERS = ["Node", "Element", "Document", "DocumentFragment", "CharacterData", "ShadowRoot", "Range"] as const;
/** Nodes of fragments and clones have their address already when they are inserted. */
const INSERTING =
  "append appendChild prepend before insertBefore insertNode insertAdjacentElement replaceChild replaceChildren replaceWith after";
/** Stands for the address in HTML that is written, until the element is there. */
const MARK = "data-kivok-held";
/** More would be pixels of a page that was refused hours ago. */
const MOST_HELD = 500;

/** What holds elements of services back. */
export type Hold = {
  /** Wraps a realm's ways to give an element its address, or to insert one that has it. */
  readonly guard: (realm: Realm) => void;
  /** Keeps scripts of the page's own markup from running: their request has left (F15). */
  readonly onMutation: OnMutation;
  /** Follows a decision: what is granted gets its address, frames of what is denied lose it. */
  readonly follow: () => void;
};

/** Makes a {@link Hold} for the services that `find` finds, among those of these hosts. */
export const createHold = (
  find: FindWaiting,
  hosts: readonly string[],
  isGranted: (category: CategoryName) => boolean,
): Hold => {
  const held = new Map<Element, Held>();
  /** Scripts that were there before: what ran while it was granted must not run again. */
  const seen = new WeakSet<Element>();
  const { setAttribute, removeAttribute } = Element.prototype;
  const { set: setHtml } = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML") as PropertyDescriptor;

  /** Holds an address back, in place of the one before; not what has a category in its markup, which is the gate's. @returns whether it does */
  const keep = (element: Element, address: unknown, release: () => void): boolean => {
    const found = !element.matches("[data-category]") && find(address, element.baseURI);
    held.delete(element);
    if (found) held.set(element, [...found, release]);
    if (held.size > MOST_HELD) held.delete(held.keys().next().value as Element);
    return !!found;
  };
  /** Takes the address of an element that has it in an attribute. */
  const take = (element: Element, name: string = attributeOf(element)): void => {
    const address = element.getAttribute(name) as string;
    if (keep(element, address, () => setAttribute.call(element, attributeOf(element), address)))
      removeAttribute.call(element, name);
  };

  /** HTML in which addresses of services are marks: parsed, since only a parser knows where an address is. */
  const hide = (html: unknown): unknown => {
    if (typeof html !== "string" || !hosts.some((host) => html.toLowerCase().includes(host))) return html;
    const template = document.createElement("template");
    let isHidden = false;
    // Throws where Trusted Types refuse a text, as the page's own call would.
    setHtml?.call(template, html);
    for (const element of template.content.querySelectorAll(LOADING)) {
      const name = attributeOf(element);
      const address = element.getAttribute(name) as string;
      if (find(address, document.baseURI)) {
        setAttribute.call(element, MARK, address);
        removeAttribute.call(element, name);
        isHidden = true;
      }
    }
    return isHidden ? template.innerHTML : html;
  };

  const guard = (realm: Realm): void => {
    const giveAddress: Take = (self, given, go) => {
      const element = self as Element;
      const isAddress = !given[1] || `${given[0]}`.toLowerCase() === attributeOf(element);
      if (!isAddress || !isLive(self) || !keep(element, given[given.length - 1], go)) go();
    };
    intercept(realm.Element.prototype, "setAttribute", "value", giveAddress);
    for (const each of INTERFACES) {
      const { prototype } = realm[`HTML${each}Element`];
      const name = attributeOf({ localName: each.toLowerCase() });
      intercept(prototype, name, "set", giveAddress);
      // What was asked for is what is read, as without the hold.
      intercept(prototype, name, "get", (self, _, go) => held.get(self as Element)?.[1] ?? go());
    }
    for (const owner of OWNERS) {
      const { prototype } = realm[owner];
      const write: Take = (self, given, go) => {
        // `write` and `writeln` take their texts as one.
        const texts = owner === "Document" ? [given.join("")] : given;
        const html = hide(texts.pop());
        const root = (self as Node).getRootNode?.();
        const result = go([...texts, html]);
        // Also where nothing was marked: a query costs less than to know.
        for (const element of ((result ?? root) as ParentNode).querySelectorAll(`[${MARK}]`)) {
          // In the order in which they were written, as the parser would have run them.
          (element as HTMLScriptElement).async = false;
          take(element, MARK);
        }
        return result;
      };
      intercept(prototype, "innerHTML outerHTML", "set", write);
      intercept(prototype, "insertAdjacentHTML write writeln createContextualFragment", "value", write);
      intercept(prototype, INSERTING, "value", (self, given, go) => {
        if (isLive(self))
          for (const node of given as (Element | null | undefined)[]) {
            if (node?.matches?.(LOADING)) take(node);
            if (node?.firstElementChild) for (const inner of node.querySelectorAll(LOADING)) take(inner);
          }
        return go();
      });
    }
  };

  return {
    guard,
    onMutation: () => {
      for (const script of document.scripts)
        if (!seen.has(script)) {
          seen.add(script);
          const { type } = script;
          // It has been started and cannot be again: a copy runs in its place at the grant.
          const release = (): void => {
            script.type = type;
            const [copy] = document.createRange().createContextualFragment(script.outerHTML).children;
            (copy as HTMLScriptElement).nonce = script.nonce ?? "";
            script.replaceWith(copy as Element);
          };
          if (!held.has(script) && script.src && keep(script, script.src, release)) script.type = "text/plain";
        }
    },
    follow: () => {
      for (const [element, [category, , release]] of held)
        if (isGranted(category)) {
          held.delete(element);
          release();
        }
      for (const frame of document.querySelectorAll("iframe[src]")) take(frame);
    },
  };
};
