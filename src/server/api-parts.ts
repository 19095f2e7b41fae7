import type { FastifyReply } from "fastify";
import type { AccessTokens } from "./access-tokens.js";
import type { Audit } from "./audit.js";
import type { Auth } from "./auth.js";
import type { DeclaredSites } from "./declared-sites.js";
import type { LiveCounts } from "./live-counts.js";
import type { Store } from "./store.js";

/** What the routes of the API work with. */
export type ApiParts = {
  readonly sites: DeclaredSites;
  readonly auth: Auth;
  readonly tokens: AccessTokens;
  readonly audit: Audit;
  readonly store: Store;
  readonly live: LiveCounts;
  readonly now: () => number;
};

/** Who asks: the owner with a session, or the holder of a token, for one site or (`null`) for all of them. */
export type Viewer = { readonly isOwner: boolean; readonly site: string | null };

/** An answer that says what is wrong. */
export const problem = (reply: FastifyReply, status: number, message: string): FastifyReply =>
  reply.code(status).send({ message });
