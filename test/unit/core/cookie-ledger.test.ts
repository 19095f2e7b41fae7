// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

type Ledger = typeof import("../../../src/core/cookie-ledger.js");

/** The list as a page has it that has just loaded. */
const openPage = async (): Promise<Ledger> => {
  vi.resetModules();
  return import("../../../src/core/cookie-ledger.js");
};

const stored = (): unknown => JSON.parse(sessionStorage.getItem("kivok") ?? "null");
const flushed = (): Promise<void> => Promise.resolve();

beforeEach(() => sessionStorage.clear());
afterEach(() => vi.restoreAllMocks());

describe("the ledger", () => {
  test("[N1] neither writes nor removes anything while no cookie was changed", async () => {
    const access = vi.spyOn(window, "sessionStorage", "get");
    const ledger = await openPage();
    ledger.keepRemembered(() => false);
    await flushed();
    // Once, to read it.
    expect(access).toHaveBeenCalledTimes(1);
    expect(sessionStorage.length).toBe(0);
  });

  test("keeps what it is told, and the next page of the tab reads it", async () => {
    (await openPage()).remember("a=1; Path=/", 5000);
    await flushed();
    expect(stored()).toEqual([["a=1; Path=/", 5000]]);
    expect((await openPage()).remembered()).toEqual([["a=1; Path=/", 5000]]);
  });

  test("[G11] writes once for all changes of a task, with the last state, and again for the next task", async () => {
    const ledger = await openPage();
    const write = vi.spyOn(JSON, "stringify");
    for (let index = 0; index < 100; index++) ledger.remember(`c${index}=1; Path=/`, index + 1);
    for (let index = 0; index < 50; index++) ledger.remember(`c${index}=; Path=/`, 0);
    expect(sessionStorage.length).toBe(0);
    await flushed();
    expect(write).toHaveBeenCalledTimes(1);
    expect(stored()).toHaveLength(50);
    ledger.remember("next=1; Path=/", 1);
    await flushed();
    expect(write).toHaveBeenCalledTimes(2);
    expect(stored()).toHaveLength(51);
  });

  test("keeps the last write of a cookie, and cookies of other domains and paths beside it", async () => {
    const ledger = await openPage();
    ledger.remember("a=1; Path=/", 1);
    ledger.remember("a=2; Path=/shop", 2);
    ledger.remember("a=3; Path=/; Domain=example.org", 3);
    ledger.remember("a=4; Path=/", 4);
    expect(ledger.remembered()).toEqual([
      ["a=2; Path=/shop", 2],
      ["a=3; Path=/; Domain=example.org", 3],
      ["a=4; Path=/", 4],
    ]);
  });

  test("[G2] forgets what is not to be kept, and leaves nothing behind when that was all", async () => {
    const ledger = await openPage();
    ledger.remember("a=1; Path=/", 1);
    ledger.remember("b=1; Path=/", 2);
    await flushed();
    ledger.keepRemembered((session) => !session.startsWith("a="));
    await flushed();
    expect(stored()).toEqual([["b=1; Path=/", 2]]);
    ledger.keepRemembered(() => false);
    await flushed();
    expect(sessionStorage.length).toBe(0);
  });

  test("[G2] forgets the one variant of a cookie that is deleted, and keeps the others", async () => {
    const ledger = await openPage();
    ledger.remember("a=1; Path=/", 1);
    ledger.remember("a=2; Path=/; Domain=example.org", 2);
    ledger.remember("a=3; Path=/shop; Secure", 3);
    ledger.remember("a=; Path=/; Max-Age=0", 0);
    ledger.remember("a=; Path=/shop; Max-Age=0; SameSite=Lax", 0);
    ledger.remember("a=; Path=/elsewhere; Max-Age=0", 0);
    await flushed();
    expect(stored()).toEqual([["a=2; Path=/; Domain=example.org", 2]]);
  });

  test("[G2] knows a cookie by another spelling of the same attributes, and only by the case of its name", async () => {
    const ledger = await openPage();
    ledger.remember("a=1;Domain=example.org;  PATH = /shop", 1);
    ledger.remember("A=1; Path=/shop; Domain=example.org", 2);
    await flushed();
    expect([ledger.isRemembered("a"), ledger.isRemembered("b")]).toEqual([true, false]);
    ledger.remember("a=; domain=example.org; path=/shop; Max-Age=0", 0);
    expect(ledger.remembered()).toEqual([["A=1; Path=/shop; Domain=example.org", 2]]);
  });

  test("does not write where everything is kept", async () => {
    const ledger = await openPage();
    ledger.remember("a=1; Path=/", 1);
    await flushed();
    const write = vi.spyOn(JSON, "stringify");
    ledger.keepRemembered(() => true);
    await flushed();
    expect(write).not.toHaveBeenCalled();
  });

  test.each(["", "{", "a=1; Path=/"])("counts a list that cannot be read as empty: %j", async (text) => {
    sessionStorage.setItem("kivok", text);
    const ledger = await openPage();
    expect(ledger.remembered()).toEqual([]);
    ledger.remember("a=1; Path=/", 1);
    await flushed();
    expect(stored()).toEqual([["a=1; Path=/", 1]]);
  });

  test("[N15] lives as long as the page where storage cannot be reached", async () => {
    const access = vi.spyOn(window, "sessionStorage", "get").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    const ledger = await openPage();
    ledger.remember("a=1; Path=/", 1);
    await flushed();
    expect(access).toHaveBeenCalled();
    expect(ledger.remembered()).toEqual([["a=1; Path=/", 1]]);
    ledger.keepRemembered(() => false);
    await flushed();
    expect(ledger.remembered()).toEqual([]);
  });

  test("[N15] lives as long as the page where storage is full, and rejects nothing", async () => {
    // jsdom keeps 5 million characters.
    sessionStorage.setItem("page", "x".repeat(4_999_990));
    const ledger = await openPage();
    ledger.remember("a=1; Path=/", 1);
    await flushed();
    expect(sessionStorage.getItem("kivok")).toBeNull();
    expect(ledger.remembered()).toEqual([["a=1; Path=/", 1]]);
  });
});
