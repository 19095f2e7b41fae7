// @ts-check
import { readBasket } from "./basket.js";

/** Seconds of a year: how long the salon would like to remember the master. Kivok shortens it until functional is granted. */
const YEAR = 31_536_000;
const atLoad = readBasket().join(".");

/** @param {string} name @returns {HTMLInputElement | null} */
const chosen = (name) => document.querySelector(`input[name="${name}"]:checked`);
/** @param {string} selector @param {string} text */
const write = (selector, text) => {
  const place = document.querySelector(selector);
  if (place) place.textContent = text;
};

const show = () => {
  write("[data-day]", chosen("day")?.dataset.name ?? "");
  write("[data-time-master]", [chosen("time")?.value, chosen("master")?.dataset.name].filter(Boolean).join(", "));
};

/** The hint is for visitors who have not allowed it. @param {{ readonly granted: readonly string[] } | null | undefined} record */
const showHint = (record) => {
  const hint = document.querySelector("[data-remember]");
  if (hint instanceof HTMLElement) hint.hidden = !!record?.granted.includes("functional");
};
showHint(window.kivok?.record);
document.addEventListener("kivok:change", ({ detail }) => showHint(detail));

document.querySelector(".book")?.addEventListener("change", (event) => {
  const { target } = event;
  if (target instanceof HTMLInputElement && target.name === "master")
    document.cookie = `master=${target.value}; Max-Age=${YEAR}; Path=/; SameSite=Lax`;
  show();
});
addEventListener("pageshow", (event) => {
  if (event.persisted && readBasket().join(".") !== atLoad) location.reload();
  // Browsers restore radios on reload, after the server's choice was drawn.
  show();
});
