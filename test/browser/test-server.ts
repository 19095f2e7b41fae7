import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { text } from "node:stream/consumers";
import type { Page } from "playwright";
import { expect, vi } from "vitest";
import type { PageBeacon } from "../../src/model/beacon.js";

const DIST = new URL("../../dist/", import.meta.url);
const TYPES: Record<string, string> = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
};

/** Waits until a check passes; patient, since the machine may be busy with other things. */
export const eventually = <Result>(check: () => Result | Promise<Result>): Promise<Result> =>
  vi.waitFor(check, { timeout: 60_000 });

/** A page under test: what comes after the tag in its head, its body, and the headers it is sent with. */
export type TestPage = {
  readonly config?: object | string;
  /** Attributes of the tag. */
  readonly tag?: string;
  readonly head?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** @default 200 */
  readonly status?: number;
};

/** A site of one origin: its pages, Kivok's files from `dist/`, and a collector that only writes down what it is sent. */
export type TestServer = {
  /** Its origin: another one after each {@link reset}. */
  readonly url: string;
  readonly host: string;
  /** Declares what a path answers with; a path that was not declared is a plain page with the tag. */
  page(path: string, page: TestPage): void;
  /** Paths of all requests so far. */
  readonly requests: string[];
  readonly beacons: {
    /** As they came, oldest first. */
    readonly texts: string[];
    read(): PageBeacon[];
    /** Waits until exactly these have come, compared by the fields that are given, and fails if there are others. */
    expect(...expected: Partial<Record<string, unknown>>[]): Promise<void>;
    /** Makes sure that nothing was sent: a request that the page makes now has come, and no beacon before it. */
    expectNone(page: Page): Promise<void>;
  };
  /** How beacons are answered: a status, or one for each text; `hang` for no answer. @default 204 */
  answer: number | "hang" | ((text: string) => number);
  /** Begins anew on another port, so that nothing an earlier test's page sends late is taken for this test's. */
  reset(): Promise<void>;
  /** Ends it, and fails if any beacon of all its tests told something about a person (A7). */
  close(): Promise<void>;
};

/** Everything that a beacon may have (ARCHITECTURE.md, "The beacon"). */
const FIELDS =
  "v kind once site day path bot step gap previous referrer campaign language zone screen seconds name properties granted";

/** In the title of every page, and nowhere else. */
const TITLE_MARK = "titlemark";

/**
 * What is in a beacon that must not be in any, of whatever test: a field that nobody knows, an e-mail address, a telephone
 * number, an address with its scheme, the name of a browser, a page's title, or one of these secrets.
 */
const leakIn = (text: string, secrets: Iterable<string>): string | undefined => {
  if (text[0] !== "{") return "no beacon";
  const { once, ...told } = JSON.parse(text) as Record<string, unknown>;
  const unknown = Object.keys(told).find((key) => !FIELDS.split(" ").includes(key));
  const all = JSON.stringify(told);
  const pattern = new RegExp(`@|%40|\\d{10}|\\d([\\s().+-]*\\d){9}|://|Mozilla|Chrome|${TITLE_MARK}`, "i");
  return unknown ?? pattern.exec(all)?.[0] ?? [...secrets].find((secret) => all.includes(secret));
};

/** Path and query of a referrer, unless it is of the site itself, by whatever name: its pages are told one by one. */
const secretsOf = (referrer: string, server: Server): string[] => {
  const from = new URL(referrer);
  return from.port === `${portOf(server)}` ? [] : [from.pathname, from.search].filter((part) => part.length > 1);
};

/** The page that a declaration stands for. */
const render = ({ config = {}, tag = "", head = "", body = "" }: TestPage): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Page ${TITLE_MARK}</title><link rel="icon" href="data:,">
<script type="application/json" id="kivok-config">${typeof config === "string" ? config : JSON.stringify(config)}</script>
<script src="/kivok.js" data-policy="/privacy" ${tag}></script>
${head}</head><body>${body}<main><h1>Page</h1><p>Text.</p></main></body></html>`;

/** A server on a free port of the loopback, which its handler is told, so that it can tell it from an earlier one. */
export const listen = async (
  answer: (request: IncomingMessage, response: ServerResponse, server: Server) => unknown,
): Promise<Server> => {
  const server: Server = createServer((request, response) => answer(request, response, server));
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return server;
};

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Ends a server with all its connections. */
export const end = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};

/** Starts a {@link TestServer} on a free port of the loopback. */
export const startTestServer = async (): Promise<TestServer> => {
  const pages = new Map<string, TestPage>();
  const requests: string[] = [];
  const texts: string[] = [];
  const leaks: string[] = [];
  const secrets = new Set<string>();
  let server: Server;

  const answer = async (request: IncomingMessage, response: ServerResponse, asked: Server): Promise<void> => {
    if (asked !== server) return;
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    requests.push(pathname);
    const { referer } = request.headers;
    if (referer) for (const secret of secretsOf(referer, asked)) secrets.add(secret);
    if (pathname === "/beacon") {
      const head = { "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Date" };
      if (request.method === "GET") {
        response.writeHead(405, head).end();
        return;
      }
      const body = await text(request).catch(() => undefined);
      // A page that closed half-way, or one of an earlier test, has sent nothing.
      if (body === undefined || asked !== server) return;
      texts.push(body);
      const leak = leakIn(body, secrets);
      if (leak) leaks.push(`${leak} in ${body}`);
      if (self.answer !== "hang")
        response.writeHead(typeof self.answer === "number" ? self.answer : self.answer(body), head).end();
      return;
    }
    const file = extname(pathname) in TYPES && (await readFile(new URL(`.${pathname}`, DIST)).catch(() => undefined));
    if (file) {
      // As the collector serves them: to pages of any origin.
      const headers = { "Content-Type": TYPES[extname(pathname)] ?? "", "Access-Control-Allow-Origin": "*" };
      response.writeHead(200, headers).end(file);
      return;
    }
    const page = pages.get(pathname) ?? {};
    response
      .writeHead(page.status ?? 200, { "Content-Type": "text/html; charset=utf-8", ...page.headers })
      .end(render(page));
  };
  server = await listen(answer);

  const read = () => texts.map((text) => JSON.parse(text) as PageBeacon);
  const self: TestServer = {
    get url() {
      return `http://${self.host}`;
    },
    get host() {
      return `localhost:${portOf(server)}`;
    },
    page: (path, page) => pages.set(path, page),
    requests,
    answer: 204,
    beacons: {
      texts,
      read,
      expect: async (...expected) => {
        await eventually(() => expect(texts.length).toBeGreaterThanOrEqual(expected.length));
        expect(read()).toEqual(expected.map((fields) => expect.objectContaining(fields)));
      },
      expectNone: async (page) => {
        const mark = `/mark-${requests.length}`;
        await page.evaluate((path) => fetch(path).then((reply) => reply.text()), mark);
        expect(requests).toContain(mark);
        expect(texts).toEqual([]);
      },
    },
    reset: async () => {
      const before = server;
      server = await listen(answer);
      pages.clear();
      requests.length = texts.length = 0;
      self.answer = 204;
      await end(before);
    },
    close: async () => {
      await end(server);
      expect(leaks, "beacons that tell too much").toEqual([]);
    },
  };
  return self;
};
