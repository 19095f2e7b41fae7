// @ts-check
import { daysFrom, SLOTS } from "../calendar.mjs";
import { html } from "../html.mjs";
import { MASTERS, totalOf } from "../salon.mjs";
import { lily } from "./drawing.mjs";
import { errorText, field } from "./field.mjs";
import { heading, layout } from "./layout.mjs";

/** @typedef {import("../booking.mjs").BookingField} BookingField */

/** Fields in the order of the page, and where a link to each leads. @type {readonly [BookingField, string][]} */
const TARGETS = [
  ["services", "choose"],
  ["master", "master-anna"],
  ["day", "days"],
  ["time", "times"],
  ["name", "name"],
  ["phone", "phone"],
];

/**
 * The booking form: three steps, and the basket beside them.
 * @param {import("./layout.mjs").View} view
 * @param {import("../booking.mjs").BookingFields} fields what is filled in
 * @param {{ errors?: import("../booking.mjs").BookingErrors, moved?: string | undefined }} [more]
 *   `moved`: number of the visit that this booking replaces
 */
export const bookingPage = (view, fields, { errors = {}, moved } = {}) => {
  const { t, href } = view;
  const wrong = TARGETS.filter(([name]) => errors[name]);
  /** @param {BookingField} name */
  const error = (name) => (errors[name] ? t.booking.errors[name] : undefined);
  const [before, link, after] = t.booking.remember;
  return layout(view, {
    title: `${wrong.length ? `${t.booking.errorTitle}: ` : ""}${t.booking.title}`,
    scripts: ["booking.js"],
    main: html`<section class="page">
${heading(t.booking.title, t.booking.lead)}
${wrong.length > 0 && html`<div class="errors" role="alert"><h2>${t.booking.errorsTitle}</h2><ul>${wrong.map(([name, target]) => html`<li><a href="#${target}">${t.booking.errors[name]}</a></li>`)}</ul></div>`}
<form class="book" method="post" action="${href("/booking")}" novalidate>
${moved && html`<input type="hidden" name="moved" value="${moved}">`}
<div class="steps">
<fieldset${error("master") && html` aria-describedby="master-error"`}><legend><i aria-hidden="true">1</i>${t.booking.master}</legend><div class="masters">${MASTERS.map(
      (master) => {
        const { name, craft } = t.masters[master];
        return html`<label class="master ${master}"><input type="radio" name="master" id="master-${master}" value="${master}" data-name="${name}" required${fields.master === master && html` checked`}><span><b aria-hidden="true">${name[0]}</b><span><strong>${name}</strong><small>${craft}</small></span></span></label>`;
      },
    )}</div>${errorText("master", error("master"))}<p class="soft" data-remember>${before}<button type="button" class="lnk" data-kivok="settings">${link}</button>${after}</p></fieldset>
${whenStep(view, fields, error)}
<fieldset><legend><i aria-hidden="true">3</i>${t.booking.who}</legend><div class="pair">${field({ id: "name", label: t.booking.name, value: fields.name, error: error("name"), autocomplete: "name", isFocused: wrong[0]?.[0] === "name" })}${field({ id: "phone", label: t.booking.phone, value: fields.phone, error: error("phone"), type: "tel", autocomplete: "tel", placeholder: t.booking.phoneHint, isFocused: wrong[0]?.[0] === "phone" })}</div><label class="tick"><input type="checkbox" name="relative" value="yes"${fields.relative && html` checked`}> ${t.booking.relative}</label></fieldset>
</div>
${basket(view, fields, error("services"))}
</form>
</section>`,
  });
};

/**
 * @param {import("./layout.mjs").View} view
 * @param {import("../booking.mjs").BookingFields} fields
 * @param {(name: BookingField) => string | undefined} error
 */
const whenStep = ({ t, format, now }, fields, error) => {
  /** @param {boolean} yes */
  const checked = (yes) => yes && html` checked`;
  return html`<fieldset><legend><i aria-hidden="true">2</i>${t.booking.when}</legend>
<div class="days" id="days" role="radiogroup" aria-label="${t.booking.day}"${error("day") && html` aria-describedby="day-error"`}>${daysFrom(
    now,
  ).map(
    ({ value, isFree }) =>
      html`<label class="day"><input type="radio" name="day" value="${value}" data-name="${format.longDay(value)}" aria-label="${format.longDay(value)}"${checked(isFree && fields.day === value)}${!isFree && html` disabled`}><span><small>${format.weekday(value)}</small>${format.dayParts(value).day}</span></label>`,
  )}</div>${errorText("day", error("day"))}
<div class="slots" id="times" role="radiogroup" aria-label="${t.booking.time}"${error("time") && html` aria-describedby="time-error"`}>${SLOTS.map(
    ({ value, isFree }) =>
      html`<label class="slot"><input type="radio" name="time" value="${value}"${checked(isFree && fields.time === value)}${!isFree && html` disabled`}><span>${value}</span></label>`,
  )}</div>${errorText("time", error("time"))}</fieldset>`;
};

/**
 * @param {import("./layout.mjs").View} view
 * @param {import("../booking.mjs").BookingFields} fields
 * @param {string | undefined} error
 */
const basket = ({ t, href, format, basket, now }, fields, error) => {
  const day = daysFrom(now).find(({ value }) => value === fields.day);
  const { roubles, minutes } = totalOf(basket);
  const master = MASTERS.find((known) => known === fields.master);
  return html`<aside class="basket" aria-labelledby="basket-title">${lily("bl")}<h2 id="basket-title">${t.booking.basket}</h2>
${
  basket.length
    ? html`<ul>${basket.map((service) => html`<li><span>${t.services.names[service.id]}<small>${format.duration(service.minutes)}</small></span><strong>${format.money(service.roubles)}</strong></li>`)}</ul>`
    : html`<p class="empty">${t.booking.empty}</p>`
}
<p class="soft"><a id="choose" href="${href("/services")}">${basket.length ? t.booking.change : t.booking.chooseService}</a></p>
${errorText("services", error)}
<p class="when"><span data-day>${day && format.longDay(day.value)}</span><span data-time-master>${[fields.time, master && t.masters[master].name].filter(Boolean).join(", ")}</span></p>
<p class="total"><span>${t.booking.total} ${minutes > 0 && html`<small>· ${format.duration(minutes)}</small>`}</span><strong>${format.money(roubles)}</strong></p>
<button class="b main wide" type="submit" data-kivok-count="booking">${t.booking.submit}</button><p class="soft">${t.booking.cancelNote}</p></aside>`;
};
