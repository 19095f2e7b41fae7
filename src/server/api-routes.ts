import cookie from "@fastify/cookie";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Sites } from "../model/report.js";
import { type Auth, SESSION_SECONDS } from "./auth.js";
import { parseIsoDate } from "./calendar.js";
import type { LiveCounts } from "./live-counts.js";
import { serveReceiptApi } from "./receipt-routes.js";
import { buildReport } from "./reports.js";
import type { Site } from "./site.js";
import type { Store } from "./store.js";

const COOKIE = "kivok_session";
const MAX_LOGIN_BYTES = 4096;
/** Longest range of one report, in days: ten years. */
const MAX_RANGE_DAYS = 3660;

export type ApiParts = {
  readonly sites: readonly Site[];
  readonly auth: Auth;
  readonly store: Store;
  readonly live: LiveCounts;
  readonly now: () => number;
};

/** `/api/…`: reports for the logged-in owner. Every answer is JSON and never stored by anybody on the way. */
export const serveApi = (app: FastifyInstance, { sites, auth, store, live, now }: ApiParts): void => {
  app.register(
    async (scope) => {
      // Only here: beacons have no cookies.
      await scope.register(cookie);
      scope.addHook("onRequest", async (request, reply) => {
        reply.header("Cache-Control", "no-store");
        // SameSite=Strict keeps the cookie out of other sites' requests; this also stops a sibling host (same site).
        if (request.method === "POST" && !isOwnPage(request))
          return problem(reply, 403, "origin: expected a request of the dashboard itself");
      });

      scope.post("/login", { bodyLimit: MAX_LOGIN_BYTES }, async (request, reply) => {
        const result = await auth.login(passwordOf(request.body), request.ip, now());
        if ("token" in result)
          return reply
            .setCookie(COOKIE, result.token, { ...cookieAttributes(request), maxAge: SESSION_SECONDS })
            .code(204)
            .send();
        if ("attemptsLeft" in result) return reply.code(401).send(result);
        return problem(reply.header("Retry-After", result.retryAfterSeconds), 429, "too many wrong passwords");
      });

      scope.post("/logout", async (request, reply) => {
        auth.logout(request.cookies[COOKIE]);
        return reply.clearCookie(COOKIE, cookieAttributes(request)).code(204).send();
      });

      scope.register(async (owner) => {
        owner.addHook("onRequest", async (request, reply) => {
          if (!auth.isLoggedIn(request.cookies[COOKIE], now())) return problem(reply, 401, "log in first");
        });

        owner.get("/sites", async (): Promise<Sites> => sites.map(({ name, timeZone }) => ({ site: name, timeZone })));

        owner.get<Query>("/report", async ({ query }, reply) => {
          const site = sites.find(({ name }) => name === query.site);
          const from = parseIsoDate(query.from);
          const to = parseIsoDate(query.to);
          if (site === undefined) return wrong(reply, "site", "one of the declared sites", query.site);
          if (from === undefined) return wrong(reply, "from", "a date as YYYY-MM-DD", query.from);
          if (to === undefined) return wrong(reply, "to", "a date as YYYY-MM-DD", query.to);
          if (to < from) return wrong(reply, "to", "a date not before from", query.to);
          if (to - from >= MAX_RANGE_DAYS) return wrong(reply, "to", `at most ${MAX_RANGE_DAYS} days`, query.to);
          return buildReport(store, site, from, to, now());
        });

        serveReceiptApi(owner, { sites, receipts: store.receipts });

        owner.get<Query>("/live", async ({ query }, reply) => {
          const site = sites.find(({ name }) => name === query.site);
          return site ? live.read(site.name, now()) : wrong(reply, "site", "one of the declared sites", query.site);
        });
      });
    },
    { prefix: "/api" },
  );
};

type Query = { Querystring: Readonly<Record<string, unknown>> };

const problem = (reply: FastifyReply, status: number, message: string): FastifyReply =>
  reply.code(status).send({ message });

const wrong = (reply: FastifyReply, parameter: string, expected: string, found: unknown): FastifyReply =>
  problem(reply, 400, `${parameter}: expected ${expected}, found ${JSON.stringify(found)?.slice(0, 100) ?? "nothing"}`);

/** Browsers say where a POST comes from; a client that says nothing is no browser, and carries nobody's cookie. */
const isOwnPage = ({ headers, host }: FastifyRequest): boolean => {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return false;
  return headers.origin === undefined || headers.origin.replace(/^https?:\/\//, "") === host;
};

const passwordOf = (body: unknown): unknown => {
  try {
    return (JSON.parse(String(body)) as { password?: unknown } | null)?.password;
  } catch {
    return undefined;
  }
};

/** A proxy that ends TLS need not be trusted to know that the dashboard is on https: its own origin says so. */
const cookieAttributes = ({ headers, protocol }: FastifyRequest) =>
  ({
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: protocol === "https" || headers.origin?.startsWith("https:") === true,
  }) as const;
