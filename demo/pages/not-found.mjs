// @ts-check
import { html } from "../html.mjs";
import { lily } from "./drawing.mjs";
import { heading, layout } from "./layout.mjs";

/** @param {import("./layout.mjs").View} view */
export const notFoundPage = (view) =>
  layout(view, {
    title: view.t.notFound.title,
    main: html`<section class="page">${heading(view.t.notFound.title, view.t.notFound.lead)}${lily("lost")}<p class="acts"><a class="b main" href="${view.href("/")}">${view.t.notFound.home}</a></p></section>`,
  });
