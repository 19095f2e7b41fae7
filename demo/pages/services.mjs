// @ts-check
import { html } from "../html.mjs";
import { KINDS, servicesOf } from "../salon.mjs";
import { heading, layout } from "./layout.mjs";

/**
 * The price list. Each button is a form's own submit button, so the basket fills without a script too.
 * @param {import("./layout.mjs").View} view
 */
export const servicesPage = (view) => {
  const { t, href, format, basket } = view;
  return layout(view, {
    title: t.services.title,
    scripts: ["services.js"],
    main: html`<section class="page sand">
${heading(t.services.title, t.services.lead)}
<form class="menu" method="post" action="${href("/services")}">${KINDS.map(
      (kind) =>
        html`<div id="${kind}"><h2>${t.kinds[kind]}</h2><ul>${servicesOf(kind).map((service) => {
          const name = t.services.names[service.id];
          const isChosen = basket.includes(service);
          return html`<li><span class="nm">${name}<small>${format.duration(service.minutes)}</small></span><span class="pr">${format.money(service.roubles)}</span><button class="add" type="submit" name="toggle" value="${service.id}" aria-pressed="${String(isChosen)}" aria-label="${name}: ${t.services.add}"></button></li>`;
        })}</ul></div>`,
    )}</form>
<p class="after"><a class="b main" href="${href("/booking")}">${t.services.toBooking}</a></p>
</section>`,
  });
};
