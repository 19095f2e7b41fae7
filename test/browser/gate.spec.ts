import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp();

/** A script that says that it ran; external ones are served slower the earlier they stand. */
const SCRIPTS = `
  <script nonce="n">window.ran = []; window.log = (name) => ran.push(name);</script>
  <script nonce="n" type="text/plain" data-category="statistics" src="/run/1.js"></script>
  <script nonce="n" type="text/plain" data-category="statistics">log("inline 2")</script>
  <script nonce="n" type="text/plain" data-category="statistics" src="/run/missing.js"></script>
  <script nonce="n" type="text/plain" data-category="statistics">log("inline 3"); throw new Error("on purpose")</script>
  <script nonce="n" type="text/plain" data-category="marketing">log("marketing")</script>
  <script nonce="n" type="text/plain" data-category="statistics" data-type="module">log("module"); import.meta.url</script>
  <script nonce="n" type="text/plain" data-category="statistics" src="/run/4.js" defer></script>`;

const serveScripts = async (): Promise<void> => {
  for (const name of ["1", "4"])
    await visitor.route(`**/run/${name}.js`, (route) =>
      route.fulfill({ contentType: "text/javascript", body: `log("external ${name}")` }),
    );
  await visitor.route("**/run/missing.js", (route) => route.abort());
};
const ran = (): Promise<string[]> => page.evaluate(() => [...window.ran].sort());
const ALL = ["external 1", "external 4", "inline 2", "inline 3", "module"];

test("[D1] [D5] a gate that comes while a decision is being carried out releases nothing before everybody was told of it", async () => {
  let letGateCome = (): void => {};
  const mayCome = new Promise<void>((resolve) => {
    letGateCome = resolve;
  });
  await visitor.route("**/kivok-gate.js", async (route) => {
    await mayCome;
    await route.continue();
  });
  server.page("/", {
    body: `<script>
        ran = [];
        const list = cookieStore.getAll.bind(cookieStore);
        cookieStore.getAll = () => new Promise((resolve) => { letCookiesBeListed = () => resolve(list()); });
        document.addEventListener("kivok:decision", () => ran.push("told"));
      </script>
      <script type="text/plain" data-category="statistics">ran.push("released")</script>`,
  });
  await page.goto(server.url);
  await page.evaluate(() => {
    window.kivok.accept();
  });
  await page.waitForFunction("window.letCookiesBeListed");
  letGateCome();
  await page.evaluate('import("/kivok-gate.js").then(() => new Promise(requestAnimationFrame))');
  expect(await ran()).toEqual([]);
  await page.evaluate("letCookiesBeListed()");
  await page.waitForFunction("ran.length === 2");
  expect(await page.evaluate(() => window.ran)).toEqual(["told", "released"]);
});

test("[D1] inert scripts run once when their category is granted, never before, and in document order", async () => {
  await serveScripts();
  server.page("/", { body: SCRIPTS, config: { categories: { marketing: {} } } });
  await page.goto(server.url);
  expect(await ran()).toEqual([]);
  await page.evaluate(() => window.kivok.accept(["statistics"]));
  await eventually(async () => expect(await ran()).toEqual(ALL));
  const order = (await page.evaluate(() => window.ran)).filter((name) => name !== "module");
  expect(order).toEqual(["external 1", "inline 2", "inline 3", "external 4"]);
  await page.evaluate(() => window.kivok.accept(["statistics"]));
  await page.evaluate(() => window.kivok.reject());
  await page.evaluate(() => window.kivok.accept(["statistics"]));
  expect(await ran()).toEqual(ALL);
});

test("[D1] on a later page they run without another choice; after a refusal they never do", async () => {
  await serveScripts();
  server.page("/", { body: SCRIPTS });
  await page.goto(server.url);
  await page.evaluate(() => window.kivok.accept());
  await page.reload();
  await eventually(async () => expect(await ran()).toEqual(ALL));
  await page.evaluate(() => window.kivok.reject());
  await page.reload();
  await page.evaluate(() => fetch("/mark"));
  expect(await ran()).toEqual([]);
});

