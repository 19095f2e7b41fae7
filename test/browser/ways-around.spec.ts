import type { Page } from "playwright";
import { beforeEach, describe, expect, test } from "vitest";
import { launchWithCache, newVisitor } from "./chromium.js";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

/** Half a year, in seconds. */
const LIFE = 15_552_000;
/** What each way writes, unless it has a form of its own. */
const WRITE = `document.cookie = "way=1; Path=/; Max-Age=${LIFE}"`;

declare global {
  interface Window {
    /** What code that ran before the tag has kept for later. */
    kept: { set: (text: string) => void; descriptor: PropertyDescriptor; store: { set(init: object): Promise<void> } };
    /** Ends the wait for a way that writes later. */
    written: () => void;
    /** The browser's own, and how often the page's was called. */
    native: typeof setTimeout;
    timers: number;
  }
}

setUp();

/** A page without the tag, which writes in its very first script and then tells the window that made it. */
const writing = (then = "(opener || parent).written()") => ({
  tag: 'type="text/plain"',
  head: `<script>${WRITE}; ${then};</script>`,
});

beforeEach(() => {
  server.page("/plain", { tag: 'type="text/plain"' });
  server.page("/writing", writing());
  server.page("/writing-frame", { tag: 'type="text/plain"', body: '<iframe src="/writing-deep"></iframe>' });
  server.page("/writing-deep", writing("top.written()"));
});

/**
 * Runs before the tag, in the page alone: keeps what a script there could keep, and hides from the guard what it learns of
 * cookies later, so that only what it does at the very write is seen.
 * @param isHidden false: the guard may find cookies later
 */
const runBefore = (isHidden: boolean): void => {
  if (window !== top || opener) return;
  const descriptor = Object.getOwnPropertyDescriptor(Document.prototype, "cookie") as Required<PropertyDescriptor>;
  window.kept = {
    set: descriptor.set.bind(document),
    descriptor,
    store: cookieStore as unknown as Window["kept"]["store"],
  };
  if (isHidden) Object.assign(CookieStore.prototype, { getAll: async () => [], addEventListener: () => {} });
};

/** How long the cookie of a way lives: `session`, `persistent`, or `none`. */
const kind = async (): Promise<string> => {
  const kinds = (await visitor.cookies())
    .filter(({ name }) => name === "way")
    .map(({ expires }) => (expires < 0 ? "session" : "persistent"));
  return kinds.sort().join() || "none";
};

type Way = {
  /** Runs in the page, as the body of a function that may be asynchronous. */
  readonly run: string;
  /** Runs before the tag. */
  readonly before?: string;
  /** @default "session" */
  readonly ends?: string;
  /** In the page's markup. */
  readonly body?: string;
};

const go = async ({ run, before, body = "" }: Way, isHidden: boolean): Promise<void> => {
  server.page("/", { body });
  await page.addInitScript(runBefore, isHidden);
  if (before) await page.addInitScript(`if (window === top && !opener) { ${before} }`);
  await page.goto(server.url);
  await page.evaluate(
    `(async () => { const done = new Promise((resolve) => { window.written = resolve; }); ${run} })()`,
  );
};

const SCRIPT = JSON.stringify(`<script>${WRITE}; parent.written()</script>`).replace("</", "<\\/");
const TEXT = `"way=1; Path=/; Max-Age=${LIFE}"`;
const OPTIONS = `{ name: "way", value: "1", expires: Date.now() + ${LIFE}000 }`;

