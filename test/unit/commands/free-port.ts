import { createServer, type Server } from "node:net";

/** Takes a port of the loopback, until the server is closed. */
export const takePort = async (port: number, host = "127.0.0.1"): Promise<{ port: number; server: Server }> => {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  return { port, server };
};

/** Gives a port back that was taken. */
export const giveBack = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** Where systems begin to hand out ports by themselves (RFC 6335 says 49152, Linux 32768, some sandboxes 16000). */
const FIRST_EPHEMERAL = 16_000;
/** Above the last one that browsers refuse in this range, 10080 (Fetch, "bad port"). */
const FIRST = 10_100;

/**
 * A port that nobody uses, for a server that starts later: below those that systems hand out, since whatever else runs
 * meanwhile would be given one of them.
 */
export const freePort = async (host?: string): Promise<number> => {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (FIRST_EPHEMERAL - FIRST));
    const taken = await takePort(port, host).catch(() => undefined);
    if (!taken) continue;
    await giveBack(taken.server);
    return port;
  }
};
