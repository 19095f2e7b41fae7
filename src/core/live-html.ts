import type { Take } from "./intercept.js";

type Policy = { readonly createHTML: (html: string) => string };
declare const trustedTypes: { readonly createPolicy: (name: string, rules: Policy) => Policy };

/** What is kept of a held element, in JSON: the properties that it was given. */
export const HELD = "[data-kivok-held]";

/**
 * Makes what runs in place of a way to insert nodes or HTML. Nodes of fragments and copies have their address already. HTML
 * that names a service which must wait is parsed where nothing loads, since only a parser knows where an address is, and
 * written as it is then; trusted HTML by a policy of the name `kivok`.
 * @param sweep holds what must wait in a node; follows what is held already
 * @param isMentioned whether HTML in lower case names a service that must wait
 */
export const createInserting = (sweep: (root: unknown) => void, isMentioned: (html: string) => unknown): Take<Node> => {
  const { set } = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML") as Required<PropertyDescriptor>;
  /** Made when it is needed; a page's own policy may allow it once. */
  let policy: Policy | undefined;

  const hide = (html: unknown): unknown => {
    const template = document.createElement("template");
    // Throws where Trusted Types refuse a text, as the page's own call would.
    set.call(template, html);
    sweep(template.content);
    const { innerHTML } = template;
    if (!template.content.querySelector(HELD)) return html;
    if (typeof html === "string") return innerHTML;
    policy ??= trustedTypes.createPolicy("kivok", { createHTML: (text) => text });
    return policy.createHTML(innerHTML);
  };
  return (self, given, go, name) => {
    // `write` and `writeln` take their texts as one.
    const texts = given[1] && name[0] === "w" ? [given.join("")] : [...given];
    texts.forEach(sweep);
    const html = texts.pop();
    if (!/[HFw]/.test(name) || !isMentioned(`${html}`.toLowerCase())) return go();
    const result = go([...texts, hide(html)]);
    ((result ?? self.getRootNode()) as ParentNode).querySelectorAll(HELD).forEach(sweep);
    return result;
  };
};
