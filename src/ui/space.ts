/**
 * Lets the page scroll on until its end is clear of the notice: else what stands there could not be clicked before a
 * choice. The element only adds to what can be scrolled over and moves nothing; a page that fits the window gets none,
 * since a scroll bar that appears would shift it; nor does a dialog in which the notice stands.
 * @param space an empty element beside the card, placed from the host's own position
 */
export const makeSpace = (space: HTMLElement, card: HTMLElement): void => {
  const { bottom } = document.body.getBoundingClientRect();
  const { host } = space.parentNode as ShadowRoot;
  const from = host.getBoundingClientRect().top;
  const isAtBottom = !/top/.test(card.dataset.at || "") && host.parentNode === document.documentElement;
  space.style.blockSize = `${isAtBottom && bottom + scrollY > innerHeight ? bottom - from + card.offsetHeight + 32 : 0}px`;
};