test("[D1] released scripts pass nonces, strict-dynamic and Trusted Types without a violation", async () => {
  await serveScripts();
  const violations: string[] = [];
  await page.exposeFunction("violated", (what: string) => violations.push(what));
  server.page("/", {
    head: `<script nonce="n">addEventListener("securitypolicyviolation", (event) => violated(event.violatedDirective + " " + event.blockedURI))</script>`,
    body: SCRIPTS,
    tag: 'nonce="n"',
    headers: {
      "Content-Security-Policy":
        "default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
    },
  });
  await page.goto(server.url);
  await page.getByRole("button", { name: "Accept all" }).click();
  await eventually(async () => expect(await ran()).toEqual(ALL));
  expect(violations).toEqual([]);
});

test("[D1] nonce, integrity, crossorigin, nomodule, listeners and data-src are the script's own, as they stand in the page", async () => {
  await visitor.route("**/run/*.js", (route) =>
    route.fulfill({
      contentType: "text/javascript",
      headers: { "Access-Control-Allow-Origin": "*" },
      body: `log(document.currentScript?.id ?? "module")`,
    }),
  );
  const hash = createHash("sha256").update('log(document.currentScript?.id ?? "module")').digest("base64");
  const inert = (id: string, attributes: string): string =>
    `<script type="text/plain" data-category="statistics" id="${id}" ${attributes}></script>`;
  server.page("/", {
    tag: 'nonce="n"',
    headers: { "Content-Security-Policy": "script-src 'nonce-n'" },
    body: `<script nonce="n">window.ran = []; window.log = (name) => ran.push(name);</script>
      ${inert("module", 'data-type="module" src="/run/module.js" nonce="n"')}
      ${inert("right", `src="/run/1.js" integrity="sha256-${hash}" crossorigin nonce="n"`)}
      ${inert("wrong", `src="/run/2.js" integrity="sha256-${hash.replace(/^../, "AA")}" crossorigin nonce="n"`)}
      ${inert("old", 'src="/run/3.js" nomodule nonce="n"')}
      ${inert("unsigned", 'src="/run/4.js"')}
      ${inert("late", 'data-src="/run/5.js" data-type="text/javascript" nonce="n"')}
      ${inert("async", 'src="/run/6.js" async nonce="n"')}
      <script nonce="n">for (const script of document.querySelectorAll("[data-category]"))
        for (const type of ["load", "error"]) script.addEventListener(type, () => log(script.id + " " + type));</script>`,
  });
  await page.goto(server.url);
  await page.evaluate(() => window.kivok.accept());
  await eventually(async () => expect(await ran()).toContain("module load"));
  await eventually(async () => expect(await ran()).toContain("async load"));
  expect((await page.evaluate(() => window.ran)).filter((name) => !name.startsWith("async"))).toEqual([
    "right",
    "right load",
    "wrong error",
    "unsigned error",
    "late",
    "late load",
    "module",
    "module load",
  ]);
});

test("[D6] a script whose server never answers holds the others up for ten seconds, and the page not at all", async () => {
  // Routed and never answered; the visitor's end ends it.
  await visitor.route("**/run/hangs.js", () => {});
  server.page("/", {
    body: `<script type="text/plain" data-category="statistics" src="/run/hangs.js"></script>
      <script type="text/plain" data-category="statistics">window.ran = ["after"]</script>`,
  });
  await page.goto(server.url);
  await page.evaluate(() => window.kivok.accept());
  expect(await page.evaluate(() => window.ran)).toBeUndefined();
  expect(await page.evaluate(() => window.kivok.has("statistics"))).toBe(true);
  await eventually(async () => expect(await page.evaluate(() => window.ran)).toEqual(["after"]));
});

