import type { IncomingMessage, ServerResponse } from "node:http";
import { type DropReason, MAX_BEACON_BYTES } from "../model/beacon.js";
import type { AddressLimit } from "./address-limit.js";
import type { DeclaredSites } from "./declared-sites.js";
import type { Ingest, Outcome } from "./ingest.js";
import type { LiveCounts } from "./live-counts.js";
import { readBody } from "./read-body.js";
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
  readonly addressOf: (request: IncomingMessage) => string | undefined;
  /** Whether the collector stops: then a connection ends with its answer, or the stop would wait for it. */
  readonly isStopping: () => boolean;
  readonly onError: (error: unknown) => void;
  /** Clock, epoch milliseconds, UTC. */
  readonly now: () => number;
};

/** Whether a request is for {@link createBeaconListener}, by its target. */
export const isBeaconTarget = (url = ""): boolean => url === "/beacon" || url.startsWith("/beacon?");

/** Names and values of headers by turns, which Node writes as they are. */
type Headers = readonly (string | number)[];

/**
 * `POST /beacon`: 204 once the increments are on disk, or a refusal with its reason. It is answered with Node's own request
 * and response: what a framework does for a route would take a beacon as long as reading and checking it.
 */
export const createBeaconListener = (
  parts: BeaconParts,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const { sites, ingest, limit, store, live, addressOf, isStopping, onError, now } = parts;

  const answer = (response: ServerResponse, status: number, headers: Headers = []): void => {
    const { origin } = response.req.headers;
    // Without credentials `*` gives nothing away: it lets a page read why its beacon was refused.
    const allowed = origin !== undefined && sites.ofOrigin(origin) !== undefined ? origin : "*";
    const ending = isStopping() ? ["Connection", "close"] : [];
    const all = [...COMMON, "Access-Control-Allow-Origin", allowed, ...headers, ...ending];
    // Node takes numbers for values; its types do not.
    response.writeHead(status, all as string[]).end();
  };

  /** An answer that says something; what a page needs to read it would only cost the others time. */
  const tell = (response: ServerResponse, status: number, headers: Headers = []): void =>
    answer(response, status, [...TELLING, ...headers]);

  const refuse = (
    response: ServerResponse,
    { reason, site, day }: Outcome & { accepted: false },
    status = STATUS[reason],
  ): void => {
    store.refuse(site, day, reason);
    const headers: (string | number)[] = ["Kivok-Refused", reason];
    if (reason === "over-limit") headers.push("Retry-After", limit.secondsLeft(now()));
    // Of a body that was not read more may come.
    if (!response.req.complete && !isStopping()) headers.push("Connection", "close");
    tell(response, status, headers);
  };

  const receive = (response: ServerResponse, body: string): void => {
    const { origin, "user-agent": userAgent } = response.req.headers;
    const outcome = ingest.read({ body, origin, address: addressOf(response.req), userAgent, now: now() });
    if (!outcome.accepted) {
      refuse(response, outcome);
      return;
    }
    const { beacon, increments } = outcome;
    store.add(increments, beacon.once).then(
      (result) => {
        if (result === "counted" && beacon.kind === "view") live.count(beacon, now());
        answer(response, 204);
      },
      () => tell(response, 503, ["Retry-After", RETRY_SECONDS]),
    );
  };

  return (request, response) => {
    const { method, headers } = request;
    if (method === "OPTIONS") answer(response, 204, PREFLIGHT);
    // A browser whose clock is days off asks here for the time, in `Date`.
    else if (method !== "POST") tell(response, 405, ["Allow", "POST, OPTIONS"]);
    else if (!isText(headers["content-type"])) refuse(response, ingest.refuse("malformed", headers.origin, now()), 415);
    else
      readBody(request, MAX_BEACON_BYTES, (body) => {
        try {
          if (typeof body === "string") refuse(response, ingest.refuse(body, headers.origin, now()));
          else receive(response, body.toString());
        } catch (error) {
          onError(error);
          tell(response, 500);
        }
      });
  };
};

const COMMON: Headers = ["X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer", "Vary", "Origin"];
const TELLING: Headers = [
  ...["Access-Control-Expose-Headers", "Kivok-Refused, Retry-After, Date"],
  ...["Cache-Control", "no-store", "Content-Length", 0],
];
const PREFLIGHT: Headers = [
  ...["Access-Control-Allow-Methods", "POST", "Access-Control-Allow-Headers", "Content-Type"],
  ...["Access-Control-Max-Age", 86_400],
];

/** Whether a body is of a type that beacons have: text, so that a browser needs no preflight, or JSON. */
const isText = (type = ""): boolean => /^(text\/plain|application\/json)\s*(;|$)/i.test(type);
