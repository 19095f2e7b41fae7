// @ts-check

/**
 * A cookie as `cookieStore` gives it: `expires` only where the browser shows it.
 * @typedef {{ name: string, expires?: number | null }} Item
 */

/** @type {HTMLElement | null} */
const list = document.querySelector("[data-cookies]");

/** @returns {Promise<Item[]>} */
const cookies = async () =>
  "cookieStore" in window
    ? /** @type {{ getAll(): Promise<Item[]> }} */ (window.cookieStore).getAll()
    : document.cookie
        .split("; ")
        .filter(Boolean)
        .map((pair) => ({ name: pair.split("=")[0] ?? "" }));

const show = async () => {
  if (!list) return;
  const { none = "", session = "", until = "", unknown = "" } = list.dataset;
  /** @param {Item} item */
  const life = ({ expires }) =>
    expires === undefined
      ? unknown
      : expires === null
        ? session
        : `${until} ${new Date(expires).toISOString().slice(0, 10)}`;
  const lines = (await cookies()).map((item) => `${item.name}: ${life(item)}`);
  list.replaceChildren(
    ...(lines.length ? lines : [none]).map((line) => {
      const row = document.createElement("li");
      row.textContent = line;
      return row;
    }),
  );
};

document.querySelector("[data-cookies-refresh]")?.addEventListener("click", show);
document.addEventListener("kivok:decision", show);
addEventListener("load", show);

export {};