/** Inserts a frame without an address, one with an address that does nothing, and one whose first script writes. */
const EMPTY = 'const frame = document.createElement("iframe"); document.body.append(frame);';
const PLAIN = 'const frame = document.createElement("iframe"); frame.src = "/plain"; document.body.append(frame);';
const SRCDOC = 'const frame = document.createElement("iframe"); frame.srcdoc = "<p>Text"; document.body.append(frame);';
const WRITING = 'const frame = document.createElement("iframe"); frame.src = "/writing";';
const LOADED = "await new Promise((resolve) => { frame.onload = resolve; });";
const INNER = EMPTY.replace(";", '; frame.name = "inner";');
/** For frames in the page's markup, which may have written before the test can wait for it. */
const EARLY = "<script>window.written = () => { window.isWritten = true; };</script>";
const UNTIL_WRITTEN = "while (!window.isWritten) await new Promise((resolve) => setTimeout(resolve));";

const shadow = (mode: string): string =>
  `const host = document.createElement("div"); document.body.append(host); const root = host.attachShadow({ mode: "${mode}" });`;
const declared = (mode: string): string =>
  `<div><template shadowrootmode="${mode}"><iframe src="/writing"></iframe></template></div>`;

const documentWays: Readonly<Record<string, string | Partial<Way>>> = {
  "a setter captured after the tag": `Object.getOwnPropertyDescriptor(Document.prototype, "cookie").set.call(document, ${TEXT});`,
  __lookupSetter__: `document.__lookupSetter__("cookie").call(document, ${TEXT});`,
  "Reflect.set": `Reflect.set(Document.prototype, "cookie", ${TEXT}, document);`,
  "an own property of document, copied from the prototype before the tag": {
    before: 'Object.defineProperty(document, "cookie", kept.descriptor);',
    run: WRITE,
  },
  "an own property of document that was put there before the tag": {
    before:
      'const { get, set } = kept.descriptor; Object.defineProperty(document, "cookie", { configurable: true, get: () => get.call(document), set: (text) => set.call(document, text) });',
    run: WRITE,
  },
  "an own property of document, copied from the prototype after the tag": `Object.defineProperty(document, "cookie", Object.getOwnPropertyDescriptor(Document.prototype, "cookie")); ${WRITE}`,
  "the prototype's property defined anew after the tag": `const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, "cookie"); Object.defineProperty(Document.prototype, "cookie", { configurable: true, get, set(text) { set.call(this, text); } }); ${WRITE}`,
  "an object whose text changes": `let reads = 0; document.cookie = { toString: () => (reads++ ? ${TEXT} : "way=1; Path=/") };`,
  "an Expires beyond the year 9999": 'document.cookie = "way=1; Path=/; Expires=Fri, 31 Dec 12069 23:59:59 GMT";',
  "a document of document.implementation, which has no cookies": {
    run: `document.implementation.createHTMLDocument().cookie = ${TEXT};`,
    ends: "none",
  },
  "documents of DOMParser and new Document, which have no cookies": {
    run: `for (const made of [new DOMParser().parseFromString("<p>", "text/html"), new Document()]) made.cookie = ${TEXT};`,
    ends: "none",
  },
};

