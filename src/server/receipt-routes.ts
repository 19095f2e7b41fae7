import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import { formatIssue } from "../model/parse-config.js";
import { MAX_RECEIPT_BYTES, parseReceipt } from "../model/parse-receipt.js";
import { createAddressLimit } from "./address-limit.js";
import type { DeclaredSites } from "./declared-sites.js";
import type { StoredReceipts } from "./store-receipts.js";

/** Consents that one address may report in a minute: an office of visitors, and no flood that would fill the disk. */
const MOST_PER_MINUTE = 30;
/** Seconds after which a client may try again when the store cannot be written. */
const RETRY_SECONDS = 60;

export type ReceiptParts = {
  readonly sites: DeclaredSites;
  readonly receipts: StoredReceipts;
  /** Clock, epoch milliseconds, UTC. */
  readonly now: () => number;
};

/** `POST /receipt`: 204 once the receipt is on disk, or a 4xx that says what is wrong with it. */
export const serveReceipt = (app: FastifyInstance, { sites, receipts, now }: ReceiptParts): void => {
  const limit = createAddressLimit(MOST_PER_MINUTE, 60);
  app.post("/receipt", { bodyLimit: MAX_RECEIPT_BYTES }, async ({ body, headers: { origin }, ip }, reply) => {
    // Without credentials `*` gives nothing away: it lets a page read why its receipt was refused.
    reply.headers({ "Access-Control-Allow-Origin": "*", "Cache-Control": "no-store" });
    if (limit.spend(ip, now()) < 0)
      return problem(reply.header("Retry-After", limit.secondsLeft(now())), 429, "too many receipts from this address");
    const parsed = parseReceipt(typeof body === "string" ? body : "", now());
    if ("issues" in parsed) return problem(reply, 400, parsed.issues.map(formatIssue).join("; "));
    const { receipt } = parsed;
    const site = sites.find(receipt.site);
    if (!site) return problem(reply, 403, `receipt.site: expected a declared site, got "${receipt.site}"`);
    if (origin === undefined || !site.origins.includes(origin))
      return problem(reply, 403, `origin: expected one of the site's, got ${JSON.stringify(origin) ?? "none"}`);
    try {
      // Written anew from what was read, so that two ways to write the same are the same.
      const result = receipts.add(site.name, receipt.record_id as string, JSON.stringify(receipt));
      return result === "other"
        ? problem(reply, 409, "receipt.record_id: expected a new number, got one of another receipt")
        : reply.code(204).send();
    } catch {
      return problem(reply.header("Retry-After", RETRY_SECONDS), 503, "the collector cannot write");
    }
  });
};

type Query = { Querystring: Readonly<Record<string, unknown>> };

/** `GET /api/receipt` and `/api/receipts`, for a scope in which the owner is logged in: one by its number, and all as lines of JSON. */
export const serveReceiptApi = (owner: FastifyInstance, { sites, receipts }: Omit<ReceiptParts, "now">): void => {
  const isSite = (name: unknown): name is string => typeof name === "string" && !!sites.find(name);

  owner.get<Query>("/receipt", async ({ query: { site, number } }, reply) => {
    if (!isSite(site)) return wrong(reply, "site", "one of the declared sites", site);
    if (typeof number !== "string" || !/^[a-z0-9]{1,13}$/.test(number))
      return wrong(reply, "number", "a receipt's number, 1 to 13 of a-z and 0-9", number);
    const text = receipts.find(site, number);
    if (text === undefined) return problem(reply, 404, `number: expected one that was given, found "${number}"`);
    return reply.type("application/json").send(text);
  });

  owner.get<Query>("/receipts", async ({ query: { site } }, reply) => {
    if (!isSite(site)) return wrong(reply, "site", "one of the declared sites", site);
    const file = `receipts-${site.replace(/[^\w.-]/g, "-")}.jsonl`;
    return reply
      .type("application/x-ndjson")
      .header("Content-Disposition", `attachment; filename="${file}"`)
      .send(Readable.from(lines(receipts, site)));
  });
};

/** Every receipt of a site as a line of JSON, oldest first. */
function* lines(receipts: StoredReceipts, site: string): Generator<string> {
  let after = 0;
  for (;;) {
    const page = receipts.page(site, after);
    const last = page.at(-1);
    if (!last) return;
    yield page.map(({ text }) => `${text}\n`).join("");
    after = last.place;
  }
}

const problem = (reply: FastifyReply, status: number, message: string): FastifyReply =>
  reply.code(status).send({ message });

const wrong = (reply: FastifyReply, parameter: string, expected: string, found: unknown): FastifyReply =>
  problem(reply, 400, `${parameter}: expected ${expected}, found ${JSON.stringify(found)?.slice(0, 100) ?? "nothing"}`);
