// @ts-check
import { randomBytes } from "node:crypto";
import { formats } from "./format.mjs";
import { parseBasket } from "./salon.mjs";
import { en } from "./texts/en.mjs";
import { ru } from "./texts/ru.mjs";

const TEXTS = { ru, en };
/** Path prefix of each language. */
export const PREFIXES = /** @type {const} */ (["", "/en"]);
/** Seconds of a year: what the server asks for, although nobody agreed. Kivok makes a session cookie of it. */
const YEAR = 31_536_000;

/**
 * What a page is given for a request.
 * @param {import("./site.mjs").Site} site
 * @param {import("fastify").FastifyRequest} request
 * @returns {import("./pages/layout.mjs").View}
 */
export const viewOf = (site, request) => {
  const { pathname } = new URL(request.url, "http://salon.invalid");
  const language = /^\/en(\/|$)/.test(pathname) ? "en" : "ru";
  const path = (language === "en" ? pathname.slice(3) : pathname) || "/";
  /** @param {"ru" | "en"} to @param {string} page */
  const address = (to, page) => (to === "ru" ? page : page === "/" ? "/en/" : `/en${page}`);
  const shown = pageOf(path);
  return {
    language,
    t: TEXTS[language],
    format: formats(language),
    path,
    href: (page) => address(language, page),
    otherHref: address(language === "ru" ? "en" : "ru", shown),
    basket: parseBasket(request.cookies.basket),
    config: site.config,
    collector: site.collector,
    thirdParty: site.thirdParty,
    now: site.now(),
  };
};

/** The page to show in the other language: what answers a form has none of its own. @param {string} path */
const pageOf = (path) => (path.startsWith("/account") ? "/account" : path.startsWith("//") ? "/" : path);

/**
 * Sends a page.
 * @param {import("fastify").FastifyReply} reply
 * @param {import("./html.mjs").Markup} page
 */
export const sendPage = (reply, page) => {
  if (!reply.request.cookies.salon_seen)
    reply.setCookie("salon_seen", randomBytes(6).toString("hex"), { path: "/", sameSite: "lax", maxAge: YEAR });
  // A page holds the basket, so it is asked for again; but it may go to the back/forward cache.
  return reply.header("Cache-Control", "private, no-cache").type("text/html; charset=utf-8").send(page.text);
};

/**
 * A posted form; an empty one for any other body.
 * @param {import("fastify").FastifyRequest} request
 */
export const formOf = (request) => (request.body instanceof URLSearchParams ? request.body : new URLSearchParams());

/**
 * The query of an address.
 * @param {import("fastify").FastifyRequest} request
 */
export const queryOf = (request) => new URL(request.url, "http://salon.invalid").searchParams;
