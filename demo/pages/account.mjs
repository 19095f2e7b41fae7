// @ts-check
import { html } from "../html.mjs";
import { totalOf } from "../salon.mjs";
import { lily } from "./drawing.mjs";
import { field } from "./field.mjs";
import { heading, layout } from "./layout.mjs";

/** @typedef {import("./layout.mjs").View} View */

/**
 * The account of a guest who is not logged in.
 * @param {View} view
 * @param {{ email?: string, isRemembered?: boolean, errors?: { email?: boolean, password?: boolean } }} [given] what was posted
 */
export const loginPage = (view, { email = "", isRemembered = false, errors = {} } = {}) => {
  const { t, href } = view;
  const { account } = t;
  const isWrong = errors.email || errors.password;
  return layout(view, {
    title: `${isWrong ? `${t.booking.errorTitle}: ` : ""}${account.title}`,
    main: html`<section class="page sand">
${heading(account.title)}
<div class="acct">
<form class="sheet" method="post" action="${href("/account/login")}" novalidate><h2>${account.login}</h2>
${field({ id: "email", label: account.email, value: email, error: errors.email ? account.errors.email : undefined, type: "email", autocomplete: "username", placeholder: account.emailHint, isFocused: Boolean(errors.email) })}
${field({ id: "password", label: account.password, error: errors.password ? account.errors.password : undefined, type: "password", autocomplete: "current-password", isFocused: Boolean(errors.password && !errors.email) })}
<label class="tick"><input type="checkbox" name="remember" value="yes" aria-describedby="remember-note"${isRemembered && html` checked`}> ${account.remember}</label>
<p class="soft" id="remember-note">${account.rememberNote}</p>
<button class="b main wide" type="submit">${account.submit}</button>
<p class="soft">${account.demo}</p></form>
<div class="sheet inside">${lily("bl")}<h2>${account.inside}</h2><ul class="ticks">${account.insideList.map((line) => html`<li>${line}</li>`)}</ul><p class="soft">${account.insideNote}</p></div>
</div></section>`,
  });
};

/**
 * The account of a guest who is logged in.
 * @param {View} view
 * @param {string} email
 * @param {{ ahead: readonly import("../booking.mjs").Booking[], past: ReturnType<import("../accounts.mjs").Accounts["pastVisits"]> }} visits
 */
export const accountPage = (view, email, { ahead, past }) => {
  const { t, href, format } = view;
  const { account } = t;
  /** @param {readonly import("../salon.mjs").Service[]} services */
  const names = (services) => services.map((service) => t.services.names[service.id]).join(", ");
  return layout(view, {
    title: account.title,
    main: html`<section class="page sand">
${heading(account.title)}
<div class="acct">
<form class="sheet" method="post" action="${href("/account/logout")}"><h2>${account.hello}</h2><p>${account.as}<br><strong class="email">${email}</strong></p><button class="b" type="submit">${account.logout}</button><p class="soft">${account.stay}</p></form>
<div class="sheet">
${ahead.length === 0 && html`<p>${account.none}</p><p class="acts"><a class="b s" href="${href("/booking")}">${account.book}</a></p>`}
${ahead.map(({ number, services, master, day, time }) => {
  const date = format.dayParts(day);
  return html`<div class="visit"><p class="date"><strong>${date.day}</strong>${date.month}</p><div><p><strong>${names(services)}</strong></p><p class="soft">${format.weekday(day)}, ${time} · ${t.masters[master].name} · ${format.money(totalOf(services).roubles)}</p><form class="acts" method="post" action="${href("/account/cancel")}"><a class="b s" href="${href("/booking")}?move=${number}">${account.move}</a><button class="b s" type="submit" name="number" value="${number}">${account.cancel}</button></form></div></div>`;
})}
<h2 class="small">${account.past}</h2><ul class="past">${past.map(({ day, services }) => html`<li><span>${format.day(day)}</span><span>${names(services)}</span><span>${format.money(totalOf(services).roubles)}</span></li>`)}</ul></div>
</div></section>`,
  });
};
