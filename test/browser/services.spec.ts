import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium, newVisitor } from "./chromium.js";
import { end, eventually, listen, portOf, startTestServer, type TestServer } from "./test-server.js";

let browser: Browser;
let server: TestServer;
let third: Server;
let visitor: BrowserContext;
let page: Page;
let origin: string;
/** Paths that the third party was asked for: the witness. */
const asked: string[] = [];

const answer = (request: IncomingMessage, response: ServerResponse, server: Server): void => {
  if (server !== third) return;
  const path = request.url ?? "";
  asked.push(path);
  const type = path.includes("script") ? "text/javascript" : path.includes("link") ? "text/css" : "text/html";
  response
    .writeHead(200, { "Content-Type": type, "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*" })
    .end(type === "text/javascript" ? `(window.ran ||= []).push("${path}")` : "");
};

beforeAll(async () => {
  [browser, server] = await Promise.all([
    launchChromium("--host-resolver-rules=MAP *.third.test localhost"),
    startTestServer(),
  ]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.close()]);
});
beforeEach(async () => {
  await server.reset();
  third = await listen(answer);
  origin = `http://cdn.third.test:${portOf(third)}`;
  asked.length = 0;
  visitor = await newVisitor(browser);
  page = await visitor.newPage();
});
afterEach(async () => {
  await visitor.close();
  await end(third);
});

const element = (tag: string, name: string): string =>
  tag === "link"
    ? `<link rel="stylesheet" href="URL/${name}">`
    : tag === "object"
      ? `<object data="URL/${name}"></object>`
      : `<${tag} src="URL/${name}"></${tag}>`;

