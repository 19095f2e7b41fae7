/**
 * Opens a dialog as a modal one and moves focus to its title, never to a button. An old browser without `<dialog>` shows
 * it as a plain element. A dialog that left the document and came back has to be opened again.
 */
export const openModal = (dialog: HTMLDialogElement | null): void => {
  if (!dialog) return;
  dialog.removeAttribute("open");
  try {
    dialog.showModal();
  } catch {
    dialog.setAttribute("open", "");
  }
  dialog.querySelector("h2")?.focus();
};
