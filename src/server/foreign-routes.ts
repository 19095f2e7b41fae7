import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type DropReason, MAX_BEACON_BYTES } from "../model/beacon.js";
import type { AddressLimit } from "./address-limit.js";
import { aggregateForeign } from "./aggregate.js";
import { createDayClock, HOUR_MILLISECONDS } from "./calendar.js";
import { isBot } from "./client-class.js";
import type { DeclaredSites, KnownSite } from "./declared-sites.js";
import { type Reading, readPlausible, readUmami } from "./foreign-events.js";
import { UNKNOWN_SITE } from "./site.js";
import type { Store } from "./store.js";

export type ForeignParts = {
  readonly sites: DeclaredSites;
  readonly limit: AddressLimit;
  readonly store: Store;
  readonly now: () => number;
};

/** A client of another product: where it sends to, how it is read, and the answer that it waits for. */
type Client = {
  readonly at: string;
  readonly read: (body: unknown) => Reading;
  readonly accept: (reply: FastifyReply) => FastifyReply;
};

const CLIENTS: readonly Client[] = [
  { at: "/api/event", read: readPlausible, accept: (reply) => reply.code(202).type("text/plain").send("ok") },
  // Its tracker keeps what is under `cache`, and sends it along: nothing is there to be kept.
  { at: "/api/send", read: readUmami, accept: (reply) => reply.code(200).send({ cache: "" }) },
];

const STATUS = { malformed: 400, "too-large": 413, "over-limit": 429 } as const;

/**
 * `POST /api/event` and `POST /api/send`: page views and events from the unchanged clients of Plausible and Umami, so that
 * a site can move over step by step. They are counts without uniques: those clients keep nothing in the browser, and this
 * collector makes no hash of an address. Address and User-Agent are looked at here and go no further.
 */
export const serveForeign = (app: FastifyInstance, { sites, limit, store, now }: ForeignParts): void => {
  const utcDay = createDayClock("UTC");

  const siteOf = (names: readonly string[]): KnownSite | undefined =>
    sites.all().find(({ name }) => names.includes(name)) ??
    sites.all().find(({ origins }) => origins.some((origin) => names.includes(new URL(origin).hostname)));

  const refuse = (reply: FastifyReply, reason: DropReason, site?: KnownSite): FastifyReply => {
    store.refuse(site?.name ?? UNKNOWN_SITE, (site?.dayAt ?? utcDay)(now()), reason);
    if (reason === "over-limit") reply.header("Retry-After", limit.secondsLeft(now()));
    const status = reason in STATUS ? STATUS[reason as keyof typeof STATUS] : 403;
    return reply.code(status).header("Kivok-Refused", reason).send();
  };

  const receive = (request: FastifyRequest, reply: FastifyReply, { read, accept }: Client): unknown => {
    const event = read(parse(request.body));
    if (event === "malformed") return refuse(reply, event);
    if (event === "ignored") return accept(reply);
    const site = siteOf(event.sites);
    const { origin } = request.headers;
    // A page can only name its own origin. A server's client has none, and is believed as far as its limit goes.
    if (!site || (origin !== undefined && !site.origins.includes(origin))) return refuse(reply, "unknown-site", site);
    if (isBot(request.headers["user-agent"])) return refuse(reply, "bot", site);
    if (limit.spend(request.ip, now()) < 0) return refuse(reply, "over-limit", site);
    const hour = Math.floor(now() / HOUR_MILLISECONDS);
    // What these clients send has no one-time number: what comes twice counts twice.
    return store.add(aggregateForeign(event, site.name, site.dayAt(now()), hour), randomBytes(16).toString("hex")).then(
      () => accept(reply),
      () => reply.code(503).send(),
    );
  };

  app.register(async (scope) => {
    scope.addHook("onRequest", (_request, reply, done) => {
      reply.header("Access-Control-Allow-Origin", "*").header("Cache-Control", "no-store");
      done();
    });
    scope.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) throw error;
      return refuse(reply, status === 413 ? "too-large" : "malformed");
    });
    for (const client of CLIENTS) {
      scope.post(client.at, { bodyLimit: MAX_BEACON_BYTES }, (request, reply) => receive(request, reply, client));
      scope.options(client.at, async (_request, reply) =>
        reply
          .headers({
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "Content-Type, X-Umami-Cache",
            "Access-Control-Max-Age": "86400",
          })
          .code(204)
          .send(),
      );
    }
  });
};

const parse = (body: unknown): unknown => {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
};