/** Ways to insert a third party, each with a name of its own that the third party's log shows; `box` is in the page. */
const WAYS: Readonly<Record<string, string>> = {
  "script-append-child": `const e = create("script"); e.src = url; box.appendChild(e)`,
  "script-src-afterwards": `const e = box.appendChild(create("script")); e.src = url`,
  "script-insert-before": `const e = create("script"); e.setAttribute("src", url); box.insertBefore(e, box.firstChild)`,
  "script-append": `const e = create("script"); e.src = url; box.append("text", e)`,
  "script-prepend": `const e = create("script"); e.setAttribute("SRC", url); box.prepend(e)`,
  "script-replace-child": `const e = create("script"); e.src = url; box.replaceChild(e, box.appendChild(create("i")))`,
  "script-insert-adjacent": `const e = create("script"); e.src = url; box.insertAdjacentElement("afterbegin", e)`,
  "script-before": `const e = create("script"); e.src = url; box.before(e)`,
  "script-after": `const e = create("script"); e.src = url; box.after(e)`,
  "script-replace-with": `const e = create("script"); e.src = url; box.appendChild(create("i")).replaceWith(e)`,
  "script-replace-children": `const e = create("script"); e.src = url; box.appendChild(create("i")).replaceChildren(e)`,
  "script-contextual": `box.append(document.createRange().createContextualFragment(html("script")))`,
  "script-template": `const t = document.getElementById("template"); t.content.firstChild.src = url; box.append(t.content.cloneNode(true))`,
  "script-import": `const t = document.getElementById("template"); t.content.firstChild.setAttribute("src", url); box.append(document.importNode(t.content, true))`,
  "script-attribute-node": `const e = create("script"); const a = document.createAttribute("src"); a.value = url; e.setAttributeNode(a); box.append(e)`,
  "script-shadow": `const e = create("script"); e.src = url; shadow.append(e)`,
  "script-frame": `const e = inner.createElement("script"); e.src = url; inner.body.append(e)`,
  "script-ordered-1": `const e = create("script"); e.async = false; e.src = url; box.append(e)`,
  "script-ordered-2": `const e = create("script"); e.async = false; e.src = url; box.append(e)`,
  "image-new": `new Image().src = url`,
  "image-set-attribute": `new Image().setAttribute("src", url)`,
  "image-set-attribute-ns": `new Image().setAttributeNS(null, "src", url)`,
  "image-protocol-relative": `new Image().src = url.replace("http:", "")`,
  "image-srcset": `new Image().srcset = url + " 1x, " + url + " 2x"`,
  "image-srcset-attribute": `const e = create("img"); e.setAttribute("srcset", url + " 1x," + url + " 2x"); box.append(e)`,
  "image-source-srcset": `const e = create("picture"); e.innerHTML = '<source srcset="' + url + '"><img alt="">'; box.append(e)`,
  "image-import": `const t = create("template"); t.innerHTML = html("img"); box.append(document.importNode(t.content, true))`,
  "image-adopt": `const parsed = new DOMParser().parseFromString(html("img"), "text/html"); box.append(document.adoptNode(parsed.body.firstChild))`,
  "image-inner-html": `box.appendChild(create("p")).innerHTML = "<b>1</b>" + html("img")`,
  "image-detached-html": `create("p").innerHTML = html("img")`,
  "image-adjacent-html": `box.insertAdjacentHTML("beforeend", html("img"))`,
  "image-outer-html": `box.appendChild(create("p")).outerHTML = html("img")`,
  "image-shadow-html": `const host = box.appendChild(create("p")); host.attachShadow({ mode: "closed" }).innerHTML = html("img")`,
  "image-template": `const t = create("template"); t.innerHTML = html("img"); box.append(t.content.cloneNode(true))`,
  "image-custom": `const e = create("x-image"); e.dataset.url = url; box.append(e)`,
  "image-frame": `new inner.defaultView.Image().src = url`,
  "iframe-append": `const e = create("iframe"); e.src = url; box.append(e)`,
  "iframe-src-afterwards": `const e = box.appendChild(create("iframe")); e.src = url`,
  "iframe-set-attribute": `const e = box.appendChild(create("iframe")); e.setAttribute("src", url)`,
  "iframe-inner-html": `box.appendChild(create("p")).innerHTML = html("iframe")`,
  "iframe-adjacent-html": `box.insertAdjacentHTML("beforeend", html("iframe"))`,
  "iframe-template": `const t = create("template"); t.innerHTML = html("iframe"); box.append(t.content.cloneNode(true))`,
  "iframe-clone": `const e = create("iframe"); e.src = url; box.append(e.cloneNode())`,
  "iframe-clone-deep": `const e = create("p"); e.innerHTML = html("iframe"); box.append(e.cloneNode(true))`,
  "image-set-html-unsafe": `box.appendChild(create("p")).setHTMLUnsafe(html("img"), {})`,
  "image-input": `const e = create("input"); e.type = "image"; e.src = url; box.append(e)`,
  "image-category": `const e = new Image(); e.dataset.category = "functional"; e.src = url`,
  "script-after-text": `const e = create("script"); e.src = url; box.appendChild(document.createTextNode("text")).after(e)`,
  "script-insert-node": `const e = create("script"); e.src = url; const range = document.createRange(); range.selectNode(box); range.insertNode(e)`,
  "script-clone": `const e = create("script"); e.src = url; box.append(e.cloneNode())`,
  "script-type-afterwards": `const e = create("script"); e.src = url; e.type = "text/javascript"; box.append(e)`,
  "script-module": `const e = create("script"); e.type = "module"; e.src = url; box.append(e)`,
  "link-append": `const e = create("link"); e.rel = "stylesheet"; e.href = url; document.head.append(e)`,
  "link-set-attribute": `const e = create("link"); e.setAttribute("href", url); e.rel = "stylesheet"; box.append(e)`,
  "link-inner-html": `box.appendChild(create("p")).innerHTML = html("link")`,
  "embed-append": `const e = create("embed"); e.src = url; box.append(e)`,
  "object-append": `const e = create("object"); e.data = url; box.append(e)`,
  "video-append": `const e = create("video"); e.src = url; box.append(e)`,
  "video-poster": `const e = create("video"); e.poster = url; box.append(e)`,
  "audio-inner-html": `box.appendChild(create("p")).innerHTML = html("audio")`,
};
/** Ways that only the parser has; after it they would replace the page. */
const WRITTEN: Readonly<Record<string, string>> = {
  "script-write": `document.write(html("script"))`,
  "image-writeln": `document.writeln("<p>", html("img"), "</p>")`,
  "iframe-write": `document.write("<p>" + html("iframe") + "</p>")`,
};

