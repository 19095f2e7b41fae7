import { createRequire } from "node:module";
import { Cookie, CookieJar } from "tough-cookie";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConfigInput } from "../../src/model/config.js";
import { createRecord, encodeRecord } from "../../src/model/consent-record.js";
import { resolveCoreConfig } from "../../src/model/resolve-config.js";
import { createSetCookieMiddleware } from "../../src/server/set-cookie-middleware.js";
import guardVectors from "../vectors/guard.json";
import type { Answer, RunningServer, Start } from "./set-cookie-servers.js";
import { ask, ask2, fieldOf, SERVERS } from "./set-cookie-servers.js";

type Vector = {
  readonly setCookie: string;
  readonly granted: readonly string[] | null;
  readonly expected: string | null;
};

const config = guardVectors.config as ConfigInput;
const vectors = guardVectors.vectors as readonly Vector[];
const states = [...new Set(vectors.map(({ granted }) => JSON.stringify(granted)))];

const recordCookie = (granted: readonly string[], time = Date.now()): string =>
  `kivok=${encodeRecord(createRecord({ granted, how: "notice" }, resolveCoreConfig(config), "k3v9x2m1q8z7", time))}`;

/** What a browser sends besides: of everything that a value may hold. */
const OTHERS = `a=b=c; q="x, y"; j={"a":[1]}; =nameless; kivok; kivokx=1; e=%3D; n=caf\u00e9; kivok_day=1`;

const without = (answer: Answer, ...names: readonly string[]): Answer => ({
  ...answer,
  fields: answer.fields.filter(([name]) => !names.includes(name.toLowerCase())),
});

describe.each(Object.entries(SERVERS))("%s", (kind, start) => {
  let server: RunningServer;
  let unguarded: RunningServer;
  let texts: readonly string[] = [];
  const request = kind.endsWith("2") ? ask2 : ask;
  beforeAll(async () => {
    server = await start(createSetCookieMiddleware(config), () => texts);
    unguarded = await start(
      (_request, _response, next) => next(),
      () => texts,
    );
  });
  afterAll(() => Promise.all([server.close(), unguarded.close()]));

  test.each(states)("[G10] sends with %s granted what it would send if the table's outcome were set", async (state) => {
    const rows = vectors.filter(({ granted }) => JSON.stringify(granted) === state);
    const granted = JSON.parse(state) as string[] | null;
    const headers = { cookie: granted ? `${OTHERS}; ${recordCookie(granted)}` : OTHERS };
    texts = rows.map(({ setCookie }) => setCookie);
    const answer = await request(server.port, { headers });
    texts = rows.flatMap(({ expected }) => (expected === null ? [] : [expected]));
    const expected = await request(unguarded.port, { headers });
    // HTTP/2 has no white space around a value: a field with it is malformed (RFC 9113, section 8.2.1).
    const isOnWire = (text: string) => request === ask || text === text.trim();
    expect(answer.cookies.length).toBe(texts.filter(isOnWire).length);
    expect(without(answer, "date", "vary", "cache-control")).toEqual(without(expected, "date"));
  });

  test("[G10] leaves a response without cookies as it is", async () => {
    texts = [];
    const answer = await request(server.port, { headers: { cookie: recordCookie(["functional"]) } });
    expect([answer.cookies, fieldOf(answer, "vary"), fieldOf(answer, "cache-control")]).toEqual([
      [],
      undefined,
      undefined,
    ]);
  });

  test("[G10] marks responses for shared caches: private with a cookie, Vary where the decision counted", async () => {
    const marks = async (...set: string[]) => {
      texts = set;
      const answer = await request(server.port);
      return [fieldOf(answer, "cache-control"), fieldOf(answer, "vary")];
    };
    expect(await marks("sid=1; Path=/")).toEqual(["private", undefined]);
    expect(await marks("sid=; Max-Age=0")).toEqual(["private", undefined]);
    expect(await marks("csrf=1; Max-Age=60")).toEqual(["private", undefined]);
    expect(await marks("sid=1; Path=/", "seen=1; Max-Age=60")).toEqual(["private", "Cookie"]);
    expect(await marks("_stat=1")).toEqual(["private", "Cookie"]);
  });
});

describe("the vectors", () => {
  test("[G10] are at least sixty, in every state", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(60);
    expect(states.length).toBeGreaterThanOrEqual(5);
  });

  test.each(vectors.filter(({ setCookie, expected }) => expected !== null && expected !== setCookie))(
    "[G10] lose nothing but the lifetime: $setCookie",
    ({ setCookie, expected }) => {
      const parse = (text: string) => {
        const { expires, maxAge, creation, ...rest } = Cookie.parse(text, { loose: true }) as Cookie;
        return { lifetime: [expires, maxAge], rest };
      };
      expect(parse(expected as string)).toEqual({ lifetime: ["Infinity", null], rest: parse(setCookie).rest });
    },
  );
});

