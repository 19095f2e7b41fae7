// @ts-check
import { book, bookingFields } from "../booking.mjs";
import { daysFrom, SLOTS } from "../calendar.mjs";
import { bookedPage } from "../pages/booked.mjs";
import { bookingPage } from "../pages/booking.mjs";
import { servicesPage } from "../pages/services.mjs";
import { parseMaster, SERVICES, writeBasket } from "../salon.mjs";
import { formOf, PREFIXES, queryOf, sendPage, viewOf } from "../view.mjs";

/**
 * Prices, basket and booking. None of it asks for consent.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../site.mjs").Site} site
 */
export const addBookingRoutes = (app, site) => {
  for (const prefix of PREFIXES) {
    app.get(`${prefix}/services`, (request, reply) => sendPage(reply, servicesPage(viewOf(site, request))));

    // Without a script the buttons of the price list post here.
    app.post(`${prefix}/services`, (request, reply) => {
      const toggled = formOf(request).get("toggle");
      const { basket } = viewOf(site, request);
      const services = SERVICES.filter((service) => basket.includes(service) !== (service.id === toggled));
      return reply
        .setCookie("basket", writeBasket(services), { path: "/", sameSite: "lax" })
        .redirect(`${prefix}/services`, 303);
    });

    app.get(`${prefix}/booking`, (request, reply) => {
      const { view, moved } = moving(site, viewOf(site, request), request, queryOf(request).get("move"));
      const master = queryOf(request).get("master") ?? moved?.master ?? request.cookies.master;
      const fields = {
        master: parseMaster(master) ?? "",
        day: daysFrom(view.now).find((day) => day.isFree)?.value ?? "",
        time: SLOTS.find((slot) => slot.isFree)?.value ?? "",
        name: moved?.name.includes("@") ? "" : (moved?.name ?? ""),
        phone: "",
        relative: moved?.isForRelative ? "yes" : "",
      };
      return sendPage(reply, bookingPage(view, fields, { moved: moved?.number }));
    });

    app.post(`${prefix}/booking`, (request, reply) => {
      const form = formOf(request);
      const { view, moved, email } = moving(site, viewOf(site, request), request, form.get("moved"));
      const fields = bookingFields(form);
      const result = book(fields, view.basket, view.now);
      if ("errors" in result) {
        reply.code(422);
        return sendPage(reply, bookingPage(view, fields, { errors: result.errors, moved: moved?.number }));
      }
      site.accounts.add(result.booking, email);
      if (moved && email) site.accounts.cancel(email, moved.number);
      return reply
        .clearCookie("basket", { path: "/" })
        .redirect(`${prefix}/booking/done?number=${result.booking.number}`, 303);
    });

    app.get(`${prefix}/booking/done`, (request, reply) => {
      const booking = site.accounts.booking(queryOf(request).get("number") ?? "");
      if (!booking) reply.code(404);
      return sendPage(reply, bookedPage(viewOf(site, request), booking));
    });
  }
};

/**
 * The visit that a guest moves to another time. With an empty basket its services are booked again.
 * @param {import("../site.mjs").Site} site
 * @param {import("../pages/layout.mjs").View} view
 * @param {import("fastify").FastifyRequest} request
 * @param {string | null} number
 */
const moving = (site, view, request, number) => {
  const email = site.accounts.emailOf(request.cookies.salon_session);
  const moved = email && number ? site.accounts.ownBooking(email, number) : undefined;
  return { email, moved, view: moved && !view.basket.length ? { ...view, basket: moved.services } : view };
};
