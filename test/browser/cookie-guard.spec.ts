import { describe, expect, test } from "vitest";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

const YEAR = 31_536_000;

setUp();

const categories = {
  necessary: { cookies: [{ name: "sid" }] },
  functional: { cookies: [{ name: "seen" }, { name: "pref_*" }] },
  statistics: { cookies: [{ name: "_stat*" }] },
};

/** Seconds that a cookie still lives, as the browser itself says; -1 for a session cookie, `undefined` if there is none. */
const lifetime = async (name: string): Promise<number | undefined> => {
  const cookie = (await visitor.cookies()).find((each) => each.name === name);
  return cookie && (cookie.expires < 0 ? -1 : Math.round(cookie.expires - Date.now() / 1000));
};

const write = (...texts: string[]): Promise<void> =>
  page.evaluate((all) => {
    for (const text of all) document.cookie = text;
    // The browser stores them later, in another process, but before it is asked what there is.
    return void document.cookie;
  }, texts);

const accept = (...granted: string[]): Promise<void> =>
  page.evaluate((names) => window.kivok.accept(names.length ? names : undefined), granted);

const until = (name: string, expected: (seconds: number | undefined) => boolean): Promise<void> =>
  eventually(async () => expect(await lifetime(name)).toSatisfy(expected));

const about = (seconds: number) => (found: number | undefined) =>
  found !== undefined && found > seconds - 60 && found <= seconds;

