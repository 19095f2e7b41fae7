// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { onPageSeen } from "../../../src/count/page-seen.js";

const native = { pushState: history.pushState, replaceState: history.replaceState };
let see: ReturnType<typeof vi.fn<(isBack?: unknown) => void>>;
/** Ends the listeners of each test. */
let ended: AbortController;

beforeEach(() => {
  see = vi.fn();
  ended = new AbortController();
  for (const target of [window, document]) {
    const add = target.addEventListener.bind(target);
    vi.spyOn(target, "addEventListener").mockImplementation((name: string, listener: unknown) =>
      add(name, listener as EventListener, { signal: ended.signal }),
    );
  }
});
afterEach(() => {
  ended.abort();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  Object.assign(history, native);
  history.replaceState({}, "", "/");
});

describe("a page", () => {
  test("may have come into view at once, and whenever its visibility changes", () => {
    onPageSeen(see);
    expect(see).toHaveBeenCalledTimes(1);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(see).toHaveBeenCalledTimes(2);
    expect(see.mock.calls.filter(([isBack]) => isBack === true)).toEqual([]);
  });

  test.each([true, false])("[A3] that is shown says whether it comes from the back/forward cache: %s", (persisted) => {
    onPageSeen(see);
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted }));
    expect(see).toHaveBeenLastCalledWith(persisted);
    expect(see).toHaveBeenCalledTimes(2);
  });
});

describe("without the Navigation API", () => {
  test.each(["pushState", "replaceState"] as const)(
    "[A2] history.%s is seen after the address has changed",
    async (name) => {
      const paths: string[] = [];
      onPageSeen(() => paths.push(location.pathname));
      expect(history[name]({ kept: 1 }, "", "/next")).toBeUndefined();
      await Promise.resolve();
      expect(paths).toEqual(["/", "/next"]);
      expect(history.state).toEqual({ kept: 1 });
    },
  );

  test("[A2] back and forward are seen", () => {
    onPageSeen(see);
    window.dispatchEvent(new PopStateEvent("popstate"));
    expect(see).toHaveBeenCalledTimes(2);
  });

  test("a call that the browser refuses throws as it did, and is not seen", () => {
    onPageSeen(see);
    expect(() => history.pushState({}, "", "https://elsewhere.example/")).toThrow(DOMException);
    expect(see).toHaveBeenCalledTimes(1);
  });

  test("a router that wraps history later is still seen, and so is one that wrapped it before", async () => {
    const before = vi.fn(history.pushState);
    history.pushState = before;
    onPageSeen(see);
    const wrapped = history.pushState;
    history.pushState = function (...given) {
      wrapped.apply(this, given);
    };
    history.pushState({}, "", "/next");
    await Promise.resolve();
    expect([before.mock.calls.length, see.mock.calls.length, location.pathname]).toEqual([1, 2, "/next"]);
  });
});

describe("with the Navigation API", () => {
  test("[A2] each change of the entry is seen once, and history stays the browser's own", () => {
    const navigation = new EventTarget();
    vi.stubGlobal("navigation", navigation);
    onPageSeen(see);
    navigation.dispatchEvent(new Event("currententrychange"));
    window.dispatchEvent(new PopStateEvent("popstate"));
    expect(see).toHaveBeenCalledTimes(2);
    expect([history.pushState, history.replaceState]).toEqual([native.pushState, native.replaceState]);
  });
});
