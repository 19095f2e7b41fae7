type Policy = { readonly createHTML: (html: string) => string };
type TrustedTypes = {
  readonly isHTML: (value: unknown) => boolean;
  readonly createPolicy: (name: string, rules: Policy) => Policy;
};

/** Where HTML is parsed; nothing loads there. */
export const nursery: HTMLTemplateElement = document.createElement("template");
/** Made when it is needed; a page's own policy may allow it once. */
let policy: Policy | undefined;

/**
 * HTML without the addresses that must wait: it is parsed, since only a parser knows where an address is, and written as it is
 * then; trusted HTML by a policy of the name `kivok`.
 * @param sweep holds what must wait in a node
 */
export const hide = (html: unknown, sweep: (root: Node) => void): unknown => {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  // Throws where Trusted Types refuse a text, as the page's own call would.
  nursery.innerHTML = html as string;
  sweep(nursery.content);
  const { innerHTML } = nursery;
  if (!nursery.content.querySelector("[data-kivok-held]")) return html;
  if (!trustedTypes?.isHTML(html)) return innerHTML;
  policy ??= trustedTypes.createPolicy("kivok", { createHTML: String });
  return policy.createHTML(innerHTML);
};
