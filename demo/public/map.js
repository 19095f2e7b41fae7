// @ts-check

const box = document.querySelector("[data-map]");
const frame = box?.querySelector("iframe");

if (box && frame) {
  const showState = () => box.classList.toggle("loaded", frame.hasAttribute("src"));
  const loadOnce = () => {
    frame.src = frame.dataset.src ?? "";
    showState();
    // The button that was pressed is gone; the map is what it was pressed for.
    frame.focus();
  };
  box.querySelector("[data-map-once]")?.addEventListener("click", loadOnce);
  box.querySelector("[data-map-always]")?.addEventListener("click", () => {
    const { kivok } = window;
    // Without Kivok nothing can be remembered, and the map is still wanted.
    if (!kivok?.accept) return loadOnce();
    kivok.accept([...(kivok.record?.granted ?? []), "functional"]);
    frame.focus();
  });
  // Kivok gives the frame its address after a grant, on this page or an earlier one, and takes it away at withdrawal.
  new MutationObserver(showState).observe(frame, { attributes: true, attributeFilter: ["src"] });
  document.addEventListener("kivok:decision", showState);
  showState();
}
