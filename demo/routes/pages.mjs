// @ts-check
import { contactsPage } from "../pages/contacts.mjs";
import { homePage } from "../pages/home.mjs";
import { framesPage, innerPage, latePage } from "../pages/plain.mjs";
import { privacyPage } from "../pages/privacy.mjs";
import { PREFIXES, queryOf, sendPage, viewOf } from "../view.mjs";

/** Pages that need nothing but their view. */
const PAGES = {
  "/": homePage,
  "/privacy": privacyPage,
  "/contacts": contactsPage,
  "/late": latePage,
  "/frames": framesPage,
};

/**
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../site.mjs").Site} site
 */
export const addPageRoutes = (app, site) => {
  app.get("/en", (_, reply) => reply.redirect("/en/", 301));
  for (const prefix of PREFIXES) {
    for (const [path, page] of Object.entries(PAGES))
      app.get(prefix + path, (request, reply) => sendPage(reply, page(viewOf(site, request))));
    app.get(`${prefix}/frames/inner`, (request, reply) =>
      sendPage(reply, innerPage(viewOf(site, request), queryOf(request).get("cookie") ?? "frame")),
    );
  }
};
