import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";
import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GuardedResponse, SetCookieMiddleware } from "../../src/server/set-cookie-middleware.js";
import { createSetCookieMiddleware } from "../../src/server/set-cookie-middleware.js";
import type { Answer, Request } from "./set-cookie-servers.js";
import { ask, ask2, fieldOf, listen } from "./set-cookie-servers.js";
import type { Layer } from "./set-cookie-wrappers.js";
import { compress, naive, session } from "./set-cookie-wrappers.js";

type Response = http.ServerResponse;
type Handler = (response: Response, request: http.IncomingMessage) => void;

const guard = createSetCookieMiddleware({ categories: { statistics: { cookies: [{ name: "_stat" }] } } });
const GRANTED = `kivok=1:${Math.floor(Date.now() / 1000).toString(36)}:1:notice:k3v9:functional+statistics+`;
const pass: SetCookieMiddleware = (_request, _response, next) => next();

const LONG = "sid=1; Max-Age=60; Path=/";
const SHORT = "sid=1; Path=/";
const BLOCKED = "_stat=1; Max-Age=60";

/** Runs the layers around a handler, the first outermost in `next`, as Connect does. */
const stack = (layers: readonly Layer[], handler: Handler) => (request: http.IncomingMessage, response: Response) => {
  const run = (index: number): void => {
    const layer = layers[index];
    if (layer) layer(request, response, () => run(index + 1));
    else handler(response, request);
  };
  run(0);
};

const answerOver1 = async (layers: readonly Layer[], handler: Handler, request?: Request): Promise<Answer> => {
  const server = await listen(http.createServer(stack(layers, handler)));
  try {
    return await ask(server.port, request);
  } finally {
    await server.close();
  }
};
const answerOver2 = async (layers: readonly Layer[], handler: Handler, request?: Request): Promise<Answer> => {
  const server = await listen(http2.createServer(stack(layers, handler) as never));
  try {
    return await ask2(server.port, request);
  } finally {
    await server.close();
  }
};

/** Everything but the fields that the guard may change, and the clock. */
const rest = ({ fields, cookies, ...others }: Answer) => ({
  ...others,
  fields: fields.filter(([name]) => !/^(set-cookie|vary|cache-control|date)$/i.test(name)),
});

/** Each sets the same two cookies, of which one is blocked, in another way; the field `x-a` shows what becomes of others. */
const WAYS: Readonly<Record<string, Handler>> = {
  "setHeader with an array": (response) => {
    response.setHeader("Set-Cookie", [LONG, BLOCKED]);
    response.end("ok");
  },
  "setHeader with a text, in lower case": (response) => {
    response.setHeader("set-cookie", LONG);
    response.end("ok");
  },
  appendHeader: (response) => {
    response.appendHeader("Set-Cookie", LONG);
    response.appendHeader("SET-COOKIE", BLOCKED);
    response.end("ok");
  },
  "writeHead with an object": (response) => {
    response.writeHead(201, { "X-A": "1", "Set-Cookie": [LONG, BLOCKED] });
    response.end("ok");
  },
  "writeHead with an object and one text": (response) => {
    response.writeHead(201, { "set-cookie": LONG, "x-a": ["1", "2"] });
    response.end("ok");
  },
  "writeHead with nothing for the message": (response) => {
    response.writeHead(201, undefined, { "Set-Cookie": [LONG, BLOCKED], "X-A": 1 });
    response.end("ok");
  },
  "writeHead with a flat array": (response) => {
    response.writeHead(201, ["X-A", "1", "Set-Cookie", LONG, "X-A", "2", "Set-Cookie", BLOCKED, "set-cookie", LONG]);
    response.end("ok");
  },
  "writeHead with arrays in a flat array": (response) => {
    response.writeHead(201, ["X-A", ["1", "2"], "Set-Cookie", [LONG, BLOCKED]] as never);
    response.end("ok");
  },
  "writeHead with pairs": (response) => {
    response.writeHead(201, [
      ["X-A", "1"],
      ["Set-Cookie", LONG],
      ["X-A", "2"],
      ["Set-Cookie", BLOCKED],
    ] as never);
    response.end("ok");
  },
  "setHeader, and writeHead with other fields": (response) => {
    response.setHeader("Set-Cookie", [LONG, BLOCKED]);
    response.writeHead(404, { "X-A": "1" });
    response.end();
  },
  "setHeader, and writeHead with a flat array": (response) => {
    response.setHeader("Set-Cookie", [LONG, BLOCKED]);
    response.writeHead(200, ["X-A", "1"]).end("ok");
  },
  "fields after a status code and before the first chunk": (response) => {
    response.statusCode = 202;
    response.setHeader("X-A", "1");
    setImmediate(() => {
      response.setHeader("Set-Cookie", [LONG, BLOCKED]);
      response.write("o");
      response.end("k");
    });
  },
  flushHeaders: (response) => {
    response.setHeader("Set-Cookie", [LONG, BLOCKED]);
    response.flushHeaders();
    setImmediate(() => response.end("ok"));
  },
  "a piped stream": (response) => {
    response.setHeader("Set-Cookie", [LONG, BLOCKED]);
    Readable.from([Buffer.alloc(70_000, "a"), Buffer.alloc(70_000, "b")]).pipe(response);
  },
  "a value that is an object": (response) => {
    response.setHeader("Set-Cookie", [{ toString: () => LONG }] as never);
    response.end("ok");
  },
};

