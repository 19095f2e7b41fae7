// @ts-check
import { html } from "../html.mjs";
import { totalOf } from "../salon.mjs";
import { whereabouts } from "./contacts.mjs";
import { lily } from "./drawing.mjs";
import { heading, layout } from "./layout.mjs";

/**
 * The confirmation of a booking.
 * @param {import("./layout.mjs").View} view
 * @param {import("../booking.mjs").Booking | undefined} booking `undefined` if there is none of that number
 */
export const bookedPage = (view, booking) => {
  const { t, href, format } = view;
  if (!booking)
    return layout(view, {
      title: t.booked.gone,
      main: html`<section class="page">${heading(t.booked.gone)}<p class="acts"><a class="b" href="${href("/booking")}">${t.nav.booking}</a></p></section>`,
    });
  const { services, master, day, time } = booking;
  const date = format.dayParts(day);
  return layout(view, {
    title: t.booked.title,
    main: html`<section class="page">
${heading(t.booked.title, t.booked.lead)}
<div class="find">${whereabouts(view)}<div class="booked basket">${lily("bl")}
<div class="visit"><p class="date"><strong>${date.day}</strong>${date.month}</p><div><p><strong>${format.longDay(day)}, ${time}</strong></p><p class="soft">${t.masters[master].name} · ${t.contacts.street}</p></div></div>
<ul>${services.map((service) => html`<li><span>${t.services.names[service.id]}<small>${format.duration(service.minutes)}</small></span><strong>${format.money(service.roubles)}</strong></li>`)}</ul>
<p class="total"><span>${t.booking.total}</span><strong>${format.money(totalOf(services).roubles)}</strong></p>
${booking.isForRelative && html`<p class="note">${t.booked.forRelative}</p>`}
<p class="acts"><a class="b main" href="${href("/account")}">${t.booked.account}</a><a class="b" href="${href("/")}">${t.booked.home}</a></p>
<p class="soft">${t.booking.cancelNote}</p></div></div>
</section>`,
  });
};