const frameWays: Readonly<Record<string, string | Partial<Way>>> = {
  "an about:blank frame, by contentDocument in the same task": `${EMPTY} frame.contentDocument.cookie = ${TEXT};`,
  "an about:blank frame, by contentWindow in the same task": `${EMPTY} frame.contentWindow.${WRITE}`,
  "an about:blank frame, by frames[0] in the same task": `${EMPTY} frames[0].${WRITE}`,
  "an about:blank frame, by its name in the same task": `${INNER} window.inner.${WRITE}`,
  "an about:blank frame, by window.open with its name": `${INNER} window.open("", "inner").${WRITE}`,
  "an about:blank frame, a task later": `${EMPTY} await new Promise((resolve) => setTimeout(resolve)); frames[0].${WRITE}`,
  "the setter of an about:blank frame, on the page's own document": `${EMPTY} frame.contentWindow.Document.prototype.__lookupSetter__("cookie").call(document, ${TEXT});`,
  "the page's setter, on the document of a frame": `${EMPTY} Object.getOwnPropertyDescriptor(Document.prototype, "cookie").set.call(frame.contentDocument, ${TEXT});`,
  "a script inside an about:blank frame": `${EMPTY} const inner = frame.contentDocument; const script = inner.createElement("script"); script.text = ${JSON.stringify(WRITE)}; inner.head.append(script);`,
  "a document that document.write makes in a frame": `${EMPTY} frame.contentDocument.write(${SCRIPT}); frame.contentDocument.close();`,
  "a frame in a frame, each in the same task": `${EMPTY} const inner = frame.contentDocument.createElement("iframe"); frame.contentDocument.body.append(inner); inner.contentWindow.${WRITE}`,
  "a frame in a frame, by frames[0][0]": `${EMPTY} frames[0].document.body.append(frames[0].document.createElement("iframe")); frames[0][0].${WRITE}`,
  "a frame moved to another place": `${EMPTY} document.body.prepend(frame); frames[0].${WRITE}`,
  "a srcdoc frame, by its first script": `const frame = document.createElement("iframe"); frame.srcdoc = ${SCRIPT}; document.body.append(frame); await done;`,
  "a srcdoc frame, by contentWindow in the same task": `${SRCDOC} frame.contentWindow.${WRITE}`,
  "a srcdoc frame in the page's markup": {
    body: `${EARLY}<iframe srcdoc="<script>${WRITE.replaceAll('"', "'")}; parent.written()</script>"></iframe>`,
    run: UNTIL_WRITTEN,
  },
  "a same-origin frame, by its first script": `${WRITING} document.body.append(frame); await done;`,
  "a same-origin frame, by contentWindow in the same task": `${PLAIN} frame.contentWindow.${WRITE}`,
  "a same-origin frame, by frames[0] once it has loaded": `${PLAIN} ${LOADED} frames[0].${WRITE}`,
  "a frame in the page's own markup": { body: `${EARLY}<iframe src="/writing"></iframe>`, run: UNTIL_WRITTEN },
  "a frame in the markup of a same-origin frame, by its first script": `${WRITING} frame.src = "/writing-frame"; document.body.append(frame); await done;`,
  "a frame inserted by innerHTML, by its first script": `document.querySelector("main").innerHTML = '<iframe src="/writing"></iframe>'; await done;`,
  "a frame inserted by innerHTML, by frames[0] in the same task": `document.querySelector("main").innerHTML = "<iframe></iframe>"; frames[0].${WRITE}`,
  "a frame inserted by document.write, by frames[0] in the same task": {
    body: `<script>document.write("<iframe></iframe>"); frames[0].${WRITE}</script>`,
    run: "",
  },
  "a javascript: address": `${WRITING} frame.src = ${JSON.stringify(`javascript:${WRITE}; parent.written()`)}; document.body.append(frame); await done;`,
  "a blob: address, whose document has no cookies in Chromium": {
    run: `${WRITING} frame.src = URL.createObjectURL(new Blob(["<script>try { ", ${JSON.stringify(WRITE)}, " } catch {} parent.written()<\\/script>"], { type: "text/html" })); document.body.append(frame); await done;`,
    ends: "none",
  },
  "a frame in an open shadow root, by its first script": `${shadow("open")} ${WRITING} root.append(frame); await done;`,
  "a frame in a closed shadow root, by its first script": `${shadow("closed")} ${WRITING} root.append(frame); await done;`,
  "an about:blank frame in a closed shadow root, in the same task": `${shadow("closed")} const frame = document.createElement("iframe"); root.append(frame); frame.contentWindow.${WRITE}`,
  "a frame in a closed shadow root that was filled before its host was inserted": `${WRITING} const host = document.createElement("div"); host.attachShadow({ mode: "closed" }).append(frame); document.body.append(host); await done;`,
  "a frame of a page that froze window.open and took an interface away before the tag, by its first script": {
    before:
      'Object.defineProperty(window, "open", { value: open, writable: false, configurable: false }); delete window.HTMLFrameElement;',
    run: `${WRITING} document.body.append(frame); await done;`,
  },
  "a frame that is navigated again": `${PLAIN} ${LOADED} frame.src = "/writing"; await done;`,
  "a frame that is navigated twice again": `${PLAIN} ${LOADED} frame.src = "/plain?2"; ${LOADED} frame.contentWindow.location = "/writing"; await done;`,
  "a frame that is reloaded": `${PLAIN} ${LOADED} frame.contentWindow.location.reload(); ${LOADED} frames[0].${WRITE}`,
  "a frame in a closed shadow root that is navigated again": `const frame = document.createElement("iframe"); frame.src = "/plain"; ${shadow("closed")} root.append(frame); ${LOADED} frame.src = "/writing"; await done;`,
  "window.open with an address, by its first script": 'window.open("/writing"); await done;',
  "window.open with an address, in the same task": `window.open("/plain").${WRITE}`,
  "window.open without an address": `window.open("").${WRITE}`,
  "window.open of a frame's window": `${EMPTY} frame.contentWindow.open("").${WRITE}`,
  "a window that was opened and is navigated again":
    'const other = window.open("/plain"); await new Promise((resolve) => other.addEventListener("load", resolve)); other.location = "/writing"; await done;',
};

