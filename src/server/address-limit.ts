import { hash, randomBytes } from "node:crypto";
import { isIPv6 } from "node:net";

/** Counts how often addresses do something within a window, without keeping an address. */
export type AddressLimit = {
  /**
   * Counts one more. Of a connection that is already closed there is no address: all of those count as one.
   * @returns how many are left in this window; negative when there were none
   */
  spend(address: string | undefined, now: number): number;
  /** Forgets what an address has spent. */
  clear(address: string | undefined): void;
  /** Whole seconds until every address may begin anew, at least 1. */
  secondsLeft(now: number): number;
};

/** Addresses that are told apart in one window; further ones pass uncounted, so that a flood cannot fill the memory. */
const MAX_ADDRESSES = 100_000;

/**
 * @param most times in one window
 * @param windowSeconds after it everything is forgotten at once; nothing is kept for longer
 */
export const createAddressLimit = (most: number, windowSeconds: number): AddressLimit => {
  // The key lives and dies with the process: what is in memory cannot be turned back into an address elsewhere.
  const key = randomBytes(32).toString("hex");
  const spent = new Map<string, number>();
  let end = 0;
  const hashOf = (address = ""): string => hash("sha256", key + networkOf(address), "base64").slice(0, 16);
  const startWindow = (now: number): void => {
    if (now < end && end - now <= windowSeconds * 1000) return;
    end = now + windowSeconds * 1000;
    spent.clear();
  };
  return {
    spend(address, now) {
      startWindow(now);
      const name = hashOf(address);
      const count = (spent.get(name) ?? 0) + 1;
      if (count > 1 || spent.size < MAX_ADDRESSES) spent.set(name, count);
      return most - count;
    },
    clear(address) {
      spent.delete(hashOf(address));
    },
    secondsLeft(now) {
      return Math.max(1, Math.ceil((end - now) / 1000));
    },
  };
};

/** What one customer of a provider has: an IPv4 address, or the first 64 bits of an IPv6 address (RFC 6177). */
export const networkOf = (address: string): string => {
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail ? tail.split(":") : [];
  const gap = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  return [...front, ...Array<string>(gap).fill("0"), ...back]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
};
