import type { ConfigInput } from "../model/config.js";
import { formatIssue, parseConfig } from "../model/parse-config.js";
import { resolveCoreConfig } from "../model/resolve-config.js";
import { judgeSetCookie } from "./set-cookie-judge.js";
import type { GuardedResponse } from "./set-cookie-response.js";
import { guardResponse } from "./set-cookie-response.js";

export type { GuardedResponse } from "./set-cookie-response.js";

/** What the guard reads of a request: Node's, over HTTP/1 or HTTP/2, and what frameworks make of it. */
export type GuardedRequest = { readonly headers: { readonly cookie?: string | undefined } };

/** A middleware of Express, Connect and every other server that calls `(req, res, next)`. */
export type SetCookieMiddleware = (request: GuardedRequest, response: GuardedResponse, next: () => void) => void;

/**
 * Makes a middleware that does to `Set-Cookie` what the tag does to cookies written by scripts, HttpOnly ones too: before
 * consent a field loses its lifetime or is not sent, as its category says; every other character stays as it was
 * written. Deletions pass, and so does Kivok's own record.
 *
 * The decision is read from the request's `Cookie` field. Without one nothing is granted, so `Sec-GPC` has nothing to
 * add. Mount it first: what another middleware sets, also just before the fields are sent, then passes through it.
 *
 * Unlike the tag, a server cannot give a lifetime back at consent: the cookie gets it when the server sets it the next time.
 * It sees neither HTTP/2 pushes nor what is written to a socket or an HTTP/2 stream directly.
 *
 * For shared caches, a response on which a server set a cookie becomes `Cache-Control: private` unless it is `private`
 * or `no-store` already, also if the cookie was not sent, and gets `Vary: Cookie` where the outcome depended on the decision.
 *
 * @param config the same as the tag's; later changes of the object have no effect
 * @throws TypeError with every issue, one a line, if the configuration cannot be read; requests never make it throw
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1
 * @example
 * const guard = createSetCookieMiddleware(config);
 * app.use(guard); // Express, Connect
 * fastify.addHook("onRequest", (request, reply, done) => guard(request.raw, reply.raw, done));
 * http.createServer((req, res) => guard(req, res, () => answer(req, res)));
 */
export const createSetCookieMiddleware = (config: ConfigInput): SetCookieMiddleware => {
  const parsed = parseConfig(config);
  if ("issues" in parsed) {
    throw new TypeError(`[kivok] the configuration cannot be read:\n${parsed.issues.map(formatIssue).join("\n")}`);
  }
  // As the core resolves it, so that the same cookie meets the same declaration.
  const core = resolveCoreConfig(structuredClone(config));
  return (request, response, next) => {
    const { cookie } = request.headers;
    guardResponse(response, (text) => judgeSetCookie(text, core, cookie, Date.now()));
    next();
  };
};
