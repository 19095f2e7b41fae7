import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type DropReason, MAX_BEACON_BYTES } from "../model/beacon.js";
import type { AddressLimit } from "./address-limit.js";
import type { DeclaredSites } from "./declared-sites.js";
import type { Ingest, Outcome } from "./ingest.js";
import type { LiveCounts } from "./live-counts.js";
import type { Store } from "./store.js";

/** Status of each refusal; the reason itself is in the `Kivok-Refused` header. */
const STATUS: Readonly<Record<DropReason, number>> = {
  "unknown-site": 403,
  malformed: 400,
  "too-large": 413,
  "too-old": 422,
  "too-early": 422,
  bot: 403,
  "over-limit": 429,
};

/** Seconds after which a client may try again when the store cannot be written. */
const RETRY_SECONDS = 60;

export type BeaconParts = {
  readonly sites: DeclaredSites;
  readonly ingest: Ingest;
  readonly limit: AddressLimit;
  readonly store: Store;
  readonly live: LiveCounts;
  readonly now: () => number;
};

/** `POST /beacon`: 204 once the increments are on disk, or a refusal with its reason. */
export const serveBeacon = (app: FastifyInstance, parts: BeaconParts): void => {
  const { sites, ingest, limit, store, live, now } = parts;

  const allowOrigin = ({ headers: { origin } }: FastifyRequest, reply: FastifyReply): void => {
    // Without credentials `*` gives nothing away: it lets a page read why its beacon was refused.
    reply.header(
      "Access-Control-Allow-Origin",
      origin !== undefined && sites.ofOrigin(origin) !== undefined ? origin : "*",
    );
    reply.header("Vary", "Origin");
  };

  /** What only an answer that says something needs; a header takes a beacon as long as a step of the ingest does. */
  const expose = (reply: FastifyReply): FastifyReply =>
    reply
      .header("Access-Control-Expose-Headers", "Kivok-Refused, Retry-After, Date")
      .header("Cache-Control", "no-store");

  const refuse = (
    reply: FastifyReply,
    { reason, site, day }: Outcome & { accepted: false },
    status = STATUS[reason],
  ) => {
    store.refuse(site, day, reason);
    if (reason === "over-limit") reply.header("Retry-After", limit.secondsLeft(now()));
    return expose(reply).code(status).header("Kivok-Refused", reason).send();
  };

  app.register(async (scope) => {
    scope.addHook("onRequest", (request, reply, done) => {
      allowOrigin(request, reply);
      done();
    });

    // What Fastify refuses before there is a body: a body that is too large, of another type, or cut short.
    scope.setErrorHandler((error: { statusCode?: number; code?: string }, request, reply) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) throw error;
      const reason = status === 413 ? "too-large" : "malformed";
      return refuse(reply, ingest.refuse(reason, request.headers.origin, now()), status);
    });

    scope.post("/beacon", { bodyLimit: MAX_BEACON_BYTES }, (request, reply) => {
      const outcome = ingest.read({
        body: typeof request.body === "string" ? request.body : "",
        origin: request.headers.origin,
        address: request.ip,
        userAgent: request.headers["user-agent"],
        now: now(),
      });
      if (!outcome.accepted) return refuse(reply, outcome);
      const { beacon, increments } = outcome;
      return store.add(increments, beacon.once).then(
        (result) => {
          if (result === "counted" && beacon.kind === "view") live.count(beacon, now());
          return reply.code(204).send();
        },
        () => expose(reply).code(503).header("Retry-After", RETRY_SECONDS).send(),
      );
    });

    scope.options("/beacon", async (_request, reply) =>
      reply
        .headers({
          "Access-Control-Allow-Methods": "POST",
          "Access-Control-Allow-Headers": "Content-Type",
          "Access-Control-Max-Age": "86400",
        })
        .code(204)
        .send(),
    );

    // A browser whose clock is days off asks here for the time, in `Date`.
    scope.get("/beacon", async (_request, reply) => expose(reply).code(405).header("Allow", "POST, OPTIONS").send());
  });
};
