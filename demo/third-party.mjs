// @ts-check
import { readFile } from "node:fs/promises";
import Fastify from "fastify";
import { mapPage } from "./third-party/map.mjs";

/**
 * One request that reached the third party.
 * @typedef {{
 *   readonly time: number, readonly method: string, readonly path: string,
 *   readonly query: Readonly<Record<string, string>>, readonly referrer: string, readonly cookie: string,
 * }} Hit
 */

/** Requests that are remembered; older ones are forgotten. */
const MAX_LOG = 1000;
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const TWO_YEARS = 2 * 365 * 24 * 3600;

/**
 * Starts a stand-in for the third parties of a site: a statistics counter, an advertising pixel and a map.
 * `GET /log` gives every request in memory, oldest first, `DELETE /log` forgets them; requests to the log are not in it.
 * @param {{ port?: number, host?: string }} [options] port 0 takes a free one
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export const startThirdParty = async ({ port = 0, host = "127.0.0.1" } = {}) => {
  const counter = await readFile(new URL("./third-party/counter.js", import.meta.url), "utf8");
  const app = Fastify({ forceCloseConnections: true });
  /** @type {Hit[]} */
  let log = [];

  app.addHook("onRequest", async (request, reply) => {
    reply.header("Access-Control-Allow-Origin", "*").header("Cache-Control", "no-store");
    const { pathname, searchParams } = new URL(request.url, "http://third.invalid");
    if (pathname === "/log") return;
    const { referer = "", cookie = "" } = request.headers;
    const query = Object.fromEntries(searchParams);
    log.push({ time: Date.now(), method: request.method, path: pathname, query, referrer: referer, cookie });
    if (log.length > MAX_LOG) log.shift();
  });

  app.get("/counter.js", (_, reply) => reply.type("text/javascript; charset=utf-8").send(counter));
  app.get("/hit", (_, reply) => reply.type("image/gif").send(PIXEL));
  app.get("/pixel.gif", (_, reply) =>
    reply
      // Without Secure a browser refuses a cookie for other sites' pages; loopback is secure enough for it.
      .header("Set-Cookie", `lotus_ad=1; Max-Age=${TWO_YEARS}; Path=/; SameSite=None; Secure`)
      .type("image/gif")
      .send(PIXEL),
  );
  app.get("/map", (request, reply) => {
    const isEnglish = new URL(request.url, "http://third.invalid").searchParams.get("lang") === "en";
    return reply.type("text/html; charset=utf-8").send(mapPage(isEnglish ? "en" : "ru").text);
  });
  app.get("/log", () => log);
  app.delete("/log", (_, reply) => {
    log = [];
    return reply.code(204).send();
  });
  app.options("/log", (_, reply) => reply.header("Access-Control-Allow-Methods", "GET, DELETE").code(204).send());

  const url = await app.listen({ port, host });
  return { url, close: () => app.close() };
};