describe("a visitor", () => {
  const GRANTED = recordCookie(["functional"]);
  let server: RunningServer;
  beforeAll(async () => {
    server = await (SERVERS["Express 5"] as Start)(createSetCookieMiddleware(config), () => [
      "sid=1; Max-Age=3600; Path=/; HttpOnly",
      "_stat=1; Max-Age=3600; Path=/",
    ]);
  });
  afterAll(() => server.close());

  test("[G10] has session cookies until consent, lifetimes from the next Set-Cookie on, and session cookies after withdrawal", async () => {
    const jar = new CookieJar();
    const url = "http://shop.example/";
    const visit = async () => {
      const { cookies } = await ask(server.port, { headers: { cookie: await jar.getCookieString(url) } });
      for (const text of cookies) await jar.setCookie(text, url);
      return Object.fromEntries((await jar.getCookies(url)).map(({ key, maxAge }) => [key, maxAge]));
    };
    expect(await visit()).toEqual({ sid: null });
    await jar.setCookie(recordCookie(["functional", "statistics"]), url);
    expect(await visit()).toMatchObject({ sid: 3600, _stat: 3600 });
    await jar.setCookie(recordCookie([], Date.now() + 1000), url);
    expect(await visit()).toMatchObject({ sid: null });
  });

  test.each([
    ["no record", undefined, {}],
    ["no record and Global Privacy Control", undefined, { "sec-gpc": "1" }],
    ["a damaged record", "kivok=1:zz", {}],
    ["a record of another policy version", GRANTED.replace(/:1:/, ":2:"), {}],
    ["a record of half a year and a day ago", recordCookie(["functional"], Date.now() - 181 * 86_400_000), {}],
  ])("[G10] has session cookies only with %s", async (_, cookie, headers) => {
    const { cookies } = await ask(server.port, { headers: { ...headers, ...(cookie && { cookie }) } });
    expect(cookies).toEqual(["sid=1; Path=/; HttpOnly"]);
  });

  test("[G10] who granted keeps the lifetimes also with Global Privacy Control", async () => {
    const { cookies } = await ask(server.port, { headers: { cookie: GRANTED, "sec-gpc": "1" } });
    expect(cookies).toEqual(["sid=1; Max-Age=3600; Path=/; HttpOnly"]);
  });
});

describe("the configuration", () => {
  test("[G10] throws at creation with every issue, one a line", () => {
    const wrong = { button: "off", guard: { undeclared: "misc" }, categories: { statistics: { befor: "block" } } };
    expect(() => createSetCookieMiddleware(wrong as unknown as ConfigInput)).toThrow(
      /^\[kivok\] [^\n]+:\nconfig\.[^\n]+\nconfig\.[^\n]+\nconfig\.[^\n]+$/,
    );
    expect(() => createSetCookieMiddleware(undefined as unknown as ConfigInput)).toThrow("config: expected an object");
  });

  test("[G10] may be empty, and does not follow later changes of the object", async () => {
    const given = { categories: { functional: { before: "session" as "session" | "allow" } } };
    const guard = createSetCookieMiddleware(given);
    given.categories.functional.before = "allow";
    for (const each of [guard, createSetCookieMiddleware({})]) {
      const server = await (SERVERS.Connect as Start)(each, () => ["a=1; Max-Age=5"]);
      expect((await ask(server.port)).cookies).toEqual(["a=1"]);
      await server.close();
    }
  });
});

describe("dist", () => {
  const built = new URL("../../dist/set-cookie-middleware", import.meta.url).href;
  test.each([
    ["an ES module", () => import(`${built}.mjs`)],
    ["CommonJS", async () => createRequire(import.meta.url)(new URL(`${built}.cjs`).pathname)],
  ])("[G10] has the middleware as %s, with that export alone", async (_, load) => {
    const loaded = (await load()) as Record<string, typeof createSetCookieMiddleware>;
    expect(Object.keys(loaded)).toEqual(["createSetCookieMiddleware"]);
    const server = await (SERVERS["node:http"] as Start)(
      (loaded.createSetCookieMiddleware as typeof createSetCookieMiddleware)(config),
      () => ["seen=1; Max-Age=60"],
    );
    expect((await ask(server.port)).cookies).toEqual(["seen=1"]);
    await server.close();
  });
});
