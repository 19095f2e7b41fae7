// @ts-check

/** The services in the basket, by id. @returns {string[]} */
export const readBasket = () => (document.cookie.match(/(?:^|; )basket=([^;]*)/)?.[1] ?? "").split(".").filter(Boolean);

/**
 * Keeps the basket in a cookie without a lifetime, where the server reads it at booking.
 * @param {readonly string[]} ids
 */
export const writeBasket = (ids) => {
  document.cookie = `basket=${ids.join(".")}; Path=/; SameSite=Lax`;
  showCount();
};

const showCount = () => {
  for (const count of document.querySelectorAll("[data-basket-count]")) count.textContent = String(readBasket().length);
};

// A page from the back/forward cache still shows the basket of then.
addEventListener("pageshow", (event) => {
  if (event.persisted) showCount();
});
