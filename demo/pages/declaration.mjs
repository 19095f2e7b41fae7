// @ts-check
import { html } from "../html.mjs";

/**
 * One row of the table.
 * @typedef {{ name: string, provider: string, purpose: string, lifetime: string }} Row
 */

/**
 * The table of cookies, made from Kivok's configuration. Kivok's own rendering takes its place where the tag runs.
 * @param {import("./layout.mjs").View} view
 */
export const declaration = ({ language, t, config }) => {
  const { table, kivok, categories } = t.privacy;
  const days = new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "long" });
  // Kivok declares its own cookies itself, so they are not in the owner's configuration.
  const own = table.own;
  /** @type {Readonly<Record<string, readonly Row[]>>} */
  const ofKivok = {
    necessary: [{ name: "kivok", provider: own, purpose: kivok.record, lifetime: kivok.recordLife }],
    statistics: [
      { name: "kivok_day", provider: own, purpose: kivok.day, lifetime: days.format(180) },
      { name: "kivok_visit", provider: own, purpose: kivok.visit, lifetime: kivok.visitLife },
    ],
  };
  /** @param {{ name: string, provider?: Record<"ru" | "en", string>, purpose: Record<"ru" | "en", string>, days: number }} cookie */
  const row = (cookie) => ({
    name: cookie.name,
    provider: cookie.provider?.[language] ?? own,
    purpose: cookie.purpose[language],
    lifetime: cookie.days ? days.format(cookie.days) : table.session,
  });
  const groups = /** @type {(keyof typeof categories)[]} */ (Object.keys(config.categories)).map((name) => ({
    title: categories[name],
    rows: [...config.categories[name].cookies.map(row), ...(ofKivok[name] ?? [])],
  }));
  return html`<div class="decl" data-kivok="declaration" role="region" aria-label="${table.caption}" tabindex="0"><table><caption>${table.caption}</caption>
<thead><tr><th scope="col">${table.name}</th><th scope="col">${table.provider}</th><th scope="col">${table.purpose}</th><th scope="col">${table.lifetime}</th></tr></thead>
${groups.map(
  ({ title, rows }) =>
    html`<tbody><tr><th colspan="4" scope="rowgroup">${title}</th></tr>${rows.map(
      ({ name, provider, purpose, lifetime }) =>
        html`<tr><th scope="row"><code>${name}</code></th><td data-label="${table.provider}">${provider}</td><td data-label="${table.purpose}">${purpose}</td><td data-label="${table.lifetime}">${lifetime}</td></tr>`,
    )}</tbody>`,
)}</table></div>`;
};
