// @ts-check
import { html } from "../html.mjs";
import { streets } from "./drawing.mjs";
import { heading, layout } from "./layout.mjs";

/** @param {import("./layout.mjs").View} view */
export const contactsPage = (view) => {
  const { language, t, thirdParty } = view;
  const { contacts } = t;
  const map = `${thirdParty}/map?lang=${language}`;
  return layout(view, {
    title: contacts.title,
    main: html`<section class="page sand">
${heading(contacts.title)}
<div class="find">${whereabouts(view)}
<div class="map">${streets}<iframe data-category="functional" data-service="${contacts.mapService}" data-picture data-src="${map}" title="${contacts.mapTitle}"></iframe><noscript><p class="sheet"><a href="${map}">${contacts.noScript}</a></p></noscript></div></div>
</section>`,
  });
};

/**
 * Where the salon is, and how to reach it.
 * @param {import("./layout.mjs").View} view
 */
export const whereabouts = ({ t: { contacts, booking }, config }) =>
  html`<address><p><strong>${contacts.street}</strong>${contacts.town}</p><p><strong class="phone">${booking.phoneHint}</strong>${contacts.hours}</p><p><a href="mailto:${config.contact.email}">${config.contact.email}</a></p><p class="soft">${contacts.way}</p></address>`;
