// @ts-check
import { readBasket, writeBasket } from "./basket.js";

/** @type {NodeListOf<HTMLButtonElement>} */
const buttons = document.querySelectorAll(".add");

const show = () => {
  const basket = readBasket();
  for (const button of buttons) button.setAttribute("aria-pressed", String(basket.includes(button.value)));
};

document.querySelector(".menu")?.addEventListener("submit", (event) => {
  const button = event instanceof SubmitEvent && event.submitter;
  if (!(button instanceof HTMLButtonElement)) return;
  const basket = readBasket();
  const isChosen = basket.includes(button.value);
  writeBasket(isChosen ? basket.filter((id) => id !== button.value) : [...basket, button.value]);
  // With cookies off nothing was written, and the server's answer is as good.
  if (readBasket().includes(button.value) !== isChosen) event.preventDefault();
  show();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) show();
});