const OVER_1_ONLY: Readonly<Record<string, Handler>> = {
  "setHeaders with Headers": (response) => {
    const headers = new Headers({ "X-A": "1" });
    headers.append("Set-Cookie", LONG);
    headers.append("Set-Cookie", BLOCKED);
    response.setHeaders(headers);
    response.end("ok");
  },
  "setHeaders with a Map": (response) => {
    response.setHeaders(new Map([["set-cookie", [LONG, BLOCKED]]]));
    response.end("ok");
  },
  "writeHead with a status message": (response) => {
    response.writeHead(201, "Made it", { "Set-Cookie": [LONG, BLOCKED], "X-A": "1" });
    response.end("ok");
  },
  "writeHead with a status message and a flat array": (response) => {
    response.writeHead(201, "Made it", ["Set-Cookie", LONG, "Set-Cookie", BLOCKED]);
    response.end("ok");
  },
  "setHeader, and writeHead with a status message only": (response) => {
    response.setHeader("Set-Cookie", [LONG, BLOCKED]);
    response.writeHead(201, "Made it");
    response.end("ok");
  },
};

const PROTOCOLS = [
  ["HTTP/1.1", answerOver1, { ...WAYS, ...OVER_1_ONLY }],
  ["HTTP/2", answerOver2, WAYS],
] as const;

describe.each(PROTOCOLS)("over %s", (_, answer, ways) => {
  test.each(Object.entries(ways))(
    "[G10] %s: lifetimes and blocked cookies go, all else stays",
    async (_way, handler) => {
      const [guarded, bare] = [await answer([guard], handler), await answer([pass], handler)];
      expect(guarded.cookies).toEqual(bare.cookies.filter((text) => text !== BLOCKED).map(() => SHORT));
      expect(guarded.cookies.length).toBeGreaterThan(0);
      expect(rest(guarded)).toEqual(rest(bare));
      expect([fieldOf(guarded, "cache-control"), fieldOf(guarded, "vary")]).toEqual(["private", "Cookie"]);
    },
  );

  test("[G10] what writeHead is given stands for what was set, also if nothing of it may be sent", async () => {
    const handler: Handler = (response) => {
      response.setHeader("Set-Cookie", LONG);
      response.writeHead(200, { "Set-Cookie": BLOCKED });
      response.end();
    };
    expect((await answer([guard], handler)).cookies).toEqual([]);
  });

  test("[G10] Vary and Cache-Control are added to, wherever they were given", async () => {
    const given = { Vary: "Accept", "cache-control": "public, max-age=60" };
    const handlers: readonly Handler[] = [
      (response) => {
        for (const [name, value] of Object.entries(given)) response.setHeader(name, value);
        response.writeHead(200, { "Set-Cookie": LONG });
        response.end();
      },
      (response) => response.writeHead(200, { ...given, "Set-Cookie": LONG }).end(),
      (response) => response.writeHead(200, ["Set-Cookie", LONG, ...Object.entries(given).flat()]).end(),
      (response) => {
        response.setHeader("Set-Cookie", LONG);
        response.setHeader("Vary", "Origin");
        response.writeHead(200, given).end();
      },
    ];
    for (const handler of handlers) {
      const found = await answer([guard], handler);
      expect([fieldOf(found, "vary"), fieldOf(found, "cache-control")]).toEqual([
        "Accept, Cookie",
        "max-age=60, private",
      ]);
    }
  });

  test("[G10] until the fields are sent, a server reads back what it has set", async () => {
    const found = await answer([guard], (response) => {
      response.setHeader("Set-Cookie", [LONG, BLOCKED]);
      const read = [response.getHeader("set-cookie"), response.getHeader("vary")];
      response.removeHeader("Set-Cookie");
      response.end(JSON.stringify(read));
    });
    expect(JSON.parse(found.body)).toEqual([[LONG, BLOCKED], null]);
    expect(found.cookies).toEqual([]);
    expect(fieldOf(found, "vary")).toBeUndefined();
  });

  test("[G10] HEAD and 304 carry the same fields, and no body", async () => {
    const handler: Handler = (response, { url }) => {
      response.writeHead(url === "/304" ? 304 : 200, { "Set-Cookie": [LONG, BLOCKED], ETag: '"1"' });
      response.end(url === "/304" ? undefined : "body");
    };
    for (const request of [{ method: "HEAD" }, { path: "/304" }]) {
      const found = await answer([guard], handler, request);
      expect([found.cookies, found.body, fieldOf(found, "etag")]).toEqual([[SHORT], "", '"1"']);
    }
  });

  test("[G10] a second writeHead, and fields after the first, fail as they always did", async () => {
    const tries: readonly ((response: Response) => unknown)[] = [
      (response) => response.writeHead(200, { "Set-Cookie": LONG }),
      (response) => response.setHeader("Set-Cookie", LONG),
      (response) => response.appendHeader("Set-Cookie", LONG),
      (response) => response.writeHead(200),
    ];
    const codes = async (layer: Layer) => {
      const found = await answer([layer], (response) => {
        response.writeHead(200, { "Set-Cookie": LONG });
        response.end(JSON.stringify(tries.map((attempt) => codeOf(() => attempt(response)))));
      });
      return found.body;
    };
    expect(await codes(guard)).toBe(await codes(pass));
    expect(await codes(guard)).toMatch(/HEADERS_SENT/);
  });

  test("[G10] a guard that is mounted twice does the same as one", async () => {
    const handler: Handler = (response) => {
      response.setHeader("Set-Cookie", [LONG, BLOCKED]);
      response.end("ok");
    };
    const [single, twice] = [await answer([guard], handler), await answer([guard, guard], handler)];
    expect({ ...twice, fields: [] }).toEqual({ ...single, fields: [] });
    expect([fieldOf(twice, "vary"), fieldOf(twice, "cache-control")]).toEqual(["Cookie", "private"]);
  });
});

