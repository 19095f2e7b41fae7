/**
 * Brings a layer that has just come into the page to the top layer, over every `z-index` and out of every transform and
 * filter of the page. A dialog opens as a modal one and focus moves to its title, never to a button; the notice is a
 * popover and leaves focus where it is. An old browser shows either as a plain element.
 */
export const raise = (layer: HTMLElement): void => {
  const isDialog = layer.tagName === "DIALOG";
  // A dialog that left the document has to be opened again.
  layer.removeAttribute("open");
  try {
    if (isDialog) (layer as HTMLDialogElement).showModal();
    else layer.showPopover();
  } catch {
    layer.setAttribute("open", "");
  }
  if (isDialog) layer.querySelector("h2")?.focus();
};

/** Whether something else would be clicked in the middle of one of the card's buttons. */
export const isCovered = (card: HTMLElement): boolean =>
  [...card.querySelectorAll("button")].some((button) => {
    const { x, y, width, height } = button.getBoundingClientRect();
    return !card.contains((card.getRootNode() as ShadowRoot).elementFromPoint(x + width / 2, y + height / 2));
  });
