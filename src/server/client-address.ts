import type { IncomingMessage } from "node:http";
import proxyAddress from "@fastify/proxy-addr";

/**
 * Prepares whose address counts: the other end's of the connection, or the one that a trusted proxy tells. The same as
 * `request.ip` of Fastify, for what is answered without it.
 * @param trustProxy as in the settings
 * @returns the address of a request, `undefined` if its connection is closed already
 */
export const createClientAddress = (
  trustProxy: boolean | string,
): ((request: IncomingMessage) => string | undefined) => {
  if (trustProxy === false) return ({ socket }) => socket.remoteAddress;
  const isTrusted =
    trustProxy === true ? () => true : proxyAddress.compile(trustProxy.split(",").map((part) => part.trim()));
  return (request) => proxyAddress(request, isTrusted);
};
