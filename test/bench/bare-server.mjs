// @ts-check
import { createServer } from "node:http";

// The floor that the collector is measured against: node:http that reads a body and answers 204.
const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    Buffer.concat(chunks).toString("utf8");
    response.writeHead(204).end();
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") console.log(`Bare server: http://127.0.0.1:${address?.port}`);
});