const storeWays: Readonly<Record<string, string | Partial<Way>>> = {
  "cookieStore captured before the tag": `await kept.store.set(${OPTIONS});`,
  "cookieStore captured before the tag, with the prototype's set": `await CookieStore.prototype.set.call(kept.store, ${OPTIONS});`,
  "the cookieStore of a frame": `${EMPTY} await frame.contentWindow.cookieStore.set(${OPTIONS});`,
  "the set of a frame's cookieStore, on the page's own": `${EMPTY} await frame.contentWindow.CookieStore.prototype.set.call(cookieStore, ${OPTIONS});`,
  "options of cookieStore with maxAge": `await cookieStore.set({ name: "way", value: "1", maxAge: ${LIFE} });`,
  "options of cookieStore whose maxAge is no whole number": `await cookieStore.set({ name: "way", value: "1", maxAge: ${LIFE}.5 });`,
  "options of cookieStore whose end is a text": `await cookieStore.set({ name: "way", value: "1", expires: String(Date.now() + ${LIFE}000) });`,
  "options of cookieStore with an end beyond the year 9999":
    'await cookieStore.set({ name: "way", value: "1", expires: 1e15 });',
  "options of cookieStore with another end the second time": `let reads = 0; await cookieStore.set({ name: "way", value: "1", get expires() { return reads++ ? Date.now() + ${LIFE}000 : null; } });`,
  "options of cookieStore that are a function": `const options = () => {}; Object.defineProperty(options, "name", { value: "way" }); await cookieStore.set(Object.assign(options, { value: "1", expires: Date.now() + ${LIFE}000 }));`,
};

/** The table's rows as tests take them. */
const rows = (table: Readonly<Record<string, string | Partial<Way>>>): [title: string, way: Way][] =>
  Object.entries(table).map(([title, way]) => [title, { run: "", ...(typeof way === "string" ? { run: way } : way) }]);

describe("[G1] a persistent cookie is none as soon as it is written, through", () => {
  test.each(rows({ ...documentWays, ...frameWays, ...storeWays }))("%s", async (_, way) => {
    await go(way, true);
    // What is stored does not change any more, since the guard finds nothing later; but it is stored in another process.
    await eventually(async () => expect(await kind()).toBe(way.ends ?? "session"));
  });
});

