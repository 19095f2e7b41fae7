import http from "node:http";
import http2 from "node:http2";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import connect from "connect";
import express5 from "express";
import fastify from "fastify";
import type { SetCookieMiddleware } from "../../src/server/set-cookie-middleware.js";

const express4 = createRequire(import.meta.url)("express4") as typeof express5;

/** What came back, as it was on the wire. */
export type Answer = {
  readonly status: number;
  readonly message: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly cookies: readonly string[];
  readonly body: string;
};

export type Request = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type RunningServer = { readonly port: number; readonly close: () => Promise<void> };

/** A server of one kind that sets these fields in the way that is usual there, and answers "ok". */
export type Start = (guard: SetCookieMiddleware, texts: () => readonly string[]) => Promise<RunningServer>;

/** Listens on a free port of the loopback interface. */
export const listen = async (server: http.Server | http2.Http2Server): Promise<RunningServer> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

const startExpress =
  (express: typeof express5): Start =>
  (guard, texts) => {
    const app = express();
    app.use(guard);
    app.get("/", (_, response) => {
      for (const text of texts()) response.append("Set-Cookie", text);
      response.send("ok");
    });
    return listen(http.createServer(app));
  };

export const SERVERS: Readonly<Record<string, Start>> = {
  "node:http": (guard, texts) =>
    listen(
      http.createServer((request, response) =>
        guard(request, response, () => {
          response.writeHead(200, { "Set-Cookie": [...texts()] });
          response.end("ok");
        }),
      ),
    ),
  "node:http2": (guard, texts) =>
    listen(
      http2.createServer((request, response) =>
        guard(request, response, () => {
          response.setHeader("Set-Cookie", [...texts()]);
          response.end("ok");
        }),
      ),
    ),
  Connect: (guard, texts) => {
    const app = connect();
    app.use(guard);
    app.use((_request, response) => {
      response.setHeader("Set-Cookie", [...texts()]);
      response.end("ok");
    });
    return listen(http.createServer(app));
  },
  "Express 4": startExpress(express4),
  "Express 5": startExpress(express5),
  Fastify: async (guard, texts) => {
    const app = fastify({ forceCloseConnections: true });
    app.addHook("onRequest", (request, reply, done) => guard(request.raw, reply.raw, done));
    app.get("/", (_, reply) => {
      for (const text of texts()) reply.header("Set-Cookie", text);
      return reply.send("ok");
    });
    const address = await app.listen({ port: 0, host: "127.0.0.1" });
    return { port: Number(new URL(address).port), close: () => app.close() };
  },
  "Fastify over HTTP/2": async (guard, texts) => {
    const app = fastify({ http2: true });
    app.addHook("onRequest", (request, reply, done) => guard(request.raw, reply.raw, done));
    app.get("/", (_, reply) => reply.headers({ "set-cookie": [...texts()] }).send("ok"));
    const address = await app.listen({ port: 0, host: "127.0.0.1" });
    return { port: Number(new URL(address).port), close: () => app.close() };
  },
};

/** Asks over HTTP/1.1, on a connection of its own. */
export const ask = (port: number, { method = "GET", path = "/", headers = {} }: Request = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    http
      .request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (response) => {
        const { rawHeaders, statusCode = 0, statusMessage = "" } = response;
        const fields = rawHeaders.flatMap((name, index) =>
          index % 2 ? [] : [[name, rawHeaders[index + 1] ?? ""] as const],
        );
        let body = "";
        response.setEncoding("latin1").on("data", (chunk) => {
          body += chunk;
        });
        response.on("error", reject).on("end", () =>
          resolve({
            status: statusCode,
            message: statusMessage,
            fields,
            cookies: valuesOf(fields, "set-cookie"),
            body,
          }),
        );
      })
      .on("error", reject)
      .end();
  });

/** Asks over HTTP/2, without TLS. */
export const ask2 = async (
  port: number,
  { method = "GET", path = "/", headers = {} }: Request = {},
): Promise<Answer> => {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  try {
    return await new Promise((resolve, reject) => {
      session.on("error", reject);
      const stream = session.request({ ":method": method, ":path": path, ...headers });
      let answer: Omit<Answer, "body"> | undefined;
      let body = "";
      stream.on("response", (found) => {
        const fields = Object.entries(found).flatMap(([name, value]) =>
          [value ?? ""].flat().map((each) => [name, String(each)] as const),
        );
        answer = { status: Number(found[":status"]), message: "", fields, cookies: valuesOf(fields, "set-cookie") };
      });
      stream.setEncoding("latin1").on("data", (chunk) => {
        body += chunk;
      });
      stream
        .on("error", reject)
        .on("end", () => (answer ? resolve({ ...answer, body }) : reject(new Error("ended without an answer"))));
      stream.end();
    });
  } finally {
    session.close();
  }
};

const valuesOf = (fields: Answer["fields"], name: string): string[] =>
  fields.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);

/** One field's values, joined; `undefined` if it is not there. */
export const fieldOf = (answer: Answer, name: string): string | undefined => {
  const values = valuesOf(answer.fields, name);
  return values.length ? values.join(", ") : undefined;
};
