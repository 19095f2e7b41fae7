import { fitPath, scrubPath, scrubValue } from "../model/scrub.js";
import type { Address, Counted, Counting, More, See } from "./counting.js";

/**
 * `kivok-count-ways.js`, loaded where an owner configured `paths`, `count` or `protocol`, where the browser has no
 * Navigation API, and where a program drives it. Puts the ways that are asked for in place of the usual ones.
 * @returns what takes custom counts instead of the usual way, if there is such
 */
export const start: More<See> = async (counting, see): Promise<Counted | undefined> => {
  const { base, paths = [], count = {}, protocol } = counting.config;
  const bring = async (file: string): Promise<unknown> =>
    ((await import(`${base}kivok-count-${file}.js`)) as { start: More<undefined> }).start(counting, undefined);
  if (!("navigation" in window)) followHistory(see);
  if (count.hash || count.query) counting.addressOf = addressWith(count.hash, count.query);
  if (protocol) await bring(protocol);
  if (navigator.webdriver) sayBot(counting);
  if (paths.length > 0) fitPaths(counting, paths);
  const { properties, outbound, downloads, notFound } = count;
  return properties || outbound || downloads || notFound ? ((await bring("clicks")) as Counted) : undefined;
};

/** Looks after each change of the address by script, in browsers that do not tell of it. */
const followHistory = (see: See): void => {
  for (const name of ["pushState", "replaceState"] as const) {
    const native = history[name];
    history[name] = (...given) => {
      native.apply(history, given);
      // Later, so that nothing can be thrown into the page's own call.
      queueMicrotask(see);
    };
  }
  // `popstate` comes with a change of the hash as well, but not in every old browser.
  for (const name of ["popstate", "hashchange"]) addEventListener(name, () => see());
};

/**
 * Addresses with the route in the hash, and with the keys of the query that make another page, in the owner's order.
 */
const addressWith =
  (hasRoutes = false, keys: readonly string[] = []) =>
  ({ pathname, hash, search }: Address): string => {
    const given = new URLSearchParams(search);
    const told = new URLSearchParams();
    // Only the value goes if it could identify somebody, so that the page is still known.
    for (const key of keys) if (given.has(key)) told.set(key, scrubValue(given.get(key) ?? "") || "*");
    const route = (hasRoutes && /^#!?\/[^?]*/.exec(hash)?.[0]) || "";
    return `${pathname}${route}?${told}`.replace(/\?$/, "");
  };

/** A browser that a program drives is no visitor: the collector counts it as a bot. */
const sayBot = (counting: Counting): void => {
  const { send } = counting;
  counting.send = (happening, again) => send({ ...happening, bot: true }, again);
};

/** Counts each path under the first template that it fits in. */
const fitPaths = (counting: Counting, templates: readonly string[]): void => {
  const { addressOf, send } = counting;
  /** Of the paths that were seen: cleaned, and as they are counted. */
  const counted = new Map<string, string>();
  counting.addressOf = (address) => {
    const path = addressOf(address);
    counted.set(scrubPath(path), fitPath(path, templates));
    return path;
  };
  const fitted = (path: string): string => counted.get(path) ?? path;
  counting.send = (happening, again) => {
    const { path = counting.path } = happening;
    const previous = "previous" in happening && happening.previous;
    send({ ...happening, path: fitted(path), ...(previous && { previous: fitted(previous) }) }, again);
  };
};
