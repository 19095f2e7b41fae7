import { createDayClock } from "./calendar.js";
import type { Site } from "./site.js";
import type { Store } from "./store.js";

/** A site with its clock. */
export type KnownSite = Site & {
  /** Day number of a moment (epoch milliseconds, UTC) in the site's zone. */
  readonly dayAt: (now: number) => number;
  /** Whether it was declared at the start; then only its retention and k can be changed while running. */
  readonly isFixed: boolean;
};

/** The sites that are counted for: those of the start, and those of the dashboard. */
export type DeclaredSites = {
  all(): readonly KnownSite[];
  find(name: string): KnownSite | undefined;
  ofOrigin(origin: string): KnownSite | undefined;
  /** Declares a site, or changes it, and keeps that. What the start fixed stays as it is. */
  save(site: Site): void;
  /** Takes a site back that the dashboard declared. One of the start is only set back to its defaults. */
  remove(name: string): void;
};

/**
 * @param fixed sites of the flags, the environment or the configuration file
 * @param store keeps those of the dashboard
 */
export const createDeclaredSites = (
  fixed: readonly Site[],
  store: Pick<Store, "setting" | "saveSetting">,
): DeclaredSites => {
  let known = new Map<string, KnownSite>();
  let byOrigin = new Map<string, KnownSite>();
  const read = (): Site[] => JSON.parse(store.setting("sites") ?? "[]") as Site[];

  const load = (): void => {
    const merged = new Map<string, Site>(read().map((site) => [site.name, site]));
    for (const site of fixed) merged.set(site.name, { ...merged.get(site.name), ...site });
    known = new Map();
    byOrigin = new Map();
    for (const site of merged.values()) {
      const isFixed = fixed.some(({ name }) => name === site.name);
      const one = { ...site, isFixed, dayAt: createDayClock(site.timeZone) };
      known.set(site.name, one);
      for (const origin of site.origins) byOrigin.set(origin, one);
    }
  };
  const keep = (sites: readonly Site[]): void => {
    store.saveSetting("sites", JSON.stringify(sites));
    load();
  };
  load();

  return {
    all: () => [...known.values()],
    find: (name) => known.get(name),
    ofOrigin: (origin) => byOrigin.get(origin),
    save: (site) => keep([...read().filter(({ name }) => name !== site.name), site]),
    remove: (name) => keep(read().filter((site) => site.name !== name)),
  };
};