const prepare = `
  window.ran = [];
  customElements.define("x-image", class extends HTMLElement { connectedCallback() { this.appendChild(new Image()).src = this.dataset.url } });
  const create = (tag) => document.createElement(tag);
  const element = ${element.toString()};
  const box = document.body.appendChild(create("div"));
  const shadow = box.appendChild(create("div")).attachShadow({ mode: "open" });
  const inner = box.appendChild(create("iframe")).contentDocument;
  const perform = (ways, when) => {
    for (const name of Object.keys(ways)) {
      const url = "${"ORIGIN"}/" + when + "-" + name;
      const html = (tag) => element(tag, when + "-" + name).replace("URL", "${"ORIGIN"}");
      new Function("create", "box", "shadow", "inner", "url", "html", ways[name])(create, box, shadow, inner, url, html);
    }
  };`;
const body = (): string =>
  `<template id="template"><script></script></template><script>{${prepare.replaceAll("ORIGIN", origin).replaceAll("</", "<\\/")}
    window.perform = (when) => perform(${JSON.stringify(WAYS).replaceAll("</", "<\\/")}, when);
    perform(${JSON.stringify(WRITTEN)}, "early");
    window.perform("early");
  }</script>`;

const expected = [...Object.keys(WRITTEN), ...Object.keys(WAYS)]
  .map((name) => `/early-${name}`)
  .concat(Object.keys(WAYS).map((name) => `/late-${name}`))
  .sort();
const CONFIG = {
  button: false,
  services: [
    ...Array.from({ length: 9 }, (_, index) => ({
      name: `Other ${index}`,
      category: "statistics",
      match: [`other-${index}.example`],
    })),
    { name: "Third", category: "functional", match: ["third.test"] },
  ],
};
/** The page with the other build of the tag. */
const open = async (config: object): Promise<void> => {
  await visitor.route("**/kivok.js", (route) => route.fulfill({ path: "dist/kivok-services.js" }));
  server.page("/", { body: body(), config });
  await page.goto(server.url);
  await page.evaluate(() => (window as unknown as { perform: (when: string) => void }).perform("late"));
};

test("[D4] no way to insert a declared third party asks it before consent; after it each asks once, in order where order counts", async () => {
  await open(CONFIG);
  await page.evaluate(() => fetch("/mark"));
  expect(asked).toEqual([]);
  expect(await page.evaluate(() => window.ran)).toEqual([]);
  // What was asked for is what is read.
  expect(await page.evaluate((url) => Object.assign(new Image(), { src: url }).src, `${origin}/read`)).toBe(
    `${origin}/read`,
  );
  await page.evaluate(() => window.kivok.accept(["statistics"]));
  await page.evaluate(() => fetch("/mark"));
  expect(asked).toEqual([]);

  await page.evaluate(() => window.kivok.accept(["functional"]));
  await eventually(() => expect([...asked].sort()).toEqual([...expected, "/read"].sort()));
  // They run a moment after they were asked for.
  await eventually(async () =>
    expect(await page.evaluate(() => window.ran.filter((path) => path.includes("ordered")))).toEqual([
      "/early-script-ordered-1",
      "/early-script-ordered-2",
      "/late-script-ordered-1",
      "/late-script-ordered-2",
    ]),
  );

  // Granted, nothing is held; denied again, frames unload and nothing more is asked for.
  await page.evaluate((url) => {
    new Image().src = `${url}/granted`;
  }, origin);
  await eventually(() => expect(asked).toContain("/granted"));
  await page.evaluate(() => window.kivok.reject());
  // A frame that shows another site has no document for this page.
  const foreign = () =>
    page
      .locator("iframe")
      .evaluateAll((frames) => (frames as HTMLIFrameElement[]).filter((frame) => !frame.contentDocument).length);
  await eventually(async () => expect(await foreign()).toBe(0));
  asked.length = 0;
  await page.evaluate((url) => {
    new Image().src = `${url}/denied`;
  }, origin);
  await page.evaluate(() => fetch("/mark"));
  expect(asked).toEqual([]);
});

