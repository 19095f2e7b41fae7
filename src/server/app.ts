import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import { createAccessTokens } from "./access-tokens.js";
import { createAddressLimit } from "./address-limit.js";
import { serveApi } from "./api-routes.js";
import { messageOfSchemaError } from "./api-schemas.js";
import { createAudit } from "./audit.js";
import { createAuth, settlePassword } from "./auth.js";
import { createBeaconListener, isBeaconTarget } from "./beacon-route.js";
import { createClientAddress } from "./client-address.js";
import { createDeclaredSites, type DeclaredSites } from "./declared-sites.js";
import { serveForeign } from "./foreign-routes.js";
import { createIngest } from "./ingest.js";
import { createLiveCounts } from "./live-counts.js";
import { createLog, type Log } from "./log.js";
import { serveReceipt } from "./receipt-routes.js";
import type { Settings } from "./settings.js";
import { serveFiles } from "./static-files.js";
import { openStore, type Store } from "./store.js";

/** A collector that answers. */
export type Collector = {
  /** Where it answers, with the real port. */
  readonly url: string;
  /** The owner's password, if this start made one; it is not known again later. */
  readonly madePassword: string | undefined;
  /** Takes no new connections, answers what is in flight, closes the store. */
  stop(): Promise<void>;
};

/**
 * A request must be there in full after this time, so that slow clients cannot hold connections; it is looked at every
 * two seconds. A stop waits for them too, and is over before the ten seconds that service managers commonly give.
 */
const REQUEST_MILLISECONDS = 7000;
const CHECK_MILLISECONDS = 2000;
/** How long a connection waits for its next request: longer than proxies do, so that none is closed while they use it. */
const KEEP_ALIVE_MILLISECONDS = 72_000;
const LIMIT_WINDOW_SECONDS = 60;
/**
 * How long a generation of one-time numbers is the current one; a number is known for once to twice this time. A browser
 * sends again with the next view of the same visit, so at most 30 minutes later.
 */
const ONCE_MILLISECONDS = 30 * 60_000;

/**
 * Starts a collector.
 * @param now clock, epoch milliseconds, UTC
 * @throws Error with one clear sentence: the store cannot be opened, the port is taken
 */
export const startCollector = async (settings: Settings, now: () => number = Date.now): Promise<Collector> => {
  const log = createLog(settings.logLevel, now);
  const store = openStore(settings.data, (error) => log.error(`cannot write the store: ${messageOf(error)}`));
  const sites = createDeclaredSites(settings.sites, store);
  const tidyCounters = (): void => {
    for (const { name, retentionDays = 0, dayAt } of sites.all())
      if (retentionDays > 0) attempt(() => store.forgetBefore(name, dayAt(now()) - retentionDays));
    attempt(store.addUpBlocks);
  };
  tidyCounters();
  const rotation = setInterval(() => {
    attempt(store.forgetOlderNumbers);
    tidyCounters();
  }, ONCE_MILLISECONDS).unref();
  const app = createApp(settings, { store, sites, log, now });
  const stop = async (): Promise<void> => {
    clearInterval(rotation);
    await app.close();
    store.close();
  };
  try {
    const madePassword = await settlePassword(store, settings.password);
    const url = await listen(app, settings);
    log.info({ sites: sites.all().length, trustProxy: settings.trustProxy, receipts: settings.receipts }, "started");
    return { url, madePassword, stop: () => stop().then(() => log.info("stopped")) };
  } catch (error) {
    await stop();
    throw error;
  }
};

type AppParts = {
  readonly store: Store;
  readonly sites: DeclaredSites;
  readonly log: Log;
  readonly now: () => number;
};

const createApp = (settings: Settings, { store, sites, log, now }: AppParts): FastifyInstance => {
  let stopping = false;
  const live = createLiveCounts();
  const limit = createAddressLimit(settings.limit, LIMIT_WINDOW_SECONDS);
  const receiveBeacon = createBeaconListener({
    sites,
    ingest: createIngest(sites, limit),
    limit,
    store,
    live,
    addressOf: createClientAddress(settings.trustProxy),
    isStopping: () => stopping,
    onError: (error) => log.error(`a beacon failed: ${messageOf(error)}`),
    now,
  });
  const app = Fastify({
    // Its lines about requests would hold addresses: what goes wrong is in our own log, without the request.
    logger: false,
    trustProxy: settings.trustProxy,
    serverFactory: (listener) =>
      createTimedServer((request, response) =>
        isBeaconTarget(request.url) ? receiveBeacon(request, response) : listener(request, response),
      ),
    forceCloseConnections: "idle",
    // What is wrong with a parameter is said by the schema that found it; nothing is turned into another type for it.
    ajv: { customOptions: { verbose: true, coerceTypes: false, removeAdditional: false } },
    schemaErrorFormatter: ([error]) => new Error(error && messageOfSchemaError(error)),
  });
  // Every body is text until one of our own parsers has looked at it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(["text/plain", "application/json"], { parseAs: "string" }, (_request, body, done) =>
    done(null, body),
  );
  // Hooks of every request call back: a promise for each would cost a beacon more than what they do.
  app.addHook("onRequest", (_request, reply, done) => {
    reply.header("X-Content-Type-Options", "nosniff").header("Referrer-Policy", "no-referrer");
    done();
  });
  app.addHook("preClose", async () => {
    stopping = true;
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    // Or the connection of a request that was in flight would be kept alive, and the stop would wait for it.
    if (stopping) reply.header("Connection", "close");
    done();
  });
  app.setErrorHandler((error: { statusCode?: number; code?: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error(`a request failed: ${messageOf(error)}`);
    const isOurs = error.code === "FST_ERR_VALIDATION" || error.code === undefined;
    const message = status >= 500 ? "the collector failed" : isOurs ? messageOf(error) : "the request is malformed";
    return reply.code(status).send({ message });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ message: "there is nothing here" }));

  const audit = createAudit(log);
  serveApi(app, { sites, auth: createAuth(store), tokens: createAccessTokens(store), audit, store, live, now });
  serveForeign(app, { sites, limit, store, now });
  if (settings.receipts) serveReceipt(app, { sites, receipts: store.receipts, now });
  serveFiles(app, settings.files);
  app.get("/health", async (_request, reply) =>
    reply
      .header("Cache-Control", "no-store")
      .code(store.isWritable() ? 200 : 503)
      .send({ writable: store.isWritable() }),
  );
  return app;
};

const createTimedServer = (listener: RequestListener): Server => {
  const server = createServer(
    {
      requestTimeout: REQUEST_MILLISECONDS,
      headersTimeout: REQUEST_MILLISECONDS,
      connectionsCheckingInterval: CHECK_MILLISECONDS,
      keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    },
    listener,
  );
  return server.setTimeout(2 * REQUEST_MILLISECONDS);
};

const listen = async (app: FastifyInstance, { host, port }: Settings): Promise<string> => {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === "EADDRINUSE") throw new Error(`port ${port} of ${host} is taken: choose another with --port`);
    if (code === "EACCES") throw new Error(`port ${port} of ${host} is not allowed: choose another with --port`);
    throw error;
  }
  const { address, port: taken } = app.server.address() as AddressInfo;
  return `http://${address.includes(":") ? `[${address}]` : address}:${taken}`;
};

/** Tidying up can wait: the next turn tries again if the disk is full now, and until then only time or space is lost. */
const attempt = (tidy: () => void): void => {
  try {
    tidy();
  } catch {
    // The store has reported it.
  }
};

/** The message only: it says what failed and never who asked. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
