/**
 * The page's own modal dialog that is open on top, or `undefined`. Everything outside it is inert, so the notice must
 * stand in it to be answered; the dialog stays as usable as it was.
 */
export const openModal = (): Element | undefined => {
  try {
    // Focus is in the one on top, which may be in a shadow root; unless the visitor has clicked beside everything.
    return modalAround(focused()) ?? [...document.querySelectorAll(MODAL)].pop();
  } catch {
    // A browser that does not know `:modal` has no popovers either: there the notice is a plain element.
    return undefined;
  }
};

/** The focused element, also inside open shadow roots. */
export const focused = (): Element | null => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
};

const MODAL = "dialog:modal";

const modalAround = (element: Element | null | undefined): Element | undefined =>
  element ? (element.closest(MODAL) ?? modalAround((element.getRootNode() as Partial<ShadowRoot>).host)) : undefined;
