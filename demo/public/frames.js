// @ts-check

/** @type {HTMLElement | null} */
const place = document.querySelector("[data-frames]");
const YEAR = 31_536_000;

/** @param {string} title @param {Node} parent @param {string} [src] */
const insert = (title, parent, src) => {
  const frame = document.createElement("iframe");
  frame.title = title;
  // Attributes, since the page's style does not reach into a shadow root.
  frame.width = "224";
  frame.height = "96";
  if (src) frame.src = src;
  parent.appendChild(frame);
  return frame;
};

if (place) {
  const inner = place.dataset.inner ?? "";
  const blank = insert("about:blank", place);
  if (blank.contentDocument) blank.contentDocument.cookie = `frame_blank=1; Max-Age=${YEAR}; Path=/`;
  insert("inserted", place, `${inner}?cookie=frame_inserted`);
  const host = place.appendChild(document.createElement("div"));
  insert("shadow", host.attachShadow({ mode: "open" }), `${inner}?cookie=frame_shadow`);
  document.querySelector("[data-open]")?.addEventListener("click", () => open(`${inner}?cookie=frame_window`));
}

export {};
