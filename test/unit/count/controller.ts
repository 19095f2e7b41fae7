import { vi } from "vitest";
import type { Counting } from "../../../src/count/counting.js";
import type { ConfigInput } from "../../../src/model/config.js";
import type { Controller, Events } from "../../../src/model/controller.js";
import { resolveCoreConfig } from "../../../src/model/resolve-config.js";
import { dayNumber } from "../../../src/model/visit.js";

/** A controller without a core: what is granted is changed by hand. */
export type HandMadeController = Controller & {
  /** Grants these categories and tells the listeners of `change`. */
  grant: (...categories: string[]) => void;
};

/** A controller on which `statistics` are granted, until {@link HandMadeController.grant} says otherwise. */
export const createController = (given: ConfigInput = {}): HandMadeController => {
  const listeners = new Map<string, Set<(detail: never) => void>>();
  let granted = ["statistics"];
  const has = (category: string): boolean => category === "necessary" || granted.includes(category);
  const record = { time: 0, policyVersion: "1", how: "api", receipt: "", granted: [], denied: [] } as const;
  const emit = <Name extends keyof Events>(name: Name, detail: Events[Name]): void => {
    for (const listener of listeners.get(name) ?? []) listener(detail as never);
  };
  return {
    config: resolveCoreConfig({ endpoint: "https://stats.example.org", site: "salon", ...given }),
    due: () => false,
    stored: () => record,
    record: () => record,
    has,
    decide: async () => {},
    adopt: vi.fn(),
    // As js-cookie does.
    setCookie: (name, value, { expires, domain }) => {
      const end = new Date(Date.now() + Number(expires) * 86_400_000).toUTCString();
      document.cookie = `${name}=${value};Path=/;Expires=${end}${domain ? `;Domain=${domain}` : ""}`;
    },
    cookies: {
      read: () => document.cookie,
      write: vi.fn(),
      judge: (text) => text,
      actionFor: () => "allow",
      known: new Set(),
      serialize: ({ name, value }) => `${name}=${value}`,
      keep: vi.fn(),
    },
    on: (name, listener) => {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
      return () => all.delete(listener);
    },
    emit,
    open: vi.fn(),
    sent: [],
    waiting: [],
    grant: (...categories) => {
      granted = categories;
      emit("change", record);
    },
  };
};

/** Counting on such a controller, without a sender: what is kept of its beacons is in memory. */
export const createCounting = (controller: HandMadeController): Counting & HandMadeController & { kept: string } => {
  const counting = {
    ...controller,
    path: "",
    addressOf: ({ pathname }: { readonly pathname: string }) => pathname,
    today: () => dayNumber(Date.now(), controller.config.timeZone),
    send: vi.fn(),
    kept: "",
    keep: (change: (lines: string) => string) => {
      counting.kept = change(counting.kept);
    },
  };
  return counting;
};
