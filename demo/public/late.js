// @ts-check

/** @type {HTMLElement | null} */
const status = document.querySelector("[data-counter]");

// After the load event, as tag managers do it.
addEventListener("load", () => {
  if (!status) return;
  const script = document.createElement("script");
  script.src = status.dataset.counter ?? "";
  document.head.append(script);
  status.textContent = status.dataset.inserted ?? "";
});

export {};
