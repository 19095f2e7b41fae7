/**
 * Brings the page's focused element out from behind the notice (WCAG 2.2, 2.4.11): by scrolling, or at an end of the
 * page by sending the notice to the other edge of the window, and scrolling again.
 */
export const reveal = (focused: Element, card: HTMLElement): void => {
  // A modal dialog does not scroll with the page.
  for (const isToMove of (card.getRootNode() as ShadowRoot).host.closest("dialog") ? [true] : [false, true, false]) {
    const it = focused.getBoundingClientRect();
    const cover = card.getBoundingClientRect();
    if (it.left > cover.right || cover.left > it.right || it.top > cover.bottom || cover.top > it.bottom) return;
    const at = card.dataset.at || "";
    const isAtTop = /top/.test(at);
    if (isToMove) card.dataset.at = isAtTop ? at.replace("top", "") : `top ${at}`;
    // 8 px more than needed, for a focus ring.
    else scrollBy({ top: isAtTop ? it.top - cover.bottom - 8 : it.bottom - cover.top + 8, behavior: "instant" });
  }
};