describe("with middlewares that wrap writeHead as well", () => {
  const answerSet: Handler = (response) => {
    response.setHeader("Set-Cookie", [LONG, BLOCKED]);
    response.end("ok".repeat(100));
  };
  const answerWriteHead: Handler = (response) => {
    response.writeHead(200, { "Content-Type": "text/plain", "Set-Cookie": [LONG, BLOCKED] });
    response.write("ok");
    response.end("ok".repeat(100));
  };

  test.each([
    ["compression inside", [guard, compress], answerSet],
    ["compression inside", [guard, compress], answerWriteHead],
    ["compression outside", [compress, guard], answerSet],
    ["compression outside", [compress, guard], answerWriteHead],
    ["a simple wrapper inside", [guard, naive], answerSet],
    ["a simple wrapper inside", [guard, naive], answerWriteHead],
    ["a simple wrapper outside", [naive, guard], answerSet],
    ["a simple wrapper outside", [naive, guard], answerWriteHead],
    ["compression and two guards", [guard, compress, guard], answerWriteHead],
  ] as const)("[G10] %s: cookies are guarded, and Vary keeps both names", async (_, layers, handler) => {
    const found = await answerOver1(layers, handler);
    const bare = await answerOver1(
      layers.filter((layer) => layer !== guard),
      handler,
    );
    expect(found.cookies).toEqual([SHORT]);
    expect(fieldOf(found, "vary")?.split(", ").sort()).toEqual(["Accept-Encoding", "Cookie"]);
    expect(fieldOf(found, "cache-control")).toBe("private");
    expect(rest(found)).toEqual(rest(bare));
  });

  test.each([
    ["before", [session, guard]],
    ["after", [guard, session]],
    ["before it, with compression between,", [session, compress, guard]],
  ] as const)(
    "[G10] a cookie that a middleware mounted %s the guard sets in the last moment is guarded",
    async (_, layers) => {
      for (const handler of [answerSet, answerWriteHead, ((response) => response.end()) as Handler]) {
        const { cookies } = await answerOver1(layers, handler);
        expect(cookies).toContain("late=1; Path=/");
        expect(cookies.filter((text) => /Max-Age|_stat/.test(text))).toEqual([]);
      }
    },
  );
});

