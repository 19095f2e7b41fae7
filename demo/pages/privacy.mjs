// @ts-check
import { html } from "../html.mjs";
import { declaration } from "./declaration.mjs";
import { heading, layout } from "./layout.mjs";

/** @param {import("./layout.mjs").View} view */
export const privacyPage = (view) => {
  const { language, t, format, config } = view;
  const { privacy } = t;
  return layout(view, {
    title: privacy.title,
    main: html`<section class="page">
${heading(privacy.title, `${privacy.edition} ${format.fullDay(config.policy.date)}.`)}
<div class="prose"><div class="changed"><h2>${privacy.changed}</h2><ul>${config.policy.changes.map((change) => html`<li>${change[language]}</li>`)}</ul></div>
${privacy.sections.map(({ title, text }) => html`<h2>${title}</h2>${text.map((paragraph) => html`<p>${paragraph}</p>`)}`)}</div>
${declaration(view)}
<p><button class="b" type="button" data-kivok="settings">${privacy.change}</button></p>
</section>`,
  });
};
