/** What decides where a frame stands and how large it is: taken over as the browser computes it. */
const PLACE = [
  "align-self",
  "border",
  "border-radius",
  "bottom",
  "box-sizing",
  "flex",
  "float",
  "grid-area",
  "height",
  "justify-self",
  "left",
  "margin",
  "order",
  "padding",
  "position",
  "right",
  "top",
  "transform",
  "vertical-align",
  "width",
  "z-index",
];

/**
 * Lets an element stand where a frame stands, at its size, and hides the frame: rules that the page writes for frames
 * are computed for the frame and given to the element, so nothing moves. Ends when the frame gets an address or leaves
 * its place.
 * @param onLeave runs once, when the frame has its place back
 * @returns gives the place back
 */
export const takePlace = (host: HTMLElement, frame: HTMLIFrameElement, onLeave: () => void): (() => void) => {
  const own = [frame.style.getPropertyValue("display"), frame.style.getPropertyPriority("display")] as const;
  const showFrame = (): void => frame.style.setProperty("display", ...own);

  const measure = (): void => {
    host.style.setProperty("display", "none", "important");
    showFrame();
    const computed = getComputedStyle(frame);
    const { display } = computed;
    const values = PLACE.map((name) => [name, computed.getPropertyValue(name)] as const);
    frame.style.setProperty("display", "none", "important");
    for (const [name, value] of values) host.style.setProperty(name, value, "important");
    host.style.setProperty("display", display === "inline" ? "inline-block" : display, "important");
  };
  // The frame's size can follow that of what it stands in, or of the window.
  const sizes = new ResizeObserver(measure);
  const leave = (): void => {
    if (!host.isConnected) return;
    host.remove();
    showFrame();
    if (!frame.getAttribute("style")) frame.removeAttribute("style");
    sizes.disconnect();
    changes.disconnect();
    removeEventListener("resize", measure);
    onLeave();
  };
  const changes = new MutationObserver(() => {
    if (frame.getAttribute("src") || frame.previousSibling !== host) leave();
  });

  // In front, so that rules for what follows a frame still find the frame there.
  frame.before(host);
  measure();
  const parent = frame.parentNode as Node;
  changes.observe(frame, { attributeFilter: ["src"] });
  changes.observe(parent, { childList: true });
  sizes.observe(parent instanceof ShadowRoot ? parent.host : (parent as Element));
  addEventListener("resize", measure);
  return leave;
};
