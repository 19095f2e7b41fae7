import { createHash } from "node:crypto";
import cookie from "@fastify/cookie";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type ApiParts, problem, type Viewer } from "./api-parts.js";
import { object } from "./api-schemas.js";
import { SESSION_SECONDS } from "./auth.js";
import { describeRoutes, type RouteDescription } from "./open-api.js";
import { serveOwner } from "./owner-routes.js";
import { serveReceiptApi } from "./receipt-routes.js";
import { serveReports } from "./report-routes.js";

const COOKIE = "kivok_session";
const MAX_LOGIN_BYTES = 4096;

/** `/api/…`. Every answer is JSON or a download, and is stored by nobody on the way. */
export const serveApi = (app: FastifyInstance, parts: ApiParts): void => {
  const { auth, tokens, audit, now } = parts;
  /** @returns `undefined` for somebody who may see nothing */
  const viewerOf = ({ headers, cookies }: FastifyRequest): Viewer | undefined => {
    if (auth.isLoggedIn(cookies[COOKIE], now())) return { isOwner: true, site: null };
    const token = /^Bearer ([\w-]{1,100})$/.exec(headers.authorization ?? "")?.[1];
    const entry = token === undefined ? undefined : tokens.find(token);
    return entry && { isOwner: false, site: entry.site };
  };

  app.register(
    async (scope) => {
      const routes: RouteDescription[] = [];
      scope.addHook("onRoute", ({ method, url, schema }) => {
        if (schema && method !== "HEAD")
          routes.push({ method: String(method), url, schema: schema as RouteDescription["schema"] });
      });
      // Only here: beacons have no cookies.
      await scope.register(cookie);
      scope.removeContentTypeParser("application/json");
      scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
        try {
          done(null, JSON.parse(String(body)));
        } catch {
          done(Object.assign(new Error("body: expected JSON"), { statusCode: 400 }));
        }
      });
      scope.addHook("onRequest", async (request, reply) => {
        reply.header("Cache-Control", "no-store").header("Vary", "Cookie, Authorization");
        // SameSite=Strict keeps the cookie out of other sites' requests; this also stops a sibling host (same site).
        if (request.method !== "GET" && request.method !== "HEAD" && !isOwnPage(request))
          return problem(reply, 403, "origin: expected a request of the dashboard itself");
      });
      scope.addHook("onSend", (request, reply, payload, done) => {
        if (request.method !== "GET" || reply.statusCode !== 200 || typeof payload !== "string")
          return done(null, payload);
        const tag = `"${createHash("sha256").update(payload).digest("base64url").slice(0, 22)}"`;
        // Kept by the browser of who may see it, and asked for again each time.
        reply.header("ETag", tag).header("Cache-Control", "private, no-cache");
        const isKnown = request.headers["if-none-match"]
          ?.split(",")
          .some((one) => one.trim().replace(/^W\//, "") === tag);
        if (!isKnown) return done(null, payload);
        reply.code(304).removeHeader("Content-Length");
        return done(null, "");
      });

      scope.post("/login", { bodyLimit: MAX_LOGIN_BYTES, schema: LOGIN }, async (request, reply) => {
        const result = await auth.login(passwordOf(request.body), request.ip, now());
        // Beyond the limit nothing is written, so that guesses cannot fill the disk.
        if (!("retryAfterSeconds" in result)) audit("login", { result: "token" in result ? "in" : "wrong" });
        if ("token" in result)
          return reply
            .setCookie(COOKIE, result.token, { ...cookieAttributes(request), maxAge: SESSION_SECONDS })
            .code(204)
            .send();
        if ("attemptsLeft" in result) return reply.code(401).send(result);
        return problem(reply.header("Retry-After", result.retryAfterSeconds), 429, "too many wrong passwords");
      });

      scope.post("/logout", { schema: { summary: "Ends the session" } }, async (request, reply) => {
        auth.logout(request.cookies[COOKIE]);
        return reply.clearCookie(COOKIE, cookieAttributes(request)).code(204).send();
      });

      scope.register(async (readers) => {
        readers.addHook("onRequest", async (request, reply) => {
          if (viewerOf(request) === undefined) return problem(reply, 401, "log in first");
        });
        serveReports(readers, parts, (request) => viewerOf(request) ?? { isOwner: false, site: "" });
      });

      scope.register(async (owner) => {
        owner.addHook("onRequest", async (request, reply) => {
          const viewer = viewerOf(request);
          if (viewer === undefined) return problem(reply, 401, "log in first");
          if (!viewer.isOwner) return problem(reply, 403, "a token reads reports and changes nothing");
        });
        serveReceiptApi(owner, { sites: parts.sites, receipts: parts.store.receipts });
        serveOwner(owner, parts);
      });

      scope.get("/openapi.json", async () => describeRoutes(routes));
    },
    { prefix: "/api" },
  );
};

const LOGIN = {
  summary: "Logs the owner in; the answer's cookie is the session",
  // Not checked by the schema: anything that is no password is a wrong one.
  describedBody: object({ password: { type: "string", description: "the owner's password" } }),
};

/** Browsers say where a request comes from; a client that says nothing is no browser, and carries nobody's cookie. */
const isOwnPage = ({ headers, host }: FastifyRequest): boolean => {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return false;
  return headers.origin === undefined || headers.origin.replace(/^https?:\/\//, "") === host;
};

const passwordOf = (body: unknown): unknown =>
  typeof body === "object" && body !== null && "password" in body ? body.password : undefined;

/** A proxy that ends TLS need not be trusted to know that the dashboard is on https: its own origin says so. */
const cookieAttributes = ({ headers, protocol }: FastifyRequest) =>
  ({
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: protocol === "https" || headers.origin?.startsWith("https:") === true,
  }) as const;
