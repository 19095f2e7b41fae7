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
    scripts: ["map.js"],
    main: html`<section class="page sand">
${heading(contacts.title)}
<div class="find">${whereabouts(view)}
<div class="map" data-map>${streets}<iframe data-category="functional" data-src="${map}" title="${contacts.mapTitle}"></iframe>
<div class="mapbox" role="group" aria-label="${contacts.mapWaiting}"><p><strong>${contacts.mapOwner}</strong></p><p>${contacts.mapPasses}</p><p class="acts"><button class="b s" type="button" data-map-once>${contacts.once}</button><button class="b s" type="button" data-map-always>${contacts.always}</button></p><p class="soft">${contacts.alwaysNote}</p><noscript><p><a href="${map}">${contacts.noScript}</a></p></noscript></div></div></div>
</section>`,
  });
};

/**
 * Where the salon is, and how to reach it.
 * @param {import("./layout.mjs").View} view
 */
export const whereabouts = ({ t: { contacts, booking }, config }) =>
  html`<address><p><strong>${contacts.street}</strong>${contacts.town}</p><p><strong class="phone">${booking.phoneHint}</strong>${contacts.hours}</p><p><a href="mailto:${config.contact.email}">${config.contact.email}</a></p><p class="soft">${contacts.way}</p></address>`;
