// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readMemory, writeMemory } from "../../../src/count/memory.js";

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

  test("holds what was written", () => {
    writeMemory({ day: 20_777, step: 3 }, 180);
    expect(readMemory()).toEqual({ day: 20_777, step: 3 });
  });

  test("[A5] is two cookies of one integer each: the day for as long as the consent, the step for 30 minutes", () => {
    const writes = vi.spyOn(document, "cookie", "set");
    writeMemory({ day: 20_777, step: 3 }, 180);
    expect(writes.mock.calls).toEqual([
      ["kivok_day=20777;Path=/;SameSite=Lax;Max-Age=15552000"],
      ["kivok_visit=3;Path=/;SameSite=Lax;Max-Age=1800"],
    ]);
  });

  test("[A1] is removed with 0 days and 0 seconds", () => {
    writeMemory({ day: 20_777, step: 3 }, 180);
    writeMemory({ step: 0 }, 0, 0);
    expect(document.cookie).toBe("");
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
    vi.spyOn(document, "cookie", "set").mockImplementation(() => {});
    writeMemory({ day: 20_777, step: 1 }, 180);
    expect(readMemory()).toEqual({ day: 0, step: 0 });
  });
});