describe("before a choice", () => {
  test("[G1] a persistent cookie written through document.cookie becomes a session cookie, by Max-Age and by Expires", async () => {
    server.page("/", { config: { categories } });
    await page.goto(server.url);
    const expires = new Date(Date.now() + YEAR * 1000).toUTCString();
    await write(
      `sid=1; max-age=${YEAR}`,
      `seen=2; EXPIRES=${expires}`,
      `other=3; Max-Age=${YEAR}; Path=/; SameSite=Lax`,
    );
    for (const name of ["sid", "seen", "other"]) expect(await lifetime(name)).toBe(-1);
    expect(await page.evaluate(() => document.cookie)).toBe("sid=1; seen=2; other=3");
  });

  test("[G1] a cookie of a blocked category is not set at all", async () => {
    server.page("/", { config: { categories } });
    await page.goto(server.url);
    await write(`_stat_id=1; Max-Age=${YEAR}`, "_stat_visit=1");
    await page.evaluate(() => cookieStore.set("_stat_store", "1"));
    expect(await visitor.cookies()).toEqual([]);
  });

  test("[G1] cookieStore.set in both forms leaves no persistent cookie", async () => {
    server.page("/", { config: { categories } });
    await page.goto(server.url);
    await page.evaluate(async (year) => {
      await cookieStore.set("seen", "1");
      const inherited = Object.create({ name: "sid", value: "2", expires: Date.now() + year * 1000 });
      await cookieStore.set(inherited);
      await cookieStore.set({ name: "pref_a", value: "3", expires: Date.now() + year * 1000, sameSite: "lax" });
    }, YEAR);
    for (const name of ["sid", "seen", "pref_a"]) expect(await lifetime(name)).toBe(-1);
    expect((await visitor.cookies()).find(({ name }) => name === "pref_a")).toMatchObject({
      value: "3",
      sameSite: "Lax",
    });
  });

  test("[G1] a server's cookies and those from before the tag become session cookies, HttpOnly ones excepted", async () => {
    server.page("/", {
      config: { categories },
      headers: {
        "Set-Cookie": [
          `seen=server; Max-Age=${YEAR}; Path=/`,
          `closed=1; Max-Age=${YEAR}; HttpOnly`,
          `_stat_old=1; Max-Age=${YEAR}`,
        ],
      },
    });
    await page.goto(server.url);
    await until("seen", (found) => found === -1);
    await until("_stat_old", (found) => found === undefined);
    expect(await lifetime("closed")).toSatisfy(about(YEAR));
  });

  test("[G1] a cookie that a server sets later, with a fetch, becomes a session cookie", async () => {
    server.page("/", { config: { categories } });
    server.page("/late", { headers: { "Set-Cookie": `seen=late; Max-Age=${YEAR}; Path=/` } });
    await page.goto(server.url);
    await page.evaluate(() => fetch("/late").then((reply) => reply.text()));
    await until("seen", (found) => found === -1);
  });

  test("[G1] cookies that a server sets right after one another become session cookies, also while nobody listens", async () => {
    const names = ["one", "two", "three"];
    server.page("/", { config: { categories } });
    for (const name of names)
      server.page(`/${name}`, { headers: { "Set-Cookie": `${name}=late; Max-Age=${YEAR}; Path=/` } });
    await page.goto(server.url);
    for (const name of names) {
      await page.evaluate((path) => fetch(path).then((reply) => reply.text()), name);
      await until(name, (found) => found === -1);
    }
  });

  test("[G11] nobody listens from a write on, and a second later a server's cookie is found at once again", async () => {
    await page.addInitScript(`
      globalThis.listening = 0;
      for (const [method, step] of [["addEventListener", 1], ["removeEventListener", -1]])
        CookieStore.prototype[method] = function (...given) {
          listening += step;
          return EventTarget.prototype[method].apply(this, given);
        };
    `);
    server.page("/", { config: { categories } });
    server.page("/late", { headers: { "Set-Cookie": `late=1; Max-Age=${YEAR}; Path=/` } });
    await page.goto(server.url);
    await page.waitForFunction("listening === 1");
    expect(await page.evaluate('document.cookie = "a=1"; listening')).toBe(0);
    await page.waitForFunction("listening === 1");
    await page.evaluate(() => fetch("/late").then((reply) => reply.text()));
    await until("late", (found) => found === -1);
  });

  test("[G1] [G4] [G5] in a browser without cookieStore too: at start, when the page is hidden or shown, and at each decision", async () => {
    await page.addInitScript(() => {
      Object.defineProperty(window, "cookieStore", { value: undefined });
      Reflect.deleteProperty(window, "CookieStore");
    });
    const year = `Max-Age=${YEAR}; Path=/`;
    server.page("/", {
      config: { categories },
      headers: { "Set-Cookie": [`seen=server; ${year}`, `_stat_a=1; ${year}`] },
    });
    server.page("/late", { headers: { "Set-Cookie": [`late=1; ${year}`, `_stat_b=1; ${year}`] } });
    await page.goto(server.url);
    await until("seen", (seconds) => seconds === -1);
    await until("_stat_a", (seconds) => seconds === undefined);
    await page.evaluate(() => fetch("/late").then((reply) => reply.text()));
    expect(await lifetime("late")).toSatisfy(about(YEAR));
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
    await until("late", (seconds) => seconds === -1);
    await until("_stat_b", (seconds) => seconds === undefined);
    expect(await page.evaluate(() => document.cookie)).toBe("seen=server; late=1");
    await write(`pref_a=1; ${year}`);
    expect(await lifetime("pref_a")).toBe(-1);
    await accept();
    await until("pref_a", about(YEAR));
    await write(`_stat_c=1; ${year}`);
    await page.evaluate(() => window.kivok.reject());
    await until("_stat_c", (seconds) => seconds === undefined);
    await until("pref_a", (seconds) => seconds === -1);
  });

  test("[G2] a write with a control character, which browsers refuse, makes nothing forgotten", async () => {
    server.page("/", { config: { categories } });
    await page.goto(server.url);
    await write(`pref_a=1; Max-Age=${YEAR}; Path=/`);
    await write("pref_a=2\u0001; Path=/");
    await write("pref_a=; Path=/\u000b; Max-Age=0");
    expect(await page.evaluate(() => document.cookie)).toBe("pref_a=1");
    await accept();
    await until("pref_a", about(YEAR));
  });

  test("[G2] a deletion goes through unchanged, by Max-Age, by a past Expires and by cookieStore.delete", async () => {
    server.page("/", { config: { categories } });
    await page.goto(server.url);
    await write("a=1", "b=1", "c=1", "_stat=1");
    await write("a=; Max-Age=0", "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    await page.evaluate(() => cookieStore.delete("c"));
    expect(await visitor.cookies()).toEqual([]);
  });

  test("[G2] what cookieStore deletes is forgotten, however it was spelled, and a cookie of another path is not", async () => {
    server.page("/deep/page", { config: { categories } });
    await page.goto(`${server.url}/deep/page`);
    const asked = `Max-Age=${YEAR}`;
    await write(`a=1; path=/; ${asked}`, `b=1;Path=/; ${asked}`, `c=1; ${asked}; PATH=/deep/`, `c=2; Path=/; ${asked}`);
    await page.evaluate(async () => {
      await cookieStore.delete("a");
      await cookieStore.delete({ name: "b" });
      await cookieStore.delete({ name: "c", path: "/deep/" });
    });
    expect(JSON.parse(await page.evaluate(() => sessionStorage.kivok))).toEqual([["c=2; Path=/", expect.any(Number)]]);
    await accept();
    await until("c", about(YEAR));
    expect((await visitor.cookies()).map(({ name }) => name).sort()).toEqual(["c", "kivok"]);
  });

  test("[G2] a cookie that was deleted is not brought back at consent", async () => {
    server.page("/", { config: { categories } });
    await page.goto(server.url);
    await write(`test=1; Max-Age=${YEAR}`, "test=; Max-Age=-1", `stays=1; Max-Age=${YEAR}`);
    await accept();
    await until("stays", about(YEAR));
    expect(await lifetime("test")).toBeUndefined();
  });

  test("[G3] name, value and every other attribute survive the change to a session cookie", async () => {
    server.page("/deep/page", { config: { categories } });
    await page.goto(`${server.url}/deep/page`);
    await write(
      `plain=a=b"c; Max-Age=${YEAR}`,
      `__Host-x=1; Secure; Path=/; Max-Age=${YEAR}; SameSite=Strict`,
      `wide= 2 ; Path=/; Expires=Fri, 31 Dec 2099 23:59:59 GMT; Unknown=7; SameSite=None; Secure`,
    );
    expect(await visitor.cookies(`${server.url}/deep/page`)).toMatchObject([
      { name: "plain", value: 'a=b"c', path: "/deep", expires: -1 },
      { name: "__Host-x", value: "1", path: "/", secure: true, sameSite: "Strict", expires: -1 },
      { name: "wide", value: "2", path: "/", secure: true, sameSite: "None", expires: -1 },
    ]);
  });

  test("[N1] Kivok stores nothing where the guard changed nothing", async () => {
    await page.goto(server.url);
    await page.getByRole("button", { name: "Accept all" }).waitFor();
    await write("plain=1");
    expect(await visitor.storageState()).toMatchObject({ cookies: [{ name: "plain" }], origins: [] });
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await server.beacons.expectNone(page);
  });

  test("[N1] where the guard changed a cookie, the list of changed writes is all that is stored", async () => {
    await page.goto(server.url);
    await write(`a=1; Max-Age=${YEAR}; SameSite=Lax`);
    const [key, list] = await page.evaluate(() => [Object.keys(sessionStorage), sessionStorage.kivok]);
    expect(key).toEqual(["kivok"]);
    expect(JSON.parse(list)).toEqual([["a=1; SameSite=Lax;Path=/", expect.any(Number)]]);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });
});

describe("at consent", () => {
  test("[G4] each cookie gets the lifetime that it asked for, with its value and without a reload", async () => {
    server.page("/", { config: { categories }, headers: { "Set-Cookie": `seen=server; Max-Age=${YEAR}; Path=/` } });
    await page.goto(server.url);
    await until("seen", (found) => found === -1);
    await write(`sid=1; Max-Age=${YEAR / 2}`);
    await page.evaluate(
      (year) => cookieStore.set({ name: "pref_a", value: "3", expires: Date.now() + year * 1000 }),
      YEAR,
    );
    await accept();
    await until("seen", about(YEAR));
    await until("sid", about(YEAR / 2));
    await until("pref_a", about(YEAR));
    expect(
      (await visitor.cookies()).filter(({ name }) => name === "pref_a" || name === "seen" || name === "sid"),
    ).toHaveLength(3);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  test("[G4] a cookie of an earlier page of the tab is restored, also one whose path only a later page can see", async () => {
    server.page("/shop/basket", { config: { categories } });
    server.page("/", { config: { categories } });
    await page.goto(`${server.url}/shop/basket`);
    await write(`deep=1; Max-Age=${YEAR}`, `top=1; Max-Age=${YEAR}; Path=/`);
    await page.goto(server.url);
    await accept();
    await until("top", about(YEAR));
    expect(await page.evaluate(() => sessionStorage.kivok)).toContain("deep=1");
    await page.goto(`${server.url}/shop/basket`);
    await until("deep", about(YEAR));
    expect((await visitor.cookies()).filter(({ name }) => name === "deep")).toHaveLength(1);
  });

  test("[G4] a cookie that was last asked for without a lifetime stays a session cookie, on this page and a later one", async () => {
    server.page("/", { config: { categories } });
    await page.goto(server.url);
    await write(`seen=1; Max-Age=${YEAR}`, "seen=1", `pref_a=1; Max-Age=${YEAR}`, `pref_b=1; Max-Age=${YEAR}`);
    await page.reload();
    await write("pref_b=1");
    await accept();
    await until("pref_a", about(YEAR));
    for (const name of ["seen", "pref_b"]) expect(await lifetime(name)).toBe(-1);
  });

  test("[G4] only granted categories get their lifetimes, and blocked cookies are not invented", async () => {
    server.page("/", { config: { categories } });
    await page.goto(server.url);
    await write(`_stat=1; Max-Age=${YEAR}`, `seen=1; Max-Age=${YEAR}`);
    await accept("statistics");
    expect(await lifetime("_stat")).toBeUndefined();
    expect(await lifetime("seen")).toBe(-1);
    await write(`_stat=2; Max-Age=${YEAR}`, `pref_b=1; Max-Age=${YEAR}`);
    expect(await lifetime("_stat")).toSatisfy(about(YEAR));
    expect(await lifetime("pref_b")).toBe(-1);
  });

  test("[G5] at withdrawal blocked categories' cookies go and the others become session cookies, in every variant", async () => {
    server.page("/a/b", { config: { categories } });
    await page.goto(`${server.url}/a/b`);
    await accept();
    await write(
      `_stat=1; Max-Age=${YEAR}`,
      `_stat=2; Max-Age=${YEAR}; Path=/`,
      `_stat=3; Path=/a/b`,
      `seen=1; Max-Age=${YEAR}; Path=/`,
    );
    expect(await lifetime("seen")).toSatisfy(about(YEAR));
    await page.evaluate(() => window.kivok.reject());
    await until("_stat", (found) => found === undefined);
    await until("seen", (found) => found === -1);
    await accept();
    await until("seen", about(YEAR));
  });

  test("[G6] reads, property descriptors and errors look as they did without the guard", async () => {
    server.page("/bare", { tag: 'type="text/plain"' });
    const look = () =>
      page.evaluate(() => {
        const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
        const set = Object.getOwnPropertyDescriptor(CookieStore.prototype, "set");
        const error = (run: () => unknown) => {
          try {
            return String(run());
          } catch (thrown) {
            return String(thrown);
          }
        };
        return {
          cookie: [
            cookie?.enumerable,
            cookie?.configurable,
            cookie?.set?.name,
            cookie?.set?.length,
            "prototype" in (cookie?.set ?? {}),
          ],
          set: [set?.enumerable, set?.writable, set?.configurable, set?.value.name, set?.value.length],
          illegal: error(() => Reflect.apply(cookie?.set as () => void, {}, ["a=1"])),
          missing: error(() => Reflect.apply(cookie?.set as () => void, document, [])),
          own: Object.keys(document),
          read: document.cookie,
        };
      });
    await page.goto(`${server.url}/bare`);
    expect(await page.evaluate(() => "kivok" in window)).toBe(false);
    const without = await look();
    await page.goto(server.url);
    expect(await look()).toEqual(without);
  });
});

test("[N15] a malformed record and a malformed configuration leave the page whole", async () => {
  const errors: Error[] = [];
  page.on("pageerror", (error) => errors.push(error));
  await visitor.addCookies([{ name: "kivok", value: "%7Bnot%20ours", url: server.url }]);
  server.page("/", { config: "{ not json" });
  await page.goto(server.url);
  await write(`a=1; Max-Age=${YEAR}`);
  expect(await lifetime("a")).toBe(-1);
  await page.getByRole("button", { name: "Accept all" }).click();
  await until("a", about(YEAR));
  expect(errors).toEqual([]);
});

test("[G1] a decision that a script of the page writes, or pretends to read, is none on this page", async () => {
  const forged = (time: number) => `1:${Math.round(time / 1000).toString(36)}:1:notice:r1:functional+statistics+`;
  const head = `<script>
    document.cookie = "kivok=${forged(Date.now())}; Path=/";
    Object.defineProperty(document, "cookie", { get: () => "kivok=${forged(Date.now() + 1000)}", configurable: true });
    self.had = kivok.has("statistics");
    delete document.cookie;
    document.cookie = "a=1; Max-Age=${YEAR}";
  </script>`;
  server.page("/", { config: { categories }, head });
  await page.goto(server.url);
  await page.getByRole("button", { name: "Accept all" }).waitFor();
  expect(await page.evaluate(() => (self as unknown as { had: boolean }).had)).toBe(false);
  expect(await lifetime("a")).toBe(-1);
});

test("[N15] in a sandbox, where reading cookies throws, nothing is thrown into the page", async () => {
  const errors: Error[] = [];
  page.on("pageerror", (error) => errors.push(error));
  server.page("/", { headers: { "Content-Security-Policy": "sandbox allow-scripts" } });
  await page.goto(server.url);
  await expect(page.evaluate(() => document.cookie)).rejects.toThrow("sandboxed");
  expect(errors).toEqual([]);
});
