// @ts-check
import { dateAfter, SLOTS } from "../calendar.mjs";
import { html } from "../html.mjs";
import { KINDS, MASTERS, servicesOf } from "../salon.mjs";
import { icon, scene } from "./drawing.mjs";
import { layout } from "./layout.mjs";

/** @param {import("./layout.mjs").View} view */
export const homePage = (view) => {
  const { t, href, format, now } = view;
  const { home } = t;
  const firstFree = SLOTS.find((slot) => slot.isFree)?.value;
  return layout(view, {
    main: html`<section class="page first">
<div class="hero"><div>
<p class="over">${home.over}</p>
<h1>${home.title}</h1>
<p class="lead">${home.lead}</p>
<p class="acts"><a class="b main" href="${href("/booking")}">${home.book}</a><a class="b" href="${href("/services")}">${home.prices}</a></p>
<dl class="facts"><div><dt>${home.facts.today}</dt><dd>${home.facts.until}</dd></div><div><dt>${home.facts.next}</dt><dd>${home.facts.tomorrow} <time datetime="${dateAfter(now, 1)}T${firstFree}">${firstFree}</time></dd></div><div><dt>${home.facts.guests}</dt><dd>${home.ages}</dd></div></dl>
</div><div class="arch">${scene(home.scene)}</div></div>
<ul class="kinds">${KINDS.map(
      (kind) =>
        html`<li><a href="${href("/services")}#${kind}">${icon(kind)}<span><strong>${t.kinds[kind]}</strong><span>${home.from} ${format.money(Math.min(...servicesOf(kind).map((service) => service.roubles)))}</span></span></a></li>`,
    )}</ul>
</section>
<section class="page sand" aria-labelledby="masters-title">
<header class="h"><h2 id="masters-title">${home.mastersTitle}</h2><p>${home.mastersText}</p></header>
<ul class="masters">${MASTERS.map(
      (master) =>
        html`<li><a class="master ${master}" href="${href("/booking")}?master=${master}"><span><b aria-hidden="true">${t.masters[master].name[0]}</b><span><strong>${t.masters[master].name}</strong><small>${t.masters[master].craft}</small></span></span></a></li>`,
    )}</ul>
</section>`,
  });
};
