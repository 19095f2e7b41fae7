// @ts-check
import { html, json } from "../html.mjs";
import { bloom, lily, mark } from "./drawing.mjs";

/**
 * What every page is given.
 * @typedef {{
 *   readonly language: import("../format.mjs").Language,
 *   readonly t: typeof import("../texts/ru.mjs").ru,
 *   readonly format: ReturnType<typeof import("../format.mjs").formats>,
 *   readonly path: string,
 *   readonly href: (path: string) => string,
 *   readonly otherHref: string,
 *   readonly basket: readonly import("../salon.mjs").Service[],
 *   readonly config: import("../kivok-config.mjs").SalonConfig,
 *   readonly collector: string,
 *   readonly thirdParty: string,
 *   readonly now: number,
 * }} View `path` is the page's without its language; `href` adds it; `otherHref` is the same page in the other language.
 *
 * @typedef {import("../html.mjs").Markup} Markup
 */

/**
 * The start of every head: Kivok's configuration and its tag stand before anything that could write a cookie.
 * @param {View} view
 */
export const headStart = ({ config, collector, href }) => html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<script type="application/json" id="kivok-config">${json({ ...config, policy: { ...config.policy, url: href(config.policy.url) } })}</script>
<script src="${collector}/kivok.js" data-policy="${href(config.policy.url)}" data-endpoint="${collector}"></script>`;

/**
 * A page of the salon.
 * @param {View} view
 * @param {{ title?: string, scripts?: readonly string[], main: Markup }} page `scripts`: files of `public/`
 */
export const layout = (view, { title, scripts = [], main }) => {
  const { language, t, href, otherHref, basket, path, thirdParty } = view;
  const other = language === "ru" ? "en" : "ru";
  /** @param {string} to */
  const current = (to) => (path === to ? html` aria-current="page"` : "");
  return html`<!doctype html>
<html lang="${language}">
<head>
${headStart(view)}
<title>${title ? `${title} · ${t.brand.full}` : `${t.brand.full}: ${t.tagline}`}</title>
<meta name="description" content="${t.description}">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="alternate" hreflang="${other}" href="${otherHref}">
<link rel="stylesheet" href="/salon.css">
${["basket.js", ...scripts].map((script) => html`<script type="module" src="/${script}"></script>\n`)}</head>
<body>
<a class="skip" href="#main">${t.skip}</a>
${bloom}
<header class="site">
<a class="brand" href="${href("/")}"${current("/")}>${mark}<span><small>${t.brand.over}</small>${t.brand.name}</span></a>
<nav aria-label="${t.menu}"><a href="${href("/services")}"${current("/services")}>${t.nav.services}</a><a href="${href("/contacts")}"${current("/contacts")}>${t.nav.contacts}</a><a href="${href("/account")}"${current("/account")}>${t.nav.account}</a><a class="other" href="${otherHref}" lang="${other}" hreflang="${other}">${t.other}</a></nav>
<a class="cart" href="${href("/booking")}"${current("/booking")}><span class="cart-name">${t.nav.booking}</span> <span class="sr">${t.inBasket}</span> <b data-basket-count>${basket.length}</b></a>
</header>
<main id="main" tabindex="-1">
${main}
</main>
<footer class="ft"><div>${lily("lily")}<span>${t.footer.line}</span><span class="end"><a href="${href("/privacy")}">${t.footer.policy}</a></span><button class="lnk" type="button" data-kivok="settings">${t.footer.cookies}</button></div></footer>
<script type="text/plain" data-category="statistics" src="${thirdParty}/counter.js"></script>
<img class="pixel" data-category="marketing" data-src="${thirdParty}/pixel.gif" alt="" width="1" height="1">
</body>
</html>
`;
};

/**
 * The heading of a page, with a sentence beside it.
 * @param {string} title
 * @param {import("../html.mjs").Part} [lead]
 */
export const heading = (title, lead) =>
  html`<header class="h"><h1 class="title">${title}</h1>${lead && html`<p>${lead}</p>`}</header>`;