test("[D6] an adapter whose file never comes holds scripts up for ten seconds, not for good, and the page not at all", async () => {
  await visitor.route("**/adapters/vk-pixel.js", () => {});
  server.page("/", {
    config: { adapters: { "vk-pixel": { id: "VK-RTRG-1-a" } } },
    body: `<script type="text/plain" data-category="statistics">window.ran = ["after"]</script>`,
  });
  await page.goto(server.url);
  await page.evaluate(() => window.kivok.accept());
  expect(await page.evaluate(() => window.kivok.has("statistics"))).toBe(true);
  await eventually(async () => expect(await page.evaluate(() => window.ran)).toEqual(["after"]));
});

test("[D2] whatever has an address loads when granted and never before; a withdrawal unloads it and asks for nothing", async () => {
  const elements: Readonly<Record<string, string>> = {
    iframe: `<iframe title="Map" data-category="functional" data-src="/x/iframe"></iframe>`,
    img: `<img alt="" data-category="functional" data-src="/x/img">`,
    srcset: `<img alt="" data-category="functional" data-srcset="/x/srcset 1x, /x/srcset 2x">`,
    picture: `<picture><source data-category="functional" data-srcset="/x/picture"><img alt=""></picture>`,
    video: `<video data-category="functional" data-src="/x/video"></video>`,
    source: `<audio><source data-category="functional" data-src="/x/source"></audio>`,
    object: `<object data-category="functional" data-src="/x/object"></object>`,
    embed: `<embed data-category="functional" data-src="/x/embed">`,
    link: `<link rel="stylesheet" data-category="functional" data-href="/x/link">`,
  };
  server.page("/", {
    body: `${Object.values(elements).join("")}<img alt="" data-category="statistics" data-src="/x/other">`,
  });
  const asked = (): string[] =>
    server.requests.filter((path) => path.startsWith("/x/")).map((path) => path.replace("/x/", ""));
  await page.goto(server.url);
  await page.evaluate(() => fetch("/mark"));
  expect(asked()).toEqual([]);
  await page.evaluate(() => window.kivok.accept(["functional"]));
  await eventually(() => expect(new Set(asked())).toEqual(new Set(Object.keys(elements))));
  const framed = (): string[] =>
    page
      .frames()
      .map((frame) => frame.url())
      .filter((url) => url.includes("/x/"));
  await eventually(() => expect(framed()).toEqual(expect.arrayContaining([`${server.url}/x/iframe`])));
  await page.evaluate(() => window.kivok.reject());
  await eventually(async () => expect(await page.locator("[src^='/x/'],[data^='/x/']").count()).toBe(0));
  await eventually(() => expect(framed()).toEqual([]));
  server.requests.length = 0;
  await page.evaluate(() => fetch("/mark"));
  expect(asked()).toEqual([]);
  await page.evaluate(() => window.kivok.accept());
  await eventually(() => expect(asked()).toEqual(expect.arrayContaining(["iframe", "video", "other"])));
});