test("[D4] requests of scripts to a declared service fail before consent, without reaching it, and go through after it", async () => {
  await open(CONFIG);
  const request = (name: string): Promise<unknown> =>
    page.evaluate(async (url) => {
      const fetched = (input: RequestInfo | URL) =>
        fetch(input).then(
          ({ status }) => status,
          (error) => error.name,
        );
      const request = new XMLHttpRequest();
      request.open("GET", `${url}/xhr`);
      const loaded = new Promise((resolve) => {
        for (const type of ["load", "error"]) request.addEventListener(type, () => resolve(type));
      });
      request.send();
      return [
        await fetched(`${url}/fetch`),
        await fetched(new URL(`${url}/url`)),
        await fetched(new Request(`${url}/request`)),
        await loaded,
        navigator.sendBeacon(`${url}/beacon`),
        await fetched("/mark"),
      ];
    }, `${origin}/${name}`);
  expect(await request("before")).toEqual(["TypeError", "TypeError", "TypeError", "error", false, 200]);
  expect(asked).toEqual([]);
  await page.evaluate(() => window.kivok.accept());
  expect(await request("after")).toEqual([200, 200, 200, "load", true, 200]);
  await eventually(() =>
    expect(asked.filter((path) => path.startsWith("/after")).sort()).toEqual([
      "/after/beacon",
      "/after/fetch",
      "/after/request",
      "/after/url",
      "/after/xhr",
    ]),
  );
  expect(asked.filter((path) => path.startsWith("/before"))).toEqual([]);
});

test("[D4] trusted scripts, addresses and HTML wait as other ones do, load once after consent, and violate nothing", async () => {
  await visitor.route("**/kivok.js", (route) => route.fulfill({ path: "dist/kivok-services.js" }));
  server.page("/", {
    config: CONFIG,
    headers: { "Content-Security-Policy": "require-trusted-types-for 'script'" },
    body: `<div id="box"></div><script>
      window.ran = []; window.violated = [];
      addEventListener("securitypolicyviolation", (event) => violated.push(event.violatedDirective + " " + event.sample));
      const policy = trustedTypes.createPolicy("page", { createHTML: (text) => text, createScriptURL: (text) => text });
      const insert = (when) => {
        const url = (name) => "${origin}/" + when + "-" + name;
        const html = (name) => policy.createHTML('<p>Text.</p><iframe src="' + url(name) + '"></iframe>');
        const script = document.createElement("script");
        script.src = policy.createScriptURL(url("script-trusted"));
        box.append(script);
        const late = box.appendChild(document.createElement("script"));
        late.setAttribute("src", policy.createScriptURL(url("script-attribute")));
        box.appendChild(document.createElement("div")).innerHTML = html("inner");
        box.insertAdjacentHTML("beforeend", html("adjacent"));
        const range = document.createRange();
        box.append(range.createContextualFragment(html("contextual")));
        box.append(range.createContextualFragment(policy.createHTML('<script src="' + url("script-contextual") + '"></' + "script>")));
      };
      insert("early");
      document.write(policy.createHTML('<iframe src="${origin}/early-written"></iframe>'));
    </script>`,
  });
  await page.goto(server.url);
  await page.evaluate("insert('late')");
  // A text that is not trusted is refused, as it is without the hold.
  expect(
    await page.evaluate(`try { box.innerHTML = '<iframe src="${origin}/text"></iframe>' } catch ({ name }) { name }`),
  ).toBe("TypeError");
  await page.evaluate(() => fetch("/mark"));
  expect(asked).toEqual([]);
  await page.evaluate(() => window.kivok.accept());
  const names = ["adjacent", "contextual", "inner", "script-attribute", "script-contextual", "script-trusted"];
  const all = ["early", "late"].flatMap((when) => names.map((name) => `/${when}-${name}`)).concat("/early-written");
  await eventually(() => expect([...asked].sort()).toEqual(all.sort()));
  await eventually(async () =>
    expect((await page.evaluate(() => [...window.ran])).sort()).toEqual(all.filter((path) => path.includes("script"))),
  );
  // Only the refused text is one.
  expect(await page.evaluate("violated")).toEqual([
    expect.stringContaining("require-trusted-types-for Element innerHTML|<iframe src"),
  ]);
});

