// @vitest-environment jsdom
import { afterEach, describe, expect, test, vi } from "vitest";
import { storedCookies } from "../../../src/ui/stored-cookies.js";

describe("[N17] the cookies that exist", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("come from the browser with their lifetimes, where it tells", async () => {
    const all = [
      { name: "a", expires: null },
      { name: "b", expires: 5 },
    ];
    vi.stubGlobal("cookieStore", { getAll: async () => all });
    expect(await storedCookies()).toEqual(all);
  });

  test.each([
    ["is not there", undefined],
    ["refuses", { getAll: () => Promise.reject(new DOMException("no", "SecurityError")) }],
  ])("come from document.cookie by name where the cookie store %s", async (_, store) => {
    vi.stubGlobal("cookieStore", store);
    expect(await storedCookies()).toEqual([]);
    for (const pair of ["a=1", "b=x=y"]) document.cookie = pair;
    expect(await storedCookies()).toEqual([{ name: "a" }, { name: "b" }]);
    for (const name of ["a", "b"]) document.cookie = `${name}=; Max-Age=0`;
  });

  test("are none where the page may not read cookies", async () => {
    vi.stubGlobal("cookieStore", undefined);
    vi.spyOn(Document.prototype, "cookie", "get").mockImplementation(() => {
      throw new DOMException("sandboxed", "SecurityError");
    });
    expect(await storedCookies()).toEqual([]);
    vi.restoreAllMocks();
  });
});