describe("[G1] no timer is left running in the page by frames and windows that", () => {
  /** Runs before the tag, in the page alone. */
  const countTimers = (): void => {
    if (window !== top || opener) return;
    const native = window.setTimeout;
    Object.assign(window, { native, timers: 0 });
    window.setTimeout = ((...given: Parameters<typeof native>) => {
      window.timers++;
      return native(...given);
    }) as typeof native;
  };
  /** While a frame is followed, each timer sets the next one; those that are awaited here come after it, since they wait as long. */
  const expectQuiet = (tab: Page): Promise<void> =>
    eventually(async () => {
      const isQuiet = await tab.evaluate(async () => {
        const before = window.timers;
        for (let round = 0; round < 25; round++) await new Promise((resolve) => window.native(resolve, 4));
        return window.timers === before;
      });
      expect(isQuiet).toBe(true);
    });
  const body = '<iframe src="/plain"></iframe><iframe srcdoc="<p>Text"></iframe><iframe></iframe>';

  test("have loaded, were navigated again or removed", async () => {
    server.page("/", { body });
    await page.addInitScript(countTimers);
    await page.goto(server.url);
    await page.evaluate(async () => {
      const loaded = (target: EventTarget | null): Promise<unknown> =>
        new Promise((resolve) => target?.addEventListener("load", resolve));
      const [again, gone] = [document.createElement("iframe"), document.createElement("iframe")];
      again.src = gone.src = "/plain";
      const other = open("/plain");
      document.body.append(again, gone);
      await Promise.all([loaded(again), loaded(gone), loaded(other)]);
      gone.remove();
      again.src = "/plain?2";
      (other as Window).location.href = "/plain?2";
      await loaded(again);
    });
    await expectQuiet(page);
    expect(await page.evaluate(() => window.timers)).toBeGreaterThan(0);
  });

  test("come back with their page from the back/forward cache", async () => {
    server.page("/", { body });
    const cached = await launchWithCache();
    try {
      const tab = await (await newVisitor(cached)).newPage();
      await tab.addInitScript(countTimers);
      await tab.goto(server.url);
      await tab.evaluate(() => {
        addEventListener("pageshow", ({ persisted }) => void fetch(`/persisted-${persisted}`));
        location.href = "/plain";
      });
      await tab.waitForURL("**/plain");
      await tab.evaluate(() => void history.back());
      await eventually(() => expect(server.requests).toContain("/persisted-true"));
      await expectQuiet(tab);
    } finally {
      await cached.close();
    }
  });
});

/**
 * What no hook is in time for: browser-facts.md F6, and what was found since. The guard finds such a cookie afterwards, where a
 * script can see it, and makes it a session cookie.
 */
const exceptions: Readonly<Record<string, string | Partial<Way>>> = {
  "a native setter captured before the tag": `kept.set(${TEXT});`,
  "an own property of document that cannot be taken away and was put there before the tag": {
    before: 'Object.defineProperty(document, "cookie", { ...kept.descriptor, configurable: false });',
    run: WRITE,
  },
  "an own property of document with a setter captured before the tag": `Object.defineProperty(document, "cookie", kept.descriptor); ${WRITE}`,
  "the document of an embed element":
    'const frame = document.createElement("embed"); frame.type = "text/html"; frame.src = "/writing"; document.body.append(frame); await done;',
  "window[n] of a frame with an address, in the task of its insertion": `${PLAIN} frames[0].${WRITE}`,
  "window[n] of a srcdoc frame, in the task of its insertion": `${SRCDOC} frames[0].${WRITE}`,
  "a frame in an open shadow root of the page's markup": { body: EARLY + declared("open"), run: UNTIL_WRITTEN },
  "a frame in a closed shadow root of the page's markup": { body: EARLY + declared("closed"), run: UNTIL_WRITTEN },
  "a frame with an address, by its name in the task of its insertion": `${PLAIN.replace(";", '; frame.name = "inner";')} window.inner.${WRITE}`,
  "a frame in a clone of a shadow root": `const host = document.createElement("div"); host.attachShadow({ mode: "open", clonable: true }).innerHTML = '<iframe src="/writing"></iframe>'; document.body.append(host.cloneNode(true)); await done;`,
  "a window of documentPictureInPicture": `const other = await documentPictureInPicture.requestWindow(); other.${WRITE}`,
  "a frame in a shadow root of setHTMLUnsafe": `document.querySelector("main").setHTMLUnsafe(${JSON.stringify(declared("open"))}); await done;`,
  "a frame of another origin that is navigated to this one": `${PLAIN} frame.src = location.origin.replace("localhost", "other.localhost") + "/plain"; ${LOADED} frame.src = "/writing"; await done;`,
  "an object element with an address, by its first script":
    'const frame = document.createElement("object"); frame.data = "/writing"; document.body.append(frame); await done;',
  "a frame of a frameset, by its first script":
    'const set = document.createElement("frameset"); const frame = document.createElement("frame"); frame.src = "/writing"; set.append(frame); document.body.replaceWith(set); await done;',
  "options of cookieStore with the name of an allowed cookie the first time": {
    run: `let reads = 0; await cookieStore.set({ get name() { return reads++ ? "way" : "kivok"; }, value: "1", expires: Date.now() + ${LIFE}000 });`,
  },
};

