/** Moves view and focus to an element, without touching the address, which holds the report's settings. */
export const jumpTo =
  (id: string) =>
  (event: Event): void => {
    event.preventDefault();
    const target = document.getElementById(id);
    target?.scrollIntoView({ block: "start" });
    target?.focus({ preventScroll: true });
  };