describe("on the wire", () => {
  test("[G10] HTTP/1.0 is served as well", async () => {
    const server = await listen(
      http.createServer(
        stack([guard], (response) => {
          response.setHeader("Set-Cookie", [LONG, BLOCKED]);
          response.end("ok");
        }),
      ),
    );
    const socket = net.connect(server.port, "127.0.0.1");
    socket.setEncoding("latin1").write("GET / HTTP/1.0\r\n\r\n");
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    await once(socket, "close");
    await server.close();
    expect(text.match(/^set-cookie: .*$/gim)).toEqual([`Set-Cookie: ${SHORT}`]);
    expect(text.endsWith("\r\n\r\nok")).toBe(true);
  });

  test("[G10] an answer to a client that has gone throws nothing", async () => {
    for (const [create, request] of [
      [http.createServer, ask],
      [http2.createServer, ask2],
    ] as const) {
      let outcome: Promise<string> | undefined;
      const handler: Handler = (response, { socket }) => {
        outcome = once(response, "close").then(() =>
          codeOf(() => {
            response.setHeader("Set-Cookie", LONG);
            response.writeHead(200, { "x-a": "1" });
            response.end();
          }),
        );
        socket.destroy();
      };
      const server = await listen((create as typeof http.createServer)(stack([guard], handler)));
      await request(server.port).catch(() => {});
      expect(await outcome).toBe("none");
      await server.close();
    }
  });
});

test("[G10] whatever writeHead is given, the guard throws nothing that Node would not, keeps other fields, and lets no lifetime through", () => {
  const name = fc.constantFrom("Set-Cookie", "set-cookie", "X-A", "Vary", "cache-control", "", "bad name", 5, null);
  const text = fc.constantFrom(LONG, BLOCKED, SHORT, "sid=; Max-Age=0", "public", "*", "", "\u0100", "a\nb");
  const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.constantFrom(5, null, undefined, true));
  const pair = fc.tuple(name, value);
  const headers = fc.oneof(
    fc.array(pair, { maxLength: 4 }),
    fc.array(pair, { maxLength: 4 }).map((pairs) => pairs.flat()),
    fc.array(pair, { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs.map(([key, each]) => [`${key}`, each]))),
    fc.constantFrom(undefined, null, 5, ["a"]),
  );
  const given = fc.oneof(
    headers.map((each) => [200, each]),
    headers.map((each) => [404, "Gone", each]),
    headers.map((each) => [200, undefined, each]),
    fc.constantFrom([200], [], [99], ["200"], [200, "a\u0100"]),
  );
  /** What Node would send: its own text of the head, or the error's code. */
  const head = (layer: Layer, set: readonly (readonly [unknown, unknown])[], args: readonly unknown[], cookie = "") => {
    const request = new http.IncomingMessage(new net.Socket());
    request.headers = { cookie };
    const response = new http.ServerResponse(request);
    response.sendDate = false;
    layer(request, response as GuardedResponse & Response, () => {});
    const errors = set.map(([key, each]) => codeOf(() => response.setHeader(key as string, each as string)));
    const code = codeOf(() => (response.writeHead as (...all: unknown[]) => unknown)(...args));
    const sent = (response as unknown as { _header?: string })._header ?? "";
    return { errors: [...errors, code], lines: sent.split("\r\n").sort() };
  };
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 3 }), given, (set, args) => {
      const [guarded, granted, bare] = [head(guard, set, args), head(guard, set, args, GRANTED), head(pass, set, args)];
      guarded.errors.forEach((code, index) => {
        if (bare.errors[index] === "none") expect(code).toBe("none");
      });
      // What Node refuses in a cookie that is not sent, or with a mark that stands for it, does not matter any more.
      fc.pre(guarded.errors.every((code, index) => code === bare.errors[index]));
      const others = (lines: readonly string[]) =>
        lines.filter((line) => !/^(set-cookie|vary|cache-control):/i.test(line));
      expect(others(guarded.lines)).toEqual(others(bare.lines));
      const cookiesOf = (lines: readonly string[]) =>
        lines.filter((line) => /^set-cookie:/i.test(line)).map((line) => line.replace(/^[^:]*/, ""));
      expect(cookiesOf(guarded.lines).filter((line) => /Max-Age=60|_stat/.test(line))).toEqual([]);
      expect(cookiesOf(granted.lines).sort()).toEqual(cookiesOf(bare.lines).sort());
      if (cookiesOf(bare.lines).length)
        expect(guarded.lines.some((line) => /^cache-control:.*private/i.test(line))).toBe(true);
      else expect(cookiesOf(guarded.lines)).toEqual([]);
      if (bare.lines.some((line) => /^set-cookie:.*Max-Age=60/i.test(line)))
        expect(guarded.lines.some((line) => /^vary:.*(cookie|\*)/i.test(line))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

const codeOf = (attempt: () => unknown): string => {
  try {
    attempt();
    return "none";
  } catch (error) {
    return (error as { code?: string }).code ?? `${error}`;
  }
};
