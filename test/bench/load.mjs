// @ts-check
import { connect } from "node:net";

/**
 * Posts bodies over keep-alive connections, one request at a time on each, and counts the answers that begin with `2`.
 * Raw sockets and prepared bytes: the generator shares the machine's cores with the server that it measures.
 * @param {{ port: number, head: string, bodies: readonly string[], connections: number }} load `head` without
 *   `Content-Length` and without the empty line
 * @returns {Promise<{ perSecond: number, failed: number }>} answers a second of this run
 */
export const postAll = async ({ port, head, bodies, connections }) => {
  const requests = bodies.map((body) => `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  let next = 0;
  let failed = 0;
  const start = process.hrtime.bigint();
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise((resolve, reject) => {
          const send = () => {
            const request = requests[next++];
            if (request === undefined) resolve(socket.end());
            else socket.write(request);
          };
          let answer = "";
          socket.on("data", (text) => {
            answer += text;
            if (!answer.includes("\r\n\r\n")) return;
            if (!answer.startsWith("HTTP/1.1 2")) failed += 1;
            answer = "";
            send();
          });
          socket.on("error", reject).on("close", () => reject(new Error("the server closed a connection")));
          send();
        }),
    ),
  );
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { perSecond: requests.length / seconds, failed };
};

/** @param {number} port @returns {Promise<import("node:net").Socket>} */
const open = (port) =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.setNoDelay(true).setEncoding("latin1").on("error", reject);
  });
