// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { start } from "../../../src/count/ways.js";
import type { ConfigInput } from "../../../src/model/config.js";
import { scrubPath } from "../../../src/model/scrub.js";
import { createController, createCounting } from "./controller.js";

const native = { pushState: history.pushState, replaceState: history.replaceState };
let see: ReturnType<typeof vi.fn<() => void>>;
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

const follow = async (run: () => void = see): Promise<void> => {
  await start(createCounting(createController()), run);
};

describe("without the Navigation API", () => {
  test.each(["pushState", "replaceState"] as const)(
    "[A2] history.%s is seen after the address has changed",
    async (name) => {
      const paths: string[] = [];
      await follow(() => paths.push(location.pathname));
      expect(history[name]({ kept: 1 }, "", "/next")).toBeUndefined();
      await Promise.resolve();
      expect(paths).toEqual(["/next"]);
      expect(history.state).toEqual({ kept: 1 });
    },
  );

  test("[A2] back and forward are seen", async () => {
    await follow();
    window.dispatchEvent(new PopStateEvent("popstate"));
    expect(see).toHaveBeenCalledTimes(1);
  });

  test("a call that the browser refuses throws as it did, and is not seen", async () => {
    await follow();
    expect(() => history.pushState({}, "", "https://elsewhere.example/")).toThrow(DOMException);
    expect(see).not.toHaveBeenCalled();
  });

  test("a router that wraps history later is still seen, and so is one that wrapped it before", async () => {
    const before = vi.fn(history.pushState);
    history.pushState = before;
    await follow();
    const wrapped = history.pushState;
    history.pushState = function (...given) {
      wrapped.apply(this, given);
    };
    history.pushState({}, "", "/next");
    await Promise.resolve();
    expect([before.mock.calls.length, see.mock.calls.length, location.pathname]).toEqual([1, 1, "/next"]);
  });
});

describe("with the Navigation API", () => {
  test("[A2] history stays the browser's own", async () => {
    vi.stubGlobal("navigation", new EventTarget());
    await follow();
    expect([history.pushState, history.replaceState]).toEqual([native.pushState, native.replaceState]);
  });
});

describe("[A2] addresses", () => {
  const at = async (count: ConfigInput["count"], address: string): Promise<string> => {
    const counting = createCounting(createController({ count: count ?? {} }));
    await start(counting, see);
    return counting.addressOf(new URL(address, "https://salon.example"));
  };

  test.each([
    ["/app#/orders/7?tab=1", "/app#/orders/7"],
    ["/app/#!/orders", "/app/#!/orders"],
    ["/services#prices", "/services"],
    ["/services?page=2#", "/services"],
  ])("with routes in the hash: %s is %s", async (address, expected) => {
    expect(await at({ hash: true }, address)).toBe(expected);
  });

  test.each([
    ["/search?q=hats&page=2&sort=up", "/search?page=2&q=hats"],
    ["/search?utm_source=mail", "/search"],
    ["/search?q=anna%40example.org&page=2", "/search?page=2&q=*"],
    ["/search?q=a/b%20c", "/search?q=a%2Fb+c"],
  ])("with keys of the query: %s is %s", async (address, expected) => {
    expect(await at({ query: ["page", "q"] }, address)).toBe(expected);
    // The collector cleans it again, and finds nothing.
    expect(scrubPath(expected)).toBe(expected);
  });
});

describe("[A7] templates", () => {
  test("stand for the pages that fit, whatever happens there, and for the page before", async () => {
    const counting = createCounting(createController({ paths: ["/orders/*"] }));
    const send = vi.fn();
    counting.send = send;
    await start(counting, see);
    expect(counting.addressOf(new URL("https://salon.example/orders/anna@example.org"))).toBe(
      "/orders/anna@example.org",
    );
    counting.addressOf(new URL("https://salon.example/orders/7"));
    counting.path = "/orders/7";
    counting.send({ kind: "time", seconds: 1 });
    counting.send({ kind: "view", path: "/services", step: 2, gap: undefined, previous: "/orders/7" });
    expect(send.mock.calls.map(([{ path, previous }]) => [path, previous])).toEqual([
      ["/orders/*", undefined],
      ["/services", "/orders/*"],
    ]);
  });
});

test("[A10] a browser that a program drives says so in every beacon", async () => {
  vi.stubGlobal("navigator", { webdriver: true });
  const counting = createCounting(createController());
  const send = vi.fn();
  counting.send = send;
  await start(counting, see);
  counting.send({ kind: "time", seconds: 1 });
  expect(send.mock.calls[0]?.[0]).toEqual({ kind: "time", seconds: 1, bot: true });
});
