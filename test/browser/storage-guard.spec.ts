import { beforeEach, describe, expect, test } from "vitest";
import { page, server, setUp } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp();
beforeEach(async () => {
  // The page's first script keeps the browser's own objects, to look at what is really stored.
  await page.addInitScript(() => {
    const { getItem, key } = Storage.prototype;
    const length = Object.getOwnPropertyDescriptor(Storage.prototype, "length")?.get as () => number;
    const [local, session] = [localStorage, sessionStorage];
    const list = (area: Storage) =>
      Object.fromEntries(
        Array.from({ length: length.call(area) }, (_, index) => {
          const name = key.call(area, index) as string;
          return [name, getItem.call(area, name)];
        }).sort(),
      );
    Object.assign(window, { areas: () => ({ local: list(local), session: list(session) }), earlier: local });
  });
  for (const path of ["/", "/second", "/frame"]) serve(path);
});

declare global {
  interface Window {
    /** What is really stored. */
    areas(): { local: Record<string, string>; session: Record<string, string> };
    /** `localStorage` as it was before the tag. */
    earlier: Storage;
    events: unknown[];
  }
}

/** A page with the build that guards storage, in place of the tag. */
const serve = (path: string, config: object = {}): void =>
  server.page(path, { config, tag: 'type="text/plain"', head: '<script src="/kivok-storage.js"></script>' });

const areas = (): Promise<ReturnType<Window["areas"]>> => page.evaluate(() => window.areas());

