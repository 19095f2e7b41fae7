// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { alone, readMemory } from "../../../src/count/memory.js";

const showCookies = (text: string): void => {
  vi.spyOn(document, "cookie", "get").mockReturnValue(text);
};

beforeEach(() => {
  for (const name of ["kivok_day", "kivok_visit"]) document.cookie = `${name}=; Path=/; Max-Age=0`;
});
afterEach(() => vi.restoreAllMocks());

describe("the memory", () => {
  test("is empty in a new browser", () => {
    expect(readMemory()).toEqual({ day: 0, step: 0 });
  });

  test("is found among other cookies, and not in those of a similar name", () => {
    showCookies("a=1; kivok_daylight=5; kivok_day=20777; xkivok_visit=9; kivok=1:a:b; kivok_visit=2; b");
    expect(readMemory()).toEqual({ day: 20_777, step: 2 });
  });

  test.each(["", "x", "1x", "NaN", "%32", "{}", "null"])("counts what is no number as none: %j", (value) => {
    showCookies(`kivok_day=${value}; kivok_visit=${value}`);
    expect(readMemory()).toEqual({ day: 0, step: 0 });
  });

  test("[N15] is none in a browser that keeps no cookies", () => {
    showCookies("");
    expect(readMemory()).toEqual({ day: 0, step: 0 });
  });
});

describe("[A4] the critical section", () => {
  const lock = (request: (name: string, granted: () => void) => Promise<unknown>) =>
    vi.stubGlobal("navigator", { locks: { request } });
  afterEach(() => vi.unstubAllGlobals());

  test("runs in the same moment where there are no locks", () => {
    vi.stubGlobal("navigator", {});
    const run = vi.fn();
    alone(run);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test("waits for the lock of the site, and runs once", async () => {
    const run = vi.fn();
    const request = vi.fn(async (_name: string, granted: () => void) => granted());
    lock(request);
    alone(run);
    await Promise.resolve();
    expect([request.mock.calls[0]?.[0], run.mock.calls.length]).toEqual(["kivok_day", 1]);
  });

  test("runs all the same where the browser refuses locks, and rejects nothing", async () => {
    const run = vi.fn();
    lock(() => Promise.reject(new DOMException("no storage", "SecurityError")));
    alone(run);
    await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(1));
  });
});
