import { createHash } from "node:crypto";
import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** A folder of which some files are served. */
type Folder = { readonly path: string; readonly at: string; readonly names: RegExp; readonly headers: Headers };
type Headers = Readonly<Record<string, string>>;

/** Any page of any origin may load these; an hour old is fresh enough, and a day old is better than waiting. */
const BROWSER_HEADERS: Headers = {
  "Access-Control-Allow-Origin": "*",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
};

/** The dashboard runs its own files and talks to its own API, and nothing else; nobody may frame it. */
const DASHBOARD_HEADERS: Headers = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Frame-Options": "DENY",
  "Cache-Control": "no-cache",
};

/** What is served, and under which names. The folder also holds the collector itself, which is not. */
const FOLDERS: readonly Folder[] = [
  { path: ".", at: "/", names: /^kivok(-[\w-]+)?(\.dev)?\.m?js$/, headers: BROWSER_HEADERS },
  { path: "messages", at: "/messages/", names: /^[\w-]+\.json$/, headers: BROWSER_HEADERS },
  { path: "adapters", at: "/adapters/", names: /^[\w-]+\.js$/, headers: BROWSER_HEADERS },
  { path: "dashboard", at: "/dashboard/", names: /^[\w.-]+\.(html|js|css|svg)$/, headers: DASHBOARD_HEADERS },
];

const CONTENT_TYPES: Headers = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json; charset=utf-8",
  svg: "image/svg+xml",
};

/**
 * Serves the browser files and the dashboard from memory. The list of addresses is made once, from the files that exist
 * at start: no request is ever turned into a path on the disk.
 * @param folder where the build put them
 */
export const serveFiles = (app: FastifyInstance, folder: string): void => {
  for (const { path, at, names, headers } of FOLDERS) {
    for (const name of filesIn(join(folder, path))) {
      if (!names.test(name)) continue;
      const answer = createAnswer(readFileSync(join(folder, path, name)), {
        ...headers,
        "Content-Type": CONTENT_TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream",
      });
      app.get(at + name, answer);
      if (at === "/dashboard/" && name === "index.html")
        for (const url of ["/", at, "/dashboard"]) app.get(url, answer);
    }
  }
};

const filesIn = (folder: string): string[] => {
  const isFolder = (statSync(folder, { throwIfNoEntry: false }) as Stats | undefined)?.isDirectory() === true;
  return isFolder ? readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isFile() ? one.name : [])) : [];
};

type Encoding = "br" | "gzip" | "identity";

const createAnswer = (content: Buffer, headers: Headers) => {
  const hash = createHash("sha256").update(content).digest("base64url").slice(0, 22);
  /** Compressed by the first request that wants it, then kept. */
  const bodies: { [Name in Encoding]?: Promise<Buffer> } = { identity: Promise.resolve(content) };
  return async (request: FastifyRequest, reply: FastifyReply): Promise<Buffer | undefined> => {
    const encoding = chooseEncoding(request.headers["accept-encoding"] ?? "");
    // Strong: the same tag is the same bytes, so each encoding has its own (RFC 9110, section 8.8.3.3).
    const tag = `"${hash}${encoding === "identity" ? "" : `-${encoding}`}"`;
    reply.headers({ ...headers, ETag: tag, Vary: "Accept-Encoding" });
    if (hasTag(request.headers["if-none-match"], tag)) {
      reply.code(304).removeHeader("Content-Type");
      return undefined;
    }
    bodies[encoding] ??= encoding === "br" ? compressBrotli(content) : compressGzip(content, { level: 9 });
    if (encoding !== "identity") reply.header("Content-Encoding", encoding);
    return bodies[encoding];
  };
};

const compressGzip: (content: Buffer, options: { level: number }) => Promise<Buffer> = promisify(gzip);
const compressBrotli = (content: Buffer): Promise<Buffer> =>
  promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });

/** The smallest encoding that the client takes; `q=0` refuses one (RFC 9110, section 12.5.3). */
const chooseEncoding = (accepted: string): Encoding =>
  (["br", "gzip"] as const).find((name) =>
    accepted
      .toLowerCase()
      .split(",")
      .some((part) => {
        const [coding, ...parameters] = part.trim().split(/\s*;\s*/);
        return coding === name && !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
      }),
  ) ?? "identity";

/** `If-None-Match` compares weakly: a proxy may have made the tag weak (RFC 9110, section 13.1.2). */
const hasTag = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  (header.trim() === "*" || header.split(",").some((one) => one.trim().replace(/^W\//, "") === tag));
