import { fileURLToPath } from "node:url";
import type { BrowserContext, Cookie, Page } from "playwright";
import type { TestServer } from "../browser/test-server.js";
import type { Library } from "./libraries.js";

/** Where a library runs: for a new visitor, on a page whose domain has a parent, since libraries look for the widest domain. */
export type Place = { readonly visitor: BrowserContext; readonly server: TestServer };

/** Opens a page with a library for a new visitor. */
export const runLibrary = async (
  library: Library,
  { visitor, server }: Place,
  tag: string,
  config: object = {},
): Promise<Run> => {
  const origin = server.url.replace("localhost", "www.salon.localhost");
  const outside: string[] = [];
  await visitor.route("**/*", (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== origin) outside.push(url.href);
    else if (url.pathname === "/library.js") {
      const build = new URL(`./node_modules/${library.name}/${library.build}`, import.meta.url);
      return route.fulfill({ contentType: "text/javascript", path: fileURLToPath(build) });
    } else if (!url.pathname.startsWith("/ingest")) return route.continue();
    return route.fulfill({ json: { code: 200 } });
  });
  const page = await visitor.newPage();
  await page.addInitScript(watch, "written");
  await page.addInitScript(() => {
    // Not what Playwright calls a page error: in Firefox that is also a refused cookie, and libraries try for such.
    const thrown: string[] = [];
    Object.assign(window, { thrown });
    addEventListener("error", ({ message }) => thrown.push(message));
    addEventListener("unhandledrejection", ({ reason }) => thrown.push(String(reason)));
  });
  server.page("/", { config, tag, head: `<script>(${watch})("asked")</script>`, body: library.markup });
  await page.goto(origin);
  return {
    page,
    asked: () => page.evaluate("asked"),
    written: () => page.evaluate("written"),
    cookies: async () => (await visitor.cookies()).filter(({ name }) => name !== "kivok"),
    mishaps: async () => [...outside, ...(await page.evaluate<string[]>("thrown"))],
  };
};

/** A cookie write: when (epoch milliseconds), of what, and until when; `-1` without a lifetime. */
export type Write = { readonly at: number; readonly name: string; readonly value: string; readonly end: number };

/** A page that runs a library, and all that is to be seen of it. */
export type Run = {
  readonly page: Page;
  /** Writes as the library asked for them. */
  readonly asked: () => Promise<Write[]>;
  /** Writes as the browser got them. */
  readonly written: () => Promise<Write[]>;
  readonly cookies: () => Promise<Cookie[]>;
  /** What must not have happened: requests to anywhere else, and errors of this page. */
  readonly mishaps: () => Promise<string[]>;
};

/** Notes every cookie write under `window[log]`; runs in the page, once below the guard and once above it. */
const watch = (log: string): void => {
  const writes: Write[] = [];
  Object.assign(window, { [log]: writes });
  const note = (name: string, value: string, end: number): void => {
    writes.push({ at: Date.now(), name, value, end });
  };
  const native = Object.getOwnPropertyDescriptor(Document.prototype, "cookie") as Required<PropertyDescriptor>;
  Object.defineProperty(Document.prototype, "cookie", {
    ...native,
    set(text: string) {
      const [, name = "", value = ""] = /^([^=;]*)=([^;]*)/.exec(text) ?? [];
      const seconds = /;\s*max-age=([^;]*)/i.exec(text)?.[1];
      const date = /;\s*expires=([^;]*)/i.exec(text)?.[1];
      note(name, value, seconds ? Date.now() + +seconds * 1000 : date ? Date.parse(date) : -1);
      native.set.call(this, text);
    },
  });
  const store = CookieStore.prototype as { set: (...given: unknown[]) => Promise<void> };
  const { set } = store;
  store.set = function (this: unknown, ...given) {
    const [init, value] = given as [string | { name: string; value: string; expires?: number }, string];
    if (typeof init === "string") note(init, value, -1);
    else note(init.name, init.value, init.expires ?? -1);
    return set.apply(this as never, given);
  };
};
