// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { reveal } from "../../../src/ui/reveal.js";

test("[N9] an element behind the notice is scrolled clear of it; at the end of the page the notice makes way", () => {
  const host = document.createElement("kivok-notice");
  const card = host.attachShadow({ mode: "open" }).appendChild(document.createElement("section"));
  const focused = document.createElement("a");
  const box = (top: number, bottom: number) => ({ left: 0, right: 100, top, bottom }) as DOMRect;
  const scrolled = vi.fn();
  vi.stubGlobal("scrollBy", scrolled);
  card.getBoundingClientRect = () => (/top/.test(card.dataset.at ?? "") ? box(0, 200) : box(400, 600));

  focused.getBoundingClientRect = () => box(300, 320);
  reveal(focused, card);
  expect(scrolled).not.toHaveBeenCalled();

  let top = 500;
  scrolled.mockImplementation((by: ScrollToOptions) => {
    top -= by.top ?? 0;
  });
  focused.getBoundingClientRect = () => box(top, top + 20);
  reveal(focused, card);
  expect(top + 20).toBe(392);
  expect(card.dataset.at).toBeUndefined();

  // Nothing is left to scroll.
  top = 500;
  scrolled.mockImplementation(() => {});
  reveal(focused, card);
  expect(card.dataset.at).toBe("top ");

  // In a modal dialog of the page the notice makes way at once: the page behind would scroll for nothing.
  document.createElement("dialog").append(host);
  card.dataset.at = "";
  scrolled.mockClear();
  reveal(focused, card);
  expect(card.dataset.at).toBe("top ");
  expect(scrolled).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
});
