// @ts-check
import { accountPage, loginPage } from "../pages/account.mjs";
import { formOf, PREFIXES, sendPage, viewOf } from "../view.mjs";

/** Seconds that "remember me" asks for: 30 days. */
const REMEMBER_SECONDS = 2_592_000;
/** Addresses that nobody owns (RFC 2606, section 3). */
const EMAIL = /^[^@\s]{1,64}@([\w-]+\.)*example\.org$/i;
/** The login lives as long as the browser is open: no lifetime, and no script can read it. */
const SESSION_COOKIE = /** @type {const} */ ({ path: "/", httpOnly: true, sameSite: "lax" });
/** The token of "remember me" is readable by script, so that Kivok can shorten its life until functional is granted. */
const REMEMBER_COOKIE = /** @type {const} */ ({ path: "/", sameSite: "lax", maxAge: REMEMBER_SECONDS });

/**
 * Login and the guest's own page.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../site.mjs").Site} site
 */
export const addAccountRoutes = (app, site) => {
  const { accounts } = site;
  for (const prefix of PREFIXES) {
    const path = `${prefix}/account`;

    app.get(path, (request, reply) => {
      const view = viewOf(site, request);
      const { salon_session, salon_remember } = request.cookies;
      const remembered = accounts.rememberedEmail(salon_remember);
      const email = accounts.emailOf(salon_session) ?? remembered;
      if (!email) return sendPage(reply, loginPage(view));
      if (!accounts.emailOf(salon_session))
        reply.setCookie("salon_session", accounts.login(email, view.now), SESSION_COOKIE);
      return sendPage(
        reply,
        accountPage(view, email, { ahead: accounts.visitsOf(email), past: accounts.pastVisits(view.now) }),
      );
    });

    app.get(`${path}/login`, (_, reply) => reply.redirect(path, 303));
    app.post(`${path}/login`, (request, reply) => {
      const form = formOf(request);
      const view = viewOf(site, request);
      const email = (form.get("email") ?? "").trim();
      const isRemembered = form.has("remember");
      const errors = { email: !EMAIL.test(email), password: !form.get("password") };
      if (errors.email || errors.password) {
        reply.code(422);
        return sendPage(reply, loginPage(view, { email, isRemembered, errors }));
      }
      reply.setCookie("salon_session", accounts.login(email, view.now), SESSION_COOKIE);
      if (isRemembered) reply.setCookie("salon_remember", accounts.remember(email), REMEMBER_COOKIE);
      return reply.redirect(path, 303);
    });

    app.post(`${path}/logout`, (request, reply) => {
      accounts.logout(request.cookies.salon_session, request.cookies.salon_remember);
      return reply
        .clearCookie("salon_session", { path: "/" })
        .clearCookie("salon_remember", { path: "/" })
        .redirect(path, 303);
    });

    app.post(`${path}/cancel`, (request, reply) => {
      const email = accounts.emailOf(request.cookies.salon_session);
      const number = formOf(request).get("number");
      if (email && number) accounts.cancel(email, number);
      return reply.redirect(path, 303);
    });
  }
};