test("[D4] [D2] what is marked waits for its category as well: `load once` loads that frame alone; a copy from before consent loads after it", async () => {
  await visitor.route("**/kivok.js", (route) => route.fulfill({ path: "dist/kivok-services.js" }));
  const frame = (name: string): string =>
    `<iframe title="${name}" data-category="functional" data-src="${origin}/${name}"></iframe>`;
  server.page("/", {
    config: CONFIG,
    body: `<script>
        window.ran = [];
        const image = new Image(); image.dataset.category = "functional"; image.src = "${origin}/image";
        const copy = image.cloneNode();
        const script = document.createElement("script"); script.src = "${origin}/script"; script.type = "module";
        document.body.append(script);
      </script>
      <script type="text/plain" data-category="functional" src="${origin}/script-inert"></script>
      ${frame("once")}${frame("other")}`,
  });
  await page.goto(server.url);
  await page.locator("kivok-placeholder [part~=once]").first().click();
  await eventually(() => expect(asked).toEqual(["/once"]));
  await page.evaluate(() => fetch("/mark"));
  expect(asked).toEqual(["/once"]);
  expect(await page.evaluate(() => window.ran)).toEqual([]);
  await page.evaluate(() => window.kivok.accept());
  await eventually(() => expect([...asked].sort()).toEqual(["/image", "/once", "/other", "/script", "/script-inert"]));
  await eventually(async () =>
    expect((await page.evaluate(() => [...window.ran])).sort()).toEqual(["/script", "/script-inert"]),
  );
  await page.evaluate("document.body.append(copy)");
  await eventually(() => expect(asked.filter((path) => path === "/image")).toHaveLength(2));
  // A withdrawal takes both frames back, and their placeholders are there again.
  await page.evaluate(() => window.kivok.reject());
  await eventually(async () => expect(await page.locator("kivok-placeholder").count()).toBe(2));
  expect(await page.locator("iframe[src]").count()).toBe(0);
});

test("[D4] an element that its page gives another address while it is held loads that one, at once, and no other later", async () => {
  await open(CONFIG);
  await page.evaluate(
    ([third, own]) => {
      for (const name of ["src", "srcset"] as const) {
        const image = document.body.appendChild(new Image());
        image[name] = `${third}/never`;
        image[name] = `${own}/own-${name}`;
      }
      const script = document.createElement("script");
      script.src = `${third}/never-script`;
      script.src = `${own}/own-script`;
      document.body.append(script);
    },
    [origin, server.url],
  );
  for (const name of ["src", "srcset", "script"])
    await eventually(() => expect(server.requests).toContain(`/own-${name}`));
  await page.evaluate(() => window.kivok.accept());
  await eventually(() => expect([...asked].sort()).toEqual(expected));
});

