import type { IncomingMessage, ServerResponse } from "node:http";
import { createGzip } from "node:zlib";

/** A middleware, as far as these tests need one. */
export type Layer = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * Runs a listener just before the fields are sent, with all of them set: the widely used way (`on-headers`), on which
 * compression and session middlewares are built.
 */
const onHeaders = (response: ServerResponse, listener: () => void): void => {
  const { writeHead } = response;
  let isFired = false;
  response.writeHead = ((status: number, ...given: unknown[]) => {
    const headers = given.at(-1);
    for (const [name, value] of typeof headers === "object" ? Object.entries(headers ?? {}) : [])
      response.setHeader(name, value as string);
    if (!isFired) {
      isFired = true;
      listener();
    }
    return writeHead.call(response, status, ...(given.filter((each) => typeof each === "string") as []));
  }) as typeof writeHead;
};

/** Compresses every body with gzip, as `compression` does: wraps `write` and `end`, and changes fields in the last moment. */
export const compress: Layer = (_request, response, next) => {
  const [write, end] = [response.write.bind(response), response.end.bind(response)];
  const gzip = createGzip();
  const begin = () => {
    if (!response.headersSent) (response as unknown as { _implicitHeader: () => void })._implicitHeader();
  };
  response.write = ((chunk: string) => {
    begin();
    return gzip.write(chunk);
  }) as typeof response.write;
  response.end = ((chunk?: string) => {
    begin();
    gzip.end(chunk);
    return response;
  }) as typeof response.end;
  onHeaders(response, () => {
    const vary = response.getHeader("Vary");
    response.setHeader("Vary", vary ? `${vary}, Accept-Encoding` : "Accept-Encoding");
    response.setHeader("Content-Encoding", "gzip");
    response.removeHeader("Content-Length");
    gzip.on("data", (chunk) => write(chunk)).on("end", () => end());
  });
  next();
};

/** Sets `Vary` without a look at what is there, and hands on what it was given. */
export const naive: Layer = (_request, response, next) => {
  const { writeHead } = response;
  response.writeHead = ((...given: Parameters<typeof writeHead>) => {
    response.setHeader("Vary", "Accept-Encoding");
    return writeHead.apply(response, given);
  }) as typeof writeHead;
  next();
};

/** Adds a cookie in the last moment, as session middlewares do. */
export const session: Layer = (_request, response, next) => {
  onHeaders(response, () => {
    const set = response.getHeader("Set-Cookie") ?? [];
    response.setHeader("Set-Cookie", [set].flat().map(String).concat("late=1; Max-Age=60; Path=/"));
  });
  next();
};
