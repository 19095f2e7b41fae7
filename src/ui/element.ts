/**
 * Makes an element from JSX. Each layer is drawn once and then only answers, so a virtual tree would have nothing to
 * compare: with Preact here `kivok-ui.js` was 4,000 bytes (brotli) larger.
 */
export function h(tag: string, attributes: Attributes | null, ...content: Content[]): Element {
  const isDrawing = tag === "svg" || tag === "path";
  const element = document.createElementNS(`http://www.w3.org/${isDrawing ? "2000/svg" : "1999/xhtml"}`, tag);
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, `${value}`);
  }
  // Four levels are more than any layer's lists of lists have.
  element.append(...(content.flat(4) as (string | Element)[]).filter(Boolean));
  return element;
}

/** What stands between two tags. `false`, `undefined` and the empty text leave nothing. */
export type Content = string | Element | false | undefined | readonly Content[];

/**
 * Attributes by name, and listeners by the event's name. A text or `true` is set, `false` and `undefined` are left out.
 */
type Attributes = { readonly [name: string]: string | boolean | undefined | (() => void) | Content };

export declare namespace h {
  namespace JSX {
    type Element = globalThis.Element;
    type IntrinsicElements = Readonly<Record<string, Attributes>>;
  }
}
