// @ts-check
import { html } from "../html.mjs";
import { headStart } from "./layout.mjs";

/** @typedef {import("./layout.mjs").View} View */

/**
 * A test page without the salon's design, with a list of the cookies that script can see.
 * @param {View} view
 * @param {{ title: string, script: string, main: import("../html.mjs").Markup }} page
 */
const plainPage = (view, { title, script, main }) => {
  const now = view.t.cookiesNow;
  return html`<!doctype html>
<html lang="${view.language}"><head>
${headStart(view)}
<title>${title}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/plain.css">
<script type="module" src="/${script}"></script>
<script type="module" src="/cookies-now.js"></script>
</head><body><main>
<p><a href="${view.href("/")}">${view.t.brand.full}</a> · <a href="${view.otherHref}" hreflang="${view.language === "ru" ? "en" : "ru"}" lang="${view.language === "ru" ? "en" : "ru"}">${view.t.other}</a></p>
<h1>${title}</h1>
${main}
<h2>${now.title}</h2>
<ul data-cookies data-none="${now.none}" data-session="${now.session}" data-until="${now.until}" data-unknown="${now.unknown}"></ul>
<p><button type="button" data-cookies-refresh>${now.refresh}</button> <button type="button" data-kivok="settings">${view.t.footer.cookies}</button></p>
</main></body></html>
`;
};

/** A page whose owner inserts the counter by script and forgot to gate it. @param {View} view */
export const latePage = (view) =>
  plainPage(view, {
    title: view.t.late.title,
    script: "late.js",
    main: html`<p>${view.t.late.lead}</p><p role="status" data-counter="${view.thirdParty}/counter.js" data-inserted="${view.t.late.inserted}">${view.t.late.waiting}</p>`,
  });

/** Frames of the site's own that write cookies, in every way that a page makes them. @param {View} view */
export const framesPage = (view) => {
  const inner = view.href("/frames/inner");
  const { frames } = view.t;
  return plainPage(view, {
    title: frames.title,
    script: "frames.js",
    main: html`<p>${frames.lead}</p>
<iframe title="src" src="${inner}?cookie=frame_src"></iframe>
<iframe title="srcdoc" srcdoc="${innerPage(view, "frame_srcdoc").text}"></iframe>
<div data-frames data-inner="${inner}"></div>
<p><button type="button" data-open>${frames.open}</button></p>`,
  });
};

/**
 * What a frame shows: its script writes the cookie.
 * @param {View} view
 * @param {string} cookie its name
 */
export const innerPage = ({ language, t }, cookie) =>
  html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${t.frames.inner}</title><link rel="stylesheet" href="/plain.css"><script src="/frame-cookie.js" data-cookie="${cookie}"></script></head><body class="inner"><main><h1>${t.frames.inner}</h1><p>${cookie}</p></main></body></html>`;
