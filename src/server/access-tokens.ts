import { createHash, randomBytes } from "node:crypto";
import type { TokenEntry } from "../model/report.js";
import type { Store } from "./store.js";

/** Random bytes of a token: nobody guesses one, so guesses need no limit. */
const TOKEN_BYTES = 24;
/** Tokens that there may be at once. */
export const MAX_TOKENS = 200;

type Kept = TokenEntry & { readonly hash: string };

/** Tokens that read reports: a share link reads one site, an API token every site. None of them changes anything. */
export type AccessTokens = {
  all(): TokenEntry[];
  /** @param site `undefined` for all sites @returns the token itself, which is not known again later */
  create(name: string, site: string | undefined, day: string): TokenEntry & { readonly token: string };
  /** @returns whether there was one */
  revoke(id: string): boolean;
  find(token: string): TokenEntry | undefined;
};

/** Tokens in the store, as hashes: who reads the file cannot use them. */
export const createAccessTokens = (store: Pick<Store, "setting" | "saveSetting">): AccessTokens => {
  const read = (): Kept[] => JSON.parse(store.setting("tokens") ?? "[]") as Kept[];
  const keep = (tokens: readonly Kept[]): void => store.saveSetting("tokens", JSON.stringify(tokens));
  return {
    all: () => read().map(withoutHash),
    create(name, site, created) {
      const token = randomBytes(TOKEN_BYTES).toString("base64url");
      const entry: TokenEntry = { id: randomBytes(6).toString("hex"), name, site: site ?? null, created };
      keep([...read(), { ...entry, hash: hashOf(token) }]);
      return { ...entry, token };
    },
    revoke(id) {
      const tokens = read();
      const others = tokens.filter((token) => token.id !== id);
      if (others.length < tokens.length) keep(others);
      return others.length < tokens.length;
    },
    find(token) {
      const hash = hashOf(token);
      const found = read().find((one) => one.hash === hash);
      return found && withoutHash(found);
    },
  };
};

const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");

const withoutHash = ({ id, name, site, created }: Kept): TokenEntry => ({ id, name, site, created });
