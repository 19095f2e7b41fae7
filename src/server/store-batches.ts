import type { Increments } from "./aggregate.js";
import type { Counters, Refusals } from "./store-counters.js";
import type { OnceNumbers } from "./store-once.js";
import type { Transactions } from "./store-transactions.js";

/** Writing many beacons with one sync. */
export type Batches = {
  /** See `Store`. */
  add(increments: Increments, once: string): Promise<"counted" | "repeated">;
  refuse(site: string, day: number, reason: string): void;
  /** Writes what waits, beacons and refusals. */
  commit(): void;
};

type Waiting = {
  readonly increments: Increments;
  readonly once: string;
  readonly resolve: (result: "counted" | "repeated") => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Prepares natural group commit: all that arrives in one turn of the event loop is one batch, and while it syncs the sockets
 * collect the next. Batches grow with the load, and nobody waits for a timer.
 */
export const prepareBatches = (parts: {
  readonly transaction: Transactions["transaction"];
  readonly once: OnceNumbers;
  readonly counters: Counters;
}): Batches => {
  const { transaction, once, counters } = parts;
  let waiting: Waiting[] = [];
  const refusals = new Map<string, Refusals>();

  const commit = (): void => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0 && refusals.size === 0) return;
    try {
      const isNew = transaction(() => {
        const isNew = once.remember(batch.map(({ once }) => once));
        const fresh = batch.filter((_, index) => isNew[index]);
        counters.add(
          fresh.map(({ increments }) => increments),
          refusals.values(),
        );
        return isNew;
      });
      refusals.clear();
      for (const [index, { resolve }] of batch.entries()) resolve(isNew[index] ? "counted" : "repeated");
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  return {
    add: (increments, number) =>
      new Promise((resolve, reject) => {
        waiting.push({ increments, once: number, resolve, reject });
        if (waiting.length === 1) setImmediate(commit);
      }),
    refuse: (site, day, reason) => {
      const key = `${site} ${day} ${reason}`;
      refusals.set(key, { site, day, reason, count: (refusals.get(key)?.count ?? 0) + 1 });
    },
    commit,
  };
};