test("[D4] the same page with no service declared behaves as without Kivok, in either build: requests, order, document", async () => {
  /** The page without Kivok's own notice, and what ran where order counts. */
  const look = async (): Promise<unknown> => {
    await eventually(() => expect([...asked].sort()).toEqual(expected));
    // The script of the frame runs there.
    const scripts = expected.filter((path) => path.includes("script") && !path.includes("frame"));
    await eventually(async () => expect(await page.evaluate(() => window.ran.length)).toBe(scripts.length));
    const own = server.requests.filter((path) => !/kivok|messages/.test(path));
    return page.evaluate(
      (requests) => ({
        requests,
        head: document.head.innerHTML,
        body: document.body.outerHTML,
        ordered: window.ran.filter((path) => path.includes("ordered")),
        all: [...window.ran].sort(),
      }),
      own,
    );
  };
  const visit = async (): Promise<unknown> => {
    server.page("/", { body: body(), config: { button: false } });
    asked.length = server.requests.length = 0;
    await page.goto(server.url);
    await page.evaluate(() => (window as unknown as { perform: (when: string) => void }).perform("late"));
    return look();
  };
  await visitor.route("**/kivok.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  const without = await visit();
  await visitor.unroute("**/kivok.js");
  expect(await visit()).toEqual(without);
  await visitor.route("**/kivok.js", (route) => route.fulfill({ path: "dist/kivok-services.js" }));
  expect(await visit()).toEqual(without);
});

test("[D4] the development build names what it holds, and what live markup has asked for all the same", async () => {
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  await visitor.route("**/kivok.js", (route) => route.fulfill({ path: "dist/kivok-services.dev.js" }));
  server.page("/", {
    config: CONFIG,
    body: `<script>new Image().src = "${origin}/held"</script><img alt="" src="${origin}/live">`,
  });
  await page.goto(server.url);
  await eventually(() =>
    expect(said).toEqual(
      expect.arrayContaining([
        `[kivok] services: ${origin}/held (Third) waits for "functional"`,
        expect.stringContaining(`[kivok] services: ${origin}/live: expected no request before consent, found one`),
      ]),
    ),
  );
  await eventually(() => expect(asked).toEqual(["/live"]));
});

test("[D4] live markup: the page's own scripts of a declared service do not run until consent, though their request leaves", async () => {
  await visitor.route("**/kivok.js", (route) => route.fulfill({ path: "dist/kivok-services.js" }));
  server.page("/", {
    config: CONFIG,
    body: `<script>window.ran = []</script><p>Text.</p><script async src="${origin}/script-live"></script>`,
  });
  await page.goto(server.url);
  expect(await page.evaluate(() => window.ran)).toEqual([]);
  await page.evaluate(() => window.kivok.accept());
  await eventually(async () => expect(await page.evaluate(() => window.ran)).toEqual(["/script-live"]));
  await eventually(() => expect(asked).toEqual(["/script-live", "/script-live"]));
  // It ran while it was granted, so it does not run again.
  await page.evaluate(() => window.kivok.reject());
  await page.evaluate(() => document.body.append("changed"));
  await page.evaluate(() => window.kivok.accept());
  await page.evaluate(() => fetch("/mark"));
  expect(await page.evaluate(() => window.ran)).toEqual(["/script-live"]);
});

test("[D4] what the README lists as not held is not: it asks before consent, so that the list stays true", async () => {
  await open(CONFIG);
  await page.evaluate((url) => {
    const box = document.body.appendChild(document.createElement("div"));
    const image = box.appendChild(new Image());
    const address = document.createAttribute("src");
    address.value = `${url}/attribute-node`;
    image.setAttributeNode(address);
    const svg = box.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    svg.appendChild(document.createElementNS(svg.namespaceURI, "image")).setAttribute("href", `${url}/svg`);
    box.appendChild(document.createElement("style")).textContent = `@import "${url}/link-import"`;
    box.style.backgroundImage = `url("${url}/background")`;
    box.appendChild(document.createElement("iframe")).srcdoc = `<img alt="" src="${url}/srcdoc">`;
    new Audio(`${url}/audio`);
    new EventSource(`${url}/events`);
  }, origin);
  await page.evaluate(`void import("${origin}/script-import")`);
  for (const name of [
    "attribute-node",
    "svg",
    "link-import",
    "background",
    "srcdoc",
    "audio",
    "events",
    "script-import",
  ])
    await eventually(() => expect(asked).toContain(`/${name}`));
});

test("[D4] under nonces, strict-dynamic and Trusted Types without a policy what waits is released, and nothing is violated", async () => {
  await visitor.route("**/kivok.js", (route) => route.fulfill({ path: "dist/kivok-services.js" }));
  server.page("/", {
    config: { ...CONFIG, adapters: { matomo: {} } },
    tag: 'nonce="n"',
    headers: {
      "Content-Security-Policy": `default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'self' ${origin}; img-src 'self' data: ${origin}; frame-src ${origin}; connect-src 'self' ${origin}; require-trusted-types-for 'script'; trusted-types 'none'`,
    },
    head: `<script nonce="n">window.ran = []; window.violated = [];
      addEventListener("securitypolicyviolation", (event) => violated.push(event.violatedDirective + " " + event.blockedURI));</script>`,
    body: `<script nonce="n" src="${origin}/script-live"></script>
      <template><img alt="" src="${origin}/image-template"></template>
      <script nonce="n">
        new Image().src = "${origin}/image";
        for (const [tag, given] of [["iframe", { src: "${origin}/frame" }], ["link", { rel: "stylesheet", href: "${origin}/link" }]])
          document.body.append(Object.assign(document.createElement(tag), given));
        document.body.append(document.querySelector("template").content.cloneNode(true));
        fetch("${origin}/fetch").catch(({ name }) => ran.push(name));
      </script>`,
  });
  await page.goto(server.url);
  await eventually(async () => expect(await page.evaluate(() => window.ran)).toEqual(["TypeError"]));
  // The parser's own, whose request leaves (F15), to another server than the mark.
  await eventually(() => expect(asked).toEqual(["/script-live"]));
  await page.evaluate(() => fetch("/mark"));
  expect(asked.splice(0)).toEqual(["/script-live"]);
  await page.getByRole("button", { name: "Accept all" }).click();
  await eventually(() =>
    expect([...asked].sort()).toEqual(["/frame", "/image", "/image-template", "/link", "/script-live"]),
  );
  await eventually(async () => expect(await page.evaluate(() => window.ran)).toEqual(["TypeError", "/script-live"]));
  await eventually(async () =>
    expect(await page.evaluate("JSON.stringify(window._paq)")).toBe(
      '[["requireCookieConsent"],["setCookieConsentGiven"]]',
    ),
  );
  expect(await page.evaluate("violated")).toEqual([]);
});
