// @vitest-environment jsdom
import Cookies from "js-cookie";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createConsent } from "../../../src/core/consent.js";
import { start } from "../../../src/decide/index.js";
import type { ConfigInput } from "../../../src/model/config.js";
import type { Choice, ConsentRecord } from "../../../src/model/consent-record.js";
import { decodeRecord } from "../../../src/model/consent-record.js";
import { resolveCoreConfig } from "../../../src/model/resolve-config.js";
import { createController } from "../count/controller.js";

const NOW = Date.UTC(2026, 10, 20, 12);
const DAY = 86_400_000;
const TIME = (NOW / 1000).toString(36);

/**
 * The decision of one page, as the core and `kivok-decide.js` make it together.
 * @param follow the file's `start`, as it is loaded on a page of another protocol
 */
const pageWith = (given: ConfigInput = {}, follow = start) => {
  const consent = createConsent(resolveCoreConfig(given), () => document.cookie);
  const controller = {
    ...createController(given),
    config: resolveCoreConfig(given),
    ...consent,
    setCookie: Cookies.set,
  };
  return {
    ...consent,
    decide: (granted: readonly string[], how: Choice["how"] = "notice"): ConsentRecord => {
      follow(controller, { granted, how });
      return consent.record() as ConsentRecord;
    },
  };
};

/** Cookie strings that are written from now on. */
const watchWrites = () => vi.spyOn(document, "cookie", "set");
const written = (writes: ReturnType<typeof watchWrites>): string[] => writes.mock.calls.map(([text]) => text);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  document.cookie = "kivok=; Max-Age=0";
});

describe("a decision", () => {
  test("[N6] that grants something is stored for 180 days, for the whole host, with a receipt", () => {
    const writes = watchWrites();
    const record = pageWith().decide(["statistics"], "settings");
    expect(record).toMatchObject({ time: NOW, how: "settings", granted: ["statistics"], denied: ["functional"] });
    expect(record.receipt).toMatch(/^[0-9a-z]{1,13}$/);
    const text = `kivok=1:${TIME}:1:settings:${record.receipt}:statistics+functional-`;
    expect(written(writes)).toEqual([
      `${text}; path=/; SameSite=Lax; expires=${new Date(NOW + 180 * DAY).toUTCString()}`,
    ]);
    expect(decodeRecord(text.slice("kivok=".length))).toEqual(record);
  });

  test("[N6] that grants nothing is stored until the browser closes, without a receipt", () => {
    const writes = watchWrites();
    expect(pageWith().decide([]).receipt).toBe("");
    expect(written(writes)).toEqual([`kivok=1:${TIME}:1:notice::functional-statistics-; path=/; SameSite=Lax`]);
  });

  test("[N6] that grants nothing is stored for refusal.days where the owner set them", () => {
    const writes = watchWrites();
    pageWith({ refusal: { days: 30 } }).decide([]);
    expect(written(writes)[0]).toContain(`; expires=${new Date(NOW + 30 * DAY).toUTCString()}`);
  });

  test("[N6] is never stored for longer than 400 days", () => {
    const writes = watchWrites();
    pageWith({ consent: { days: 4000 } }).decide(["functional"]);
    expect(written(writes)[0]).toContain(`; expires=${new Date(NOW + 400 * DAY).toUTCString()}`);
  });

  test("is shared between subdomains where cookie.domain says so, and belongs to its host otherwise", () => {
    const writes = watchWrites();
    pageWith({ cookie: { domain: "example.org" } }).decide(["functional"]);
    pageWith().decide(["functional"]);
    expect(written(writes)[0]).toMatch(/; domain=example\.org(;|$)/);
    expect(written(writes)[1]).not.toMatch(/domain/i);
  });

  test("is Secure on a page of https, and not on one of http, which could not read it again", async () => {
    const writes = watchWrites();
    pageWith().decide([]);
    vi.stubGlobal("location", { protocol: "https:", hostname: "example.org", pathname: "/" });
    vi.resetModules();
    const onHttps = await import("../../../src/decide/index.js");
    pageWith({}, onHttps.start).decide([]);
    vi.unstubAllGlobals();
    expect(written(writes).map((text) => /; secure/i.test(text))).toEqual([false, true]);
  });

  test("is in force at once, takes the place of the one before, and is there on the next page", () => {
    const page = pageWith();
    expect(page.decide(["functional", "statistics"]).granted).toEqual(["functional", "statistics"]);
    const later = page.decide(["functional"]);
    expect(later.denied).toEqual(["statistics"]);
    expect(page.due()).toBe(false);
    expect(pageWith().record()).toEqual(later);
  });

  test("grants only what is offered: an unknown, a removed and the necessary category are left out", () => {
    const page = pageWith({ categories: { functional: false } });
    expect(page.decide(["necessary", "functional", "unknown", "statistics"])).toMatchObject({
      granted: ["statistics"],
      denied: [],
    });
  });

  test("[N15] holds for this page where the browser keeps no cookies", () => {
    vi.spyOn(document, "cookie", "get").mockReturnValue("");
    watchWrites().mockImplementation(() => {});
    const page = pageWith();
    page.decide(["functional"]);
    expect(page.record()?.granted).toEqual(["functional"]);
    expect(pageWith().record()).toBeNull();
  });

  test("[N16] gets a receipt of its own each time", () => {
    const page = pageWith();
    const receipts = Array.from({ length: 50 }, () => page.decide(["functional"]).receipt);
    expect(new Set(receipts).size).toBe(50);
  });
});
