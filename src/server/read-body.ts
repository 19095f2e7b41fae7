import type { IncomingMessage } from "node:http";

/**
 * Reads the whole body of a request.
 * @param most bytes; more are not read
 * @param done called once: with the body, or with why there is none, `malformed` for one that was cut short
 */
export const readBody = (
  request: IncomingMessage,
  most: number,
  done: (body: Buffer | "too-large" | "malformed") => void,
): void => {
  if (Number(request.headers["content-length"]) > most) {
    done("too-large");
    return;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  let isOver = false;
  const end = (body: Parameters<typeof done>[0]): void => {
    // A connection that closes before the answer is an error as well, after the end.
    if (isOver) return;
    isOver = true;
    done(body);
  };
  request
    .on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > most) end("too-large");
      else chunks.push(chunk);
    })
    .on("end", () => end(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length)))
    .on("error", () => end("malformed"));
};
