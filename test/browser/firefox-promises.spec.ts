import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { hasFirefox, launchFirefox, newFirefoxVisitor } from "./firefox.js";
import { noticeOf, pairOf, partOf } from "./notice-page.js";
import { startTestServer, type TestServer } from "./test-server.js";

const YEAR = 31_536_000;

const categories = {
  necessary: { cookies: [{ name: "sid" }] },
  functional: { cookies: [{ name: "seen" }, { name: "pref_*" }] },
  statistics: { cookies: [{ name: "_stat*" }] },
};

// The same promises as in Chromium, and no more of each than Firefox may break: it tells of a cookie only name and value.
describe.skipIf(!hasFirefox)("in Firefox", () => {
  let browser: Browser;
  let server: TestServer;
  let visitor: BrowserContext;
  let page: Page;
  /** A host that has a parent domain. */
  let origin: string;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchFirefox(), startTestServer()]);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), server.close()]);
  });
  beforeEach(async () => {
    await server.reset();
    origin = server.url.replace("localhost", "www.salon.localhost");
    visitor = await newFirefoxVisitor(browser);
    page = await visitor.newPage();
  });
  afterEach(() => visitor.close());

  /** Opens a page on which the cookies of {@link categories} are declared. */
  const open = async (path = "/", ...cookies: string[]): Promise<void> => {
    server.page(path, { config: { categories, endpoint: server.url }, headers: { "Set-Cookie": cookies } });
    await page.goto(origin + path);
  };
  const write = (...texts: string[]): Promise<void> =>
    page.evaluate((all) => {
      for (const text of all) document.cookie = text;
    }, texts);
  const pairs = (): Promise<string[]> => page.evaluate(() => document.cookie.split("; ").filter(Boolean).sort());
  const accept = (): Promise<void> => page.evaluate(() => window.kivok.accept());

  /**
   * Every cookie but Kivok's, as `name domain path`, with how long it still lives: `session`, or seconds rounded up to
   * whole hours, so that the time that a test takes does not matter.
   */
  const jar = async (): Promise<Record<string, "session" | number>> =>
    Object.fromEntries(
      (await visitor.cookies())
        .filter(({ name }) => !name.startsWith("kivok"))
        .map(({ name, domain, path, expires }) => [
          `${name} ${domain} ${path}`,
          expires < 0 ? "session" : Math.ceil((expires - Date.now() / 1000) / 3600) * 3600,
        ]),
    );
  const eventually = (expected: Record<string, "session" | number>): Promise<void> =>
    vi.waitFor(async () => expect(await jar()).toEqual(expected), { timeout: 60_000 });

  const HOST = "www.salon.localhost";

  test("[G1] what document.cookie asks for before a choice becomes a session cookie, or nothing where it is blocked", async () => {
    await open();
    await write(
      `sid=1; max-age=${YEAR}`,
      `seen=2; EXPIRES=${new Date(Date.now() + YEAR * 1000).toUTCString()}; Domain=salon.localhost`,
      `other=3; Max-Age=${YEAR}; Path=/`,
      `_stat=4; Max-Age=${YEAR}`,
      "_stat_visit=5",
    );
    expect(await jar()).toEqual({
      [`sid ${HOST} /`]: "session",
      "seen .salon.localhost /": "session",
      [`other ${HOST} /`]: "session",
    });
    expect(await pairs()).toEqual(["other=3", "seen=2", "sid=1"]);
  });

  test("[G1] cookieStore.set in both forms leaves no persistent cookie", async () => {
    await open();
    await page.evaluate(async (year) => {
      await cookieStore.set("seen", "1");
      await cookieStore.set(Object.create({ name: "sid", value: "2", expires: Date.now() + year * 1000 }));
      await cookieStore.set({ name: "pref_a", value: "3", expires: Date.now() + year * 1000, sameSite: "lax" });
      await cookieStore.set("_stat", "4");
    }, YEAR);
    expect(await jar()).toEqual({
      [`seen ${HOST} /`]: "session",
      [`sid ${HOST} /`]: "session",
      [`pref_a ${HOST} /`]: "session",
    });
    expect((await visitor.cookies()).find(({ name }) => name === "pref_a")).toMatchObject({ sameSite: "Lax" });
  });

  test("[G1] nor do frames of the same origin, also after they were navigated again", async () => {
    await open();
    server.page("/frame", {
      tag: 'type="text/plain"',
      head: `<script>document.cookie = "src=1; Max-Age=9999"</script>`,
    });
    await page.evaluate(() => {
      const blank = document.body.appendChild(document.createElement("iframe"));
      (blank.contentDocument as Document).cookie = "blank=1; Max-Age=9999";
      const first = document.createElement("iframe");
      first.srcdoc = `<script>document.cookie = "srcdoc=1; Max-Age=9999"</script>`;
      document.body.append(first);
      const again = document.createElement("iframe");
      again.src = "/frame";
      document.body.append(again);
    });
    const guarded = {
      [`blank ${HOST} /`]: "session",
      [`srcdoc ${HOST} /`]: "session",
      [`src ${HOST} /`]: "session",
    } as const;
    await eventually(guarded);
  });

  test("[G1] eight ways around it end with session cookies", async () => {
    await visitor.addInitScript(() => {
      if (window !== top) return;
      // What a script before the tag may have put in the way, or kept.
      const { get, set } = Object.getOwnPropertyDescriptor(
        Document.prototype,
        "cookie",
      ) as Required<PropertyDescriptor>;
      Object.defineProperty(document, "cookie", {
        configurable: true,
        get: () => get.call(document),
        set: (text) => set.call(document, text),
      });
      Object.assign(window, { kept: cookieStore });
    });
    await open();
    await page.evaluate(async (year) => {
      const lasting = (name: string): string => `${name}=1; Path=/; Max-Age=${year}`;
      const { kept } = window as unknown as { kept: { set(init: object): Promise<void> } };
      document.cookie = lasting("own-before");
      const captured = Object.getOwnPropertyDescriptor(Document.prototype, "cookie") as Required<PropertyDescriptor>;
      captured.set.call(document, lasting("captured"));
      (document as unknown as { __lookupSetter__(name: string): (text: string) => void })
        .__lookupSetter__("cookie")
        .call(document, lasting("lookup"));
      Object.defineProperty(document, "cookie", captured);
      document.cookie = lasting("own-after");
      const blank = document.body.appendChild(document.createElement("iframe"));
      (blank.contentDocument as Document).cookie = lasting("blank");
      const main = document.querySelector("main") as HTMLElement;
      main.innerHTML = "<iframe></iframe>";
      (window.frames[1] as Window).document.cookie = lasting("inner");
      document.implementation.createHTMLDocument().cookie = lasting("made");
      await kept.set({ name: "kept", value: "1", expires: Date.now() + year * 1000 });
      const srcdoc = document.createElement("iframe");
      srcdoc.srcdoc = `<script>document.cookie = "${lasting("srcdoc")}"</script>`;
      await new Promise((resolve) => {
        srcdoc.onload = resolve;
        document.body.append(srcdoc);
      });
    }, YEAR);
    const ways = ["own-before", "captured", "lookup", "own-after", "blank", "inner", "kept", "srcdoc"];
    await eventually(Object.fromEntries(ways.map((name) => [`${name} ${HOST} /`, "session" as const])));
  });

  test("[G9] a cookie that a server sets again while the page is open stays as it is until the next page", async () => {
    const again = { "Set-Cookie": [`seen=again; Max-Age=${YEAR}; Path=/`, `mark=1; Max-Age=${YEAR}; Path=/`] };
    server.page("/again", { headers: again });
    await open("/", `seen=first; Max-Age=${YEAR}; Path=/`);
    await eventually({ [`seen ${HOST} /`]: "session" });
    await page.evaluate(() => fetch("/again").then((reply) => reply.text()));
    await eventually({ [`seen ${HOST} /`]: YEAR, [`mark ${HOST} /`]: "session" });
    await open();
    await eventually({ [`seen ${HOST} /`]: "session", [`mark ${HOST} /`]: "session" });
    expect(await pairs()).toEqual(["mark=1", "seen=again"]);
  });

  test("[G1] a server's cookies become session cookies in each variant; HttpOnly ones stay as they are", async () => {
    await open(
      "/shop/basket",
      `seen=host; Max-Age=${YEAR}; Path=/`,
      `seen=parent; Max-Age=${YEAR}; Path=/; Domain=salon.localhost`,
      `other=deep; Max-Age=${YEAR}; Path=/shop; SameSite=Lax`,
      `closed=1; Max-Age=${YEAR}; Path=/; HttpOnly`,
      `_stat_old=1; Max-Age=${YEAR}; Path=/; Domain=salon.localhost`,
    );
    await eventually({
      [`seen ${HOST} /`]: "session",
      "seen .salon.localhost /": "session",
      [`other ${HOST} /shop`]: "session",
      [`closed ${HOST} /`]: YEAR,
    });
    expect(await pairs()).toEqual(["other=deep", "seen=host", "seen=parent"]);
  });

  test("[G1] a cookie that a server sets later, with a fetch, becomes a session cookie", async () => {
    await open();
    server.page("/late", { headers: { "Set-Cookie": `seen=late; Max-Age=${YEAR}; Path=/` } });
    await page.evaluate(() => fetch("/late").then((reply) => reply.text()));
    await eventually({ [`seen ${HOST} /`]: "session" });
    expect(await pairs()).toEqual(["seen=late"]);
  });

  test("[G2] deletions of every kind go through, and nothing deleted comes back at consent", async () => {
    await open();
    await write(`a=1; Max-Age=${YEAR}`, `b=1; Max-Age=${YEAR}`, `c=1; Max-Age=${YEAR}`, `stays=1; Max-Age=${YEAR}`);
    await write("a=; Max-Age=0", "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    await page.evaluate(() => cookieStore.delete("c"));
    await eventually({ [`stays ${HOST} /`]: "session" });
    await accept();
    await eventually({ [`stays ${HOST} /`]: YEAR });
  });

  test("[G3] name, value and every other attribute survive the change to a session cookie", async () => {
    await open("/deep/page");
    await write(
      `plain=a=b"c; Max-Age=${YEAR}`,
      `__Host-x=1; Secure; Path=/; Max-Age=${YEAR}; SameSite=Strict`,
      `wide= 2 ; Path=/; Expires=Fri, 31 Dec 2099 23:59:59 GMT; Unknown=7; SameSite=None; Secure`,
    );
    const stored = (await visitor.cookies()).sort((one, other) => one.name.localeCompare(other.name));
    expect(stored).toMatchObject([
      { name: "__Host-x", value: "1", path: "/", secure: true, sameSite: "Strict", expires: -1 },
      { name: "plain", value: 'a=b"c', path: "/deep", expires: -1 },
      { name: "wide", value: "2", path: "/", secure: true, sameSite: "None", expires: -1 },
    ]);
    // None of them is forgotten, whatever it looks like.
    await accept();
    await eventually({ [`plain ${HOST} /deep`]: YEAR, [`__Host-x ${HOST} /`]: YEAR, [`wide ${HOST} /`]: 400 * 86_400 });
  });

  test("[G4] at consent each cookie gets the lifetime that it asked for, also on a later page, without a reload", async () => {
    await open("/shop/basket");
    await write(`deep=1; Max-Age=${YEAR}`, `sid=2; Max-Age=${YEAR / 2}; Path=/`, "plain=3; Path=/");
    await page.evaluate(
      (year) => cookieStore.set({ name: "pref_a", value: "4", expires: Date.now() + year * 1000 }),
      YEAR,
    );
    await open();
    // All that the guard does about the cookies that it finds on this page has happened: it lists them, its file comes, and it
    // lists them again to bring them in line.
    await page.evaluate(
      `cookieStore.getAll().then(() => import("/kivok-decide.js")).then(() => cookieStore.getAll()).then(() => {})`,
    );
    await accept();
    const top = { [`sid ${HOST} /`]: YEAR / 2, [`pref_a ${HOST} /`]: YEAR, [`plain ${HOST} /`]: "session" as const };
    await eventually({ ...top, [`deep ${HOST} /shop`]: "session" });
    expect(await pairs()).toEqual(expect.arrayContaining(["pref_a=4", "plain=3", "sid=2"]));
    await open("/shop/basket");
    await eventually({ ...top, [`deep ${HOST} /shop`]: YEAR });
    expect(await pairs()).toEqual(expect.arrayContaining(["deep=1"]));
  });

  test("[G5] at withdrawal blocked cookies go and others become session cookies, in every variant of domain and path", async () => {
    await open("/shop/basket");
    await accept();
    await write(
      `_stat=1; Max-Age=${YEAR}`,
      `_stat=2; Max-Age=${YEAR}; Path=/`,
      `_stat=3; Max-Age=${YEAR}; Path=/; Domain=salon.localhost`,
      `_stat=4; Path=/shop/basket`,
      `seen=1; Max-Age=${YEAR}; Path=/`,
      `seen=2; Max-Age=${YEAR}; Path=/shop; Domain=salon.localhost`,
    );
    expect(Object.keys(await jar())).toHaveLength(6);
    await page.evaluate(() => window.kivok.reject());
    await eventually({ [`seen ${HOST} /`]: "session", "seen .salon.localhost /shop": "session" });
    expect(await pairs()).toEqual(expect.arrayContaining(["seen=1", "seen=2"]));
  });

  test("[G5] at withdrawal partitioned cookies go and others become session cookies in their partition", async () => {
    // On https, where alone there are any; the page comes from the test's server all the same.
    await visitor.route("https://www.salon.localhost/**", async (route) => {
      const { pathname } = new URL(route.request().url());
      await route.fulfill({ response: await route.fetch({ url: server.url + pathname }) });
    });
    server.page("/shop/basket", { config: { categories } });
    await page.goto("https://www.salon.localhost/shop/basket");
    await accept();
    await write(
      `_stat=1; Max-Age=${YEAR}; Path=/; Secure; Partitioned`,
      `_stat=2; Max-Age=${YEAR}; Path=/shop; Domain=salon.localhost; Secure; SameSite=None; Partitioned`,
      `_stat=3; Max-Age=${YEAR}; Path=/`,
      `seen=1; Max-Age=${YEAR}; Path=/; Secure; Partitioned`,
      `seen=2; Max-Age=${YEAR}; Path=/`,
    );
    expect((await visitor.cookies()).filter(({ name }) => name !== "kivok")).toHaveLength(5);
    await page.evaluate(() => window.kivok.reject());
    const left = async () =>
      (await visitor.cookies())
        .map(({ name, value, expires }) => [name, name === "kivok" ? "" : value, expires])
        .sort();
    const expected = [
      ["kivok", "", -1],
      ["seen", "1", -1],
      ["seen", "2", -1],
    ];
    await vi.waitFor(async () => expect(await left()).toEqual(expected), { timeout: 60_000 });
  });

  test("[G6] descriptors, names, errors and reads look as they did without the guard", async () => {
    server.page("/bare", { tag: 'type="text/plain"' });
    const look = () =>
      page.evaluate(() => {
        const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
        const set = Object.getOwnPropertyDescriptor(CookieStore.prototype, "set");
        const error = (run: () => unknown): string => {
          try {
            return String(run());
          } catch (thrown) {
            return String(thrown);
          }
        };
        return [
          [cookie?.enumerable, cookie?.configurable, cookie?.set?.name, cookie?.set?.length],
          [set?.enumerable, set?.writable, set?.configurable, set?.value.name, set?.value.length],
          error(() => Reflect.apply(cookie?.set as () => void, {}, ["a=1"])),
          error(() => Reflect.apply(cookie?.set as () => void, document, [])),
          Object.keys(document),
          document.cookie,
        ];
      });
    await page.goto(`${origin}/bare`);
    const bare = await look();
    await page.goto(`${origin}/`);
    expect(await page.evaluate(() => typeof window.kivok)).toBe("object");
    expect(await look()).toEqual(bare);
  });

  test("[G8] with kivok-storage.js localStorage waits in the tab, and moves over at consent", async () => {
    server.page("/", { tag: 'type="text/plain"', head: '<script src="/kivok-storage.js"></script>' });
    await page.goto(origin);
    await page.evaluate(() => {
      localStorage.setItem("a", "1");
      localStorage.b = "2";
    });
    const stored = async (): Promise<unknown> =>
      (await visitor.storageState()).origins.map(({ localStorage }) => localStorage.map(({ name }) => name).sort());
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ a: "1", b: "2" });
    expect(await stored()).toEqual([]);
    await accept();
    await vi.waitFor(async () => expect(await stored()).toEqual([["a", "b"]]), { timeout: 60_000 });
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ a: "1", b: "2" });
  });

  test("[N2] the notice shows, its two answers are alike, and Accept grants everything and leaves the way back", async () => {
    await open();
    await write(`seen=1; Max-Age=${YEAR}`);
    await noticeOf(page).waitFor();
    const look = await pairOf(page);
    expect(look.reject.tag).toBe(look.accept.tag);
    expect(look.reject.style).toEqual(look.accept.style);
    expect([look.accept.isUncovered, look.reject.isUncovered]).toEqual([true, true]);
    await partOf(page, "accept").click();
    await noticeOf(page).waitFor({ state: "detached" });
    await eventually({ [`seen ${HOST} /`]: YEAR });
    expect(await page.evaluate(() => window.kivok.has("statistics"))).toBe(true);
    await page.locator("kivok-button [part=wayback]").waitFor();
    await page.reload();
    await page.locator("kivok-button [part=wayback]").waitFor();
    expect(await noticeOf(page).count()).toBe(0);
  });

  test("[A1] no beacon leaves before statistics are granted; then this page is counted once", async () => {
    await open("/prices");
    await noticeOf(page).waitFor();
    await server.beacons.expectNone(page);
    await accept();
    await server.beacons.expect({ v: 1, kind: "view", path: "/prices", step: 1, gap: 0 });
  });
});
