// @ts-check
import { fileURLToPath } from "node:url";
import fastifyCookie from "@fastify/cookie";
import fastifyStatic from "@fastify/static";
import Fastify from "fastify";
import { createAccounts } from "./accounts.mjs";
import { kivokConfig } from "./kivok-config.mjs";
import { favicon } from "./pages/drawing.mjs";
import { notFoundPage } from "./pages/not-found.mjs";
import { addAccountRoutes } from "./routes/account.mjs";
import { addBookingRoutes } from "./routes/booking.mjs";
import { addPageRoutes } from "./routes/pages.mjs";
import { sendPage, viewOf } from "./view.mjs";

/** Largest form, in bytes. */
const MAX_FORM_BYTES = 8192;

/**
 * What the routes share.
 * @typedef {{
 *   readonly collector: string, readonly thirdParty: string, readonly accounts: import("./accounts.mjs").Accounts,
 *   readonly now: () => number, config: import("./kivok-config.mjs").SalonConfig,
 * }} Site
 */

/**
 * The salon's policy for its pages: itself, the collector and the third party, nothing inline.
 * @param {string} collector
 * @param {string} thirdParty
 */
const contentSecurityPolicy = (collector, thirdParty) =>
  [
    "default-src 'none'",
    `script-src 'self' ${collector} ${thirdParty}`,
    `style-src 'self' ${collector}`,
    `img-src 'self' ${thirdParty}`,
    `connect-src 'self' ${collector}`,
    `frame-src 'self' ${thirdParty}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join("; ");

/**
 * Starts the site of the salon.
 * @param {{
 *   collector: string, thirdParty: string, port?: number, host?: string, csp?: string,
 *   configure?: (config: import("./kivok-config.mjs").SalonConfig) => import("./kivok-config.mjs").SalonConfig,
 *   guard?: boolean, now?: () => number,
 * }} options `collector`, `thirdParty`: origins; port 0 takes a free one; `csp` in place of the site's own policy, empty
 *   for none; `configure` changes Kivok's configuration; `guard`: the salon's own `Set-Cookie` fields, HttpOnly ones too,
 *   pass through Kivok's middleware (`dist/` must be built); `now` in epoch milliseconds, UTC
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} `url` has the host as given, so that cookies are its own
 */
export const startSite = async ({
  collector,
  thirdParty,
  port = 0,
  host = "localhost",
  csp = contentSecurityPolicy(collector, thirdParty),
  configure = (config) => config,
  guard = false,
  now = Date.now,
}) => {
  const app = Fastify({ forceCloseConnections: true });
  /** @type {Site} */
  const site = { collector, thirdParty, accounts: createAccounts(), now, config: kivokConfig(host) };

  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: MAX_FORM_BYTES },
    (_, body, done) => done(null, new URLSearchParams(String(body))),
  );
  /** @type {(request: object, response: object, next: () => void) => void} */
  let judge = (_request, _response, next) => next();
  app.addHook("onRequest", (request, reply, done) => judge(request.raw, reply.raw, done));
  app.addHook("onSend", async (_, reply) => {
    if (csp) reply.header("Content-Security-Policy", csp);
    reply.header("X-Content-Type-Options", "nosniff").header("Referrer-Policy", "strict-origin-when-cross-origin");
  });
  await app.register(fastifyCookie);
  await app.register(fastifyStatic, { root: fileURLToPath(new URL("./public/", import.meta.url)) });
  app.get("/icon.svg", (_, reply) => reply.type("image/svg+xml").send(favicon));
  addPageRoutes(app, site);
  addBookingRoutes(app, site);
  addAccountRoutes(app, site);
  app.setNotFoundHandler((request, reply) => {
    reply.code(404);
    return sendPage(reply, notFoundPage(viewOf(site, request)));
  });

  const address = new URL(await app.listen({ port, host }));
  const url = `http://${host}:${address.port}`;
  site.config = configure(kivokConfig(`${host}:${address.port}`));
  if (guard) judge = await middleware(site.config);
  return { url, close: () => app.close() };
};

/** What `kivok/middleware` exports; loaded only if asked for, so that the salon opens without a build. */
const middleware = async (/** @type {import("./kivok-config.mjs").SalonConfig} */ config) => {
  const { createSetCookieMiddleware } = await import(
    new URL("../dist/set-cookie-middleware.mjs", import.meta.url).href
  );
  return createSetCookieMiddleware(config);
};