describe("[G8] localStorage with kivok-storage.js", () => {
  test("before consent: what is written by call or by property can be read, and is kept for the session only", async () => {
    await page.goto(server.url);
    const read = await page.evaluate(() => {
      localStorage.setItem("a", "1");
      localStorage.b = 2;
      localStorage.c = null;
      Storage.prototype.setItem.call(localStorage, "d", "4");
      window.earlier.setItem("e", "5");
      Object.defineProperty(localStorage, "f", { value: 6 });
      return { ...localStorage };
    });
    expect(read).toEqual({ a: "1", b: "2", c: "null", d: "4", e: "5", f: "6" });
    const { local, session } = await areas();
    expect(local).toEqual({});
    expect(Object.values(session)).toEqual(["1", "2", "null", "4", "5", "6"]);
    await page.goto(`${server.url}/second`);
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual(read);
  });

  test("at consent everything moves to where it was to be, without a reload, also what an earlier page of the tab wrote", async () => {
    await page.goto(server.url);
    await page.evaluate(() => localStorage.setItem("first", "1"));
    await page.goto(`${server.url}/second`);
    await page.evaluate(async () => {
      localStorage.second = "2";
      sessionStorage.own = "stays";
      await window.kivok.accept(["functional"]);
    });
    expect(await areas()).toEqual({ local: { first: "1", second: "2" }, session: { own: "stays" } });
    await page.evaluate(() => localStorage.setItem("third", "3"));
    expect((await areas()).local).toEqual({ first: "1", second: "2", third: "3" });
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ first: "1", second: "2", third: "3" });
  });

  test("without the consent that lifetimes follow nothing moves; after a withdrawal what is new waits again", async () => {
    await page.goto(server.url);
    await page.evaluate(async () => {
      localStorage.a = "1";
      await window.kivok.accept(["statistics"]);
    });
    expect((await areas()).local).toEqual({});
    await page.evaluate(async () => {
      await window.kivok.accept();
      await window.kivok.reject();
      localStorage.a = "2";
      localStorage.b = "3";
    });
    expect((await areas()).local).toEqual({ a: "1" });
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ a: "2", b: "3" });
  });

  test("entries from before the tag stay; a removal and clear() go through at once, and leave sessionStorage alone", async () => {
    await page.addInitScript(() => {
      if (!sessionStorage.own) Object.assign(localStorage, { old: "1", older: "2" });
      sessionStorage.own = "mine";
    });
    await page.goto(server.url);
    await page.evaluate(() => {
      localStorage.old = "changed";
      localStorage.removeItem("older");
    });
    expect(await areas()).toMatchObject({ local: { old: "1" }, session: { own: "mine" } });
    expect(await page.evaluate(() => localStorage.getItem("old"))).toBe("changed");
    await page.evaluate(() => sessionStorage.clear());
    expect(await page.evaluate(() => [localStorage.old, sessionStorage.own])).toEqual(["changed", undefined]);
    await page.evaluate(() => {
      sessionStorage.own = "mine";
      localStorage.clear();
    });
    expect(await areas()).toEqual({ local: {}, session: { own: "mine" } });
  });

  test("looks to scripts as it does without the guard", async () => {
    server.page("/bare", { tag: 'type="text/plain"' });
    const look = () => {
      const attempt = (run: () => unknown): unknown => {
        try {
          return run();
        } catch (error) {
          return String(error);
        }
      };
      Object.assign(localStorage, { b: "2", a: "1", "": "empty" });
      localStorage.setItem("length", "hidden");
      const seen: unknown[] = [
        localStorage.length,
        Object.keys(localStorage).sort(),
        Object.getOwnPropertyNames(localStorage).sort(),
        JSON.stringify(Object.entries(localStorage).sort()),
        [0, 1, 2, 3, 4, 5, -1, 2 ** 32].map((index) => typeof localStorage.key(index)),
        localStorage.getItem("length"),
        typeof localStorage.key,
        "a" in localStorage,
        "none" in localStorage,
        "getItem" in localStorage,
        Object.hasOwn(localStorage, "a"),
        Object.hasOwn(localStorage, "getItem"),
        localStorage.none,
        localStorage.getItem("none"),
        localStorage.getItem(""),
        Object.getOwnPropertyDescriptor(localStorage, "a"),
        delete localStorage.b,
        delete localStorage.none,
        localStorage.b,
        localStorage instanceof Storage,
        Object.prototype.toString.call(localStorage),
        Object.is(window.localStorage, self.localStorage),
        window.localStorage.constructor === Storage,
        attempt(() => (localStorage.setItem as (key: string) => void)("x")),
        attempt(() => (localStorage.getItem as unknown as () => void)()),
        String(attempt(() => localStorage.setItem(Symbol("s") as unknown as string, "1"))).slice(0, 9),
        attempt(() => Storage.prototype.getItem.call({} as Storage, "a")),
        attempt(() => Storage.prototype.setItem.call(sessionStorage, "a", "1")),
        String(attempt(() => localStorage.setItem("big", "x".repeat(6_000_000)))).slice(0, 60),
        localStorage.getItem("big"),
        Object.getOwnPropertyDescriptor(window, "localStorage")?.set,
        Storage.prototype.setItem.length,
        Storage.prototype.setItem.name,
        { ...sessionStorage }.a,
      ];
      localStorage.clear();
      return [...seen, localStorage.length, { ...localStorage }];
    };
    await page.goto(`${server.url}/bare`);
    const bare = await page.evaluate(look);
    await page.goto(server.url);
    expect(await page.evaluate(look)).toEqual(bare);
    await page.evaluate(() => window.kivok.accept());
    expect(await page.evaluate(look)).toEqual(bare);
  });

  test("another page of the tab is told of what waits as of localStorage, and not of what only moved", async () => {
    await page.goto(server.url);
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const frame = document.createElement("iframe");
          frame.onload = resolve;
          frame.src = "/frame";
          document.body.append(frame);
        }),
    );
    await page.evaluate(() => {
      window.events = [];
      const inner = window.frames[0] as Window & typeof globalThis;
      inner.addEventListener("storage", ({ key, oldValue, newValue, storageArea }) => {
        window.events.push([key, oldValue, newValue, storageArea === inner.localStorage]);
      });
      localStorage.a = "1";
      localStorage.a = "2";
      delete localStorage.a;
      localStorage.b = "3";
    });
    const events = () => page.evaluate(() => window.events);
    const told = [
      ["a", null, "1", true],
      ["a", "1", "2", true],
      ["a", "2", null, true],
      ["b", null, "3", true],
    ];
    await eventually(async () => expect(await events()).toEqual(told));
    expect(await page.evaluate(() => window.frames[0]?.localStorage.b)).toBe("3");
    await page.evaluate(() => window.kivok.accept());
    await page.evaluate(() => localStorage.setItem("end", "1"));
    await eventually(async () => expect((await events()).at(-1)).toEqual(["end", null, "1", true]));
    expect((await areas()).local).toEqual({ b: "3", end: "1" });
    // The browser itself tells of the moved entry where it went; nobody hears that it left.
    expect(await events()).toEqual([...told, ["b", null, "3", true], ["end", null, "1", true]]);
  });

  test("a frame of the same origin is guarded by the page's decision, and a full sessionStorage throws what the browser throws", async () => {
    await page.goto(server.url);
    const thrown = await page.evaluate(() => {
      const frame = document.createElement("iframe");
      document.body.append(frame);
      const inner = frame.contentWindow as Window & typeof globalThis;
      inner.localStorage.setItem("a", "1");
      inner.localStorage.b = "2";
      try {
        localStorage.big = "x".repeat(6_000_000);
      } catch (error) {
        return [error instanceof DOMException, (error as DOMException).name, localStorage.big];
      }
      return [];
    });
    expect(thrown).toEqual([true, "QuotaExceededError", undefined]);
    expect((await areas()).local).toEqual({});
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ a: "1", b: "2" });
  });

  test("may be turned off by guard.storage, and kivok.js alone leaves localStorage as it is", async () => {
    serve("/off", { guard: { storage: false } });
    server.page("/core", {});
    for (const path of ["/off", "/core"]) {
      await page.goto(server.url + path);
      await page.evaluate((key) => localStorage.setItem(key, "1"), path);
    }
    expect(await areas()).toMatchObject({ local: { "/off": "1", "/core": "1" } });
  });
});

test("[N1] [G8] nothing is stored before a choice where no script asks for it", async () => {
  await page.goto(server.url);
  await page.locator("kivok-notice").waitFor({ state: "attached" });
  expect(await areas()).toEqual({ local: {}, session: {} });
});