describe("[G9] what a script cannot reach, an exception:", () => {
  test.each(rows(exceptions))("%s writes a persistent cookie, which is not seen as it is written", async (_, way) => {
    await go(way, true);
    await eventually(async () => expect(await kind()).toBe("persistent"));
  });

  test.each(rows(exceptions))("%s writes a cookie that is found and becomes a session cookie", async (_, way) => {
    await go(way, false);
    await eventually(async () => expect(await kind()).toBe("session"));
  });

  test("a cookie that no script can see on this page, since its path is another one, stays persistent until a page that can", async () => {
    await go(
      {
        run: `kept.set("way=1; Path=/elsewhere; Max-Age=${LIFE}"); kept.set("way=2; Path=/; Max-Age=${LIFE}");`,
      },
      false,
    );
    await eventually(async () => expect(await kind()).toBe("persistent,session"));
    await page.goto(`${server.url}/elsewhere`);
    await eventually(async () => expect(await kind()).toBe("session,session"));
  });

  test("an HttpOnly cookie stays persistent, on every page, since no script can see it", async () => {
    const headers = { "Set-Cookie": [`way=1; Path=/; HttpOnly; Max-Age=${LIFE}`, `seen=1; Path=/; Max-Age=${LIFE}`] };
    server.page("/", { headers });
    await page.goto(server.url);
    await eventually(async () =>
      expect((await visitor.cookies()).find(({ name }) => name === "seen")?.expires).toBe(-1),
    );
    expect(await kind()).toBe("persistent");
  });

  test("a function that the page puts in place of the language's own is what the guard goes by", async () => {
    await go({ run: `String.prototype.replace = function () { return String(this); }; ${WRITE}` }, true);
    await eventually(async () => expect(await kind()).toBe("persistent"));
  });
});

test("[G1] [G4] [N15] what older libraries add to prototypes changes nothing, also where it is enumerable", async () => {
  const errors: Error[] = [];
  page.on("pageerror", (error) => errors.push(error));
  server.page("/", {});
  // As in Prototype 1.6 and MooTools 1.2, which pages of that time still have.
  await page.addInitScript(() => {
    Object.assign(Array.prototype, {
      toJSON: () => "[]",
      reduce(this: unknown[]) {
        return this.length > 1 ? this : this[0];
      },
      each() {},
      extra: 1,
    });
    Object.assign(String.prototype, { toJSON: () => '""', contains: () => true });
    Array.from = ((list: ArrayLike<unknown>) => Array.prototype.slice.call(list)) as typeof Array.from;
  });
  await page.goto(server.url);
  await page.evaluate(WRITE);
  await eventually(async () => expect(await kind()).toBe("session"));
  await page.evaluate(() => void window.kivok.accept());
  await eventually(async () => expect(await kind()).toBe("persistent"));
  expect(errors).toEqual([]);
});