test("[D3] elements that come late wait and load like the others, in the document and in shadow roots made after the tag", async () => {
  const waiting = (name: string): string =>
    `<iframe title="${name}" data-category="functional" data-src="/x/${name}"></iframe>`;
  server.page("/", {
    // While the page is parsed: by a script, and by a custom element of the markup.
    body: `<script>
        window.ran = [];
        customElements.define("x-map", class extends HTMLElement {
          constructor() { super(); this.attachShadow({ mode: "closed" }).innerHTML = '${waiting("parsed")}'; }
        });
        document.body.insertAdjacentHTML("afterbegin", '${waiting("written")}');
      </script><x-map></x-map>`,
  });
  const asked = (): string[] => server.requests.filter((path) => path.startsWith("/x/")).sort();
  const add = (suffix: string): Promise<void> =>
    page.evaluate(
      ([html = "", shadow = "", suffix = ""]) => {
        document.querySelector("main")?.insertAdjacentHTML("beforeend", `<section><p>Text.</p>${html}</section>`);
        const host = document.querySelector("main")?.appendChild(document.createElement("div")) as HTMLElement;
        host.attachShadow({ mode: "open" }).innerHTML = shadow;
        const script = document.createElement("script");
        script.type = "text/plain";
        script.dataset.category = "functional";
        script.text = `ran.push("${suffix}")`;
        host.shadowRoot?.append(script);
      },
      [waiting(`late-${suffix}`), waiting(`shadow-${suffix}`), suffix],
    );
  await page.goto(server.url);
  await add("before");
  await page.evaluate(() => fetch("/mark"));
  expect(asked()).toEqual([]);
  const before = ["/x/late-before", "/x/parsed", "/x/shadow-before", "/x/written"];
  await page.evaluate(() => window.kivok.accept(["functional"]));
  await eventually(() => expect(asked()).toEqual(before));
  await add("after");
  await eventually(() => expect(asked()).toEqual([...before, "/x/late-after", "/x/shadow-after"].sort()));
  await eventually(async () => expect(await page.evaluate(() => window.ran)).toEqual(["before", "after"]));
  await page.evaluate(() => window.kivok.reject());
  const shown = () =>
    page
      .locator("iframe")
      .evaluateAll((frames) => (frames as HTMLIFrameElement[]).map(({ contentDocument }) => contentDocument?.URL));
  await eventually(async () => expect(new Set(await shown())).toEqual(new Set(["about:blank"])));
  await add("denied");
  await page.evaluate(() => fetch("/mark"));
  expect(asked()).toHaveLength(6);
  expect(await page.evaluate(() => window.ran)).toEqual(["before", "after"]);
});

test("[D2] with `reload` the page loads anew after a withdrawal, and only then", async () => {
  server.page("/", {
    config: { reload: true },
    body: `<script type="text/plain" data-category="necessary">window.ran = ["gate"]</script>`,
  });
  await page.goto(server.url);
  // It is the gate that loads the page anew, and it must know what was granted before.
  await eventually(async () => expect(await page.evaluate(() => window.ran)).toEqual(["gate"]));
  const loads = (): number => server.requests.filter((path) => path === "/").length;
  await page.evaluate(() => window.kivok.accept(["functional"]));
  await page.evaluate(() => window.kivok.accept());
  await page.evaluate(() => fetch("/mark"));
  expect(loads()).toBe(1);
  await Promise.all([page.waitForEvent("load"), page.evaluate(() => void window.kivok.accept(["statistics"]))]);
  expect(loads()).toBe(2);
  expect(await page.evaluate(() => window.kivok.record?.granted)).toEqual(["statistics"]);
});

test("[D6] a callback that throws stops neither the other callbacks nor the decision", async () => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  server.page("/", {
    head: `<script>
      window.kivok.on("decision", () => { throw new Error("on purpose"); });
      window.kivok.on("decision", (record) => { window.ran = record.granted; });
    </script>`,
  });
  await page.goto(server.url);
  await page.evaluate(() => window.kivok.accept());
  expect(await page.evaluate(() => window.ran)).toEqual(["functional", "statistics"]);
  expect(await page.evaluate(() => window.kivok.has("statistics"))).toBe(true);
  expect(errors).toEqual(["on purpose"]);
});

test("calls made before the tag has loaded are made when it has", async () => {
  await page.addInitScript(() => {
    (window as unknown as Record<string, unknown>).kivok = {
      queue: [
        [
          "on",
          "decision",
          (record: { how: string }) => {
            document.title = record.how;
          },
        ],
        ["accept", ["statistics"]],
      ],
    };
  });
  await page.goto(server.url);
  await eventually(async () => expect(await page.evaluate(() => window.kivok.record?.granted)).toEqual(["statistics"]));
  expect(await page.evaluate(() => window.kivok.record?.denied)).toEqual(["functional"]);
});
