// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Controller } from "../../../src/model/controller.js";

/** The gate of this page, and how to tell it of a decision. */
let gate: typeof import("../../../src/gate/index.js");
let tellDecision: (() => void) | undefined;
let isGranted: (category: string) => boolean;

const controller = {
  has: (category: string) => isGranted(category),
  config: { categories: { necessary: {}, functional: {}, statistics: {}, marketing: {} } },
  record: () => ({ granted: ["functional", "statistics", "marketing"].filter(isGranted) }),
  on: (_: string, listener: () => void) => {
    tellDecision = listener;
  },
} as unknown as Controller;

/** The page was parsed with these categories granted; after the first time: a decision that grants them. */
const followGate = (has: (category: string) => boolean): Promise<void> => {
  isGranted = has;
  if (tellDecision) tellDecision();
  else gate.start(controller);
  return settled();
};
/** Elements were added in `root`. */
const followAdded = (root: Document | ShadowRoot): Promise<void> => {
  gate.start(controller, root);
  return settled();
};

// jsdom runs no script and loads no frame here: what the gate asks the browser to do is read from the elements; that it
// happens is shown in test/browser/gate.spec.ts.
const granting =
  (...granted: string[]) =>
  (category: string): boolean =>
    category === "necessary" || granted.includes(category);

const element = <Kind extends HTMLElement>(selector: string): Kind => document.querySelector(selector) as Kind;
/** Turns of the microtask queue, enough for a gate that has no script to wait for. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

beforeEach(async () => {
  document.body.innerHTML = "";
  // A page of its own: a script that never comes must not hold the next test.
  vi.resetModules();
  tellDecision = undefined;
  gate = await import("../../../src/gate/index.js");
});
afterEach(() => {
  document.body.innerHTML = "";
});

describe("scripts", () => {
  const types = (): string[] => [...document.scripts].map(({ type }) => type);

  test("[D1] stay inert until their category is granted, then become scripts in document order, each after the one before", async () => {
    document.body.innerHTML = `
      <script type="text/plain" data-category="statistics" src="/1.js"></script>
      <script type="text/plain" data-category="marketing" src="/2.js"></script>
      <script type="text/plain" data-category="statistics" src="/3.js"></script>`;
    const [first] = document.scripts;
    followGate(granting());
    expect(types()).toEqual(["text/plain", "text/plain", "text/plain"]);
    followGate(granting("statistics"));
    await settled();
    expect(types()).toEqual(["", "text/plain", "text/plain"]);
    first?.dispatchEvent(new Event("load"));
    await settled();
    expect(types()).toEqual(["", "text/plain", ""]);
  });

  test("[D1] go on after one that could not be loaded", async () => {
    document.body.innerHTML = `
      <script type="text/plain" data-category="statistics" src="/missing.js"></script>
      <script type="text/plain" data-category="statistics" src="/2.js"></script>`;
    followGate(granting("statistics"));
    await settled();
    document.scripts[0]?.dispatchEvent(new Event("error"));
    await settled();
    expect(types()).toEqual(["", ""]);
  });

  test("[D1] with async, or that the browser passes over, keep nobody waiting; modules come last, in their order", async () => {
    document.body.innerHTML = `
      <script type="text/plain" data-category="statistics" src="/1.js" async></script>
      <script type="text/plain" data-category="statistics" src="/2.js" nomodule></script>
      <script type="text/plain" data-category="statistics" src="/3.js" data-type="module"></script>
      <script type="text/plain" data-category="statistics" src="/4.js" data-type="module" async></script>
      <script type="text/plain" data-category="statistics" src="/5.js" data-type="application/javascript"></script>`;
    // jsdom does not know the property that browsers reflect `nomodule` in.
    for (const script of document.scripts) Object.assign(script, { noModule: script.hasAttribute("nomodule") });
    followGate(granting("statistics"));
    await settled();
    expect(types()).toEqual(["", "", "text/plain", "module", "application/javascript"]);
    expect(document.scripts[3]?.async).not.toBe(false);
    document.scripts[4]?.dispatchEvent(new Event("load"));
    await settled();
    expect(types()[2]).toBe("module");
    expect(document.scripts[2]?.async).toBe(false);
  });

  test("[D6] that never come give up their turn after ten seconds", async () => {
    vi.useFakeTimers();
    document.body.innerHTML = `
      <script type="text/plain" data-category="statistics" src="/hangs.js"></script>
      <script type="text/plain" data-category="statistics" src="/2.js"></script>`;
    followGate(granting("statistics"));
    await vi.advanceTimersByTimeAsync(9_999);
    expect(types()).toEqual(["", "text/plain"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(types()).toEqual(["", ""]);
    vi.useRealTimers();
  });

  test("[D1] that were taken out of the page while they waited stay inert and hold nobody up", async () => {
    document.body.innerHTML = `
      <script type="text/plain" data-category="statistics" src="/1.js"></script>
      <script type="text/plain" data-category="statistics" src="/2.js"></script>
      <script type="text/plain" data-category="statistics" src="/3.js"></script>`;
    const [first, second, third] = document.scripts;
    followGate(granting("statistics"));
    await settled();
    second?.remove();
    first?.dispatchEvent(new Event("load"));
    await settled();
    expect([second?.type, third?.type]).toEqual(["text/plain", ""]);
  });

  test("[D1] that wait for an earlier one stay inert if the category is withdrawn meanwhile", async () => {
    document.body.innerHTML = `
      <script type="text/plain" data-category="statistics" src="/1.js"></script>
      <script type="text/plain" data-category="statistics" src="/2.js"></script>`;
    let granted = ["statistics"];
    followGate((category) => granted.includes(category));
    await settled();
    granted = [];
    document.scripts[0]?.dispatchEvent(new Event("load"));
    await settled();
    expect(types()).toEqual(["", "text/plain"]);
  });

  test("[D1] are moved, not copied, and keep their attributes and their place", async () => {
    document.body.innerHTML = `<p></p><script type="text/plain" data-category="statistics" src="/1.js" nonce="n" crossorigin="anonymous"></script><i></i>`;
    const script = element<HTMLScriptElement>("script");
    await followGate(granting("statistics"));
    expect(document.scripts[0]).toBe(script);
    expect([script.previousElementSibling?.tagName, script.nextElementSibling?.tagName]).toEqual(["P", "I"]);
    expect([script.nonce || script.getAttribute("nonce"), script.crossOrigin]).toEqual(["n", "anonymous"]);
  });

  test("of the page with a type of their own are left alone", async () => {
    document.body.innerHTML = `
      <script type="application/json" data-category="statistics">{}</script>
      <script type="text/template" data-category="statistics"></script>`;
    await followGate(granting("statistics"));
    expect(types()).toEqual(["application/json", "text/template"]);
  });
});

describe("elements with an address that waits", () => {
  test.each([
    ["iframe", "src", "src"],
    ["img", "src", "src"],
    ["img", "srcset", "srcset"],
    ["video", "src", "src"],
    ["audio", "src", "src"],
    ["embed", "src", "src"],
    ["object", "src", "data"],
    ["link", "href", "href"],
  ])(
    "[D2] get it when granted, give it up when denied, and get it again: <%s data-%s>",
    async (tag, name, attribute) => {
      document.body.innerHTML = `<${tag} data-category="functional" data-${name}="/x"></${tag}>`;
      const waiting = element(tag);
      Object.assign(waiting, { load: () => {} });
      await followGate(granting("statistics"));
      expect(waiting.hasAttribute(attribute)).toBe(false);
      for (let turn = 0; turn < 2; turn++) {
        await followGate(granting("functional"));
        expect(waiting.getAttribute(attribute)).toBe("/x");
        await followGate(granting());
        expect(waiting.hasAttribute(attribute)).toBe(false);
      }
    },
  );

  test("[D2] replace what stands in for them: a small picture", async () => {
    document.body.innerHTML = '<img data-category="functional" data-src="/large" src="/small">';
    await followGate(granting("statistics"));
    expect(element("img").getAttribute("src")).toBe("/small");
    await followGate(granting("functional"));
    expect(element("img").getAttribute("src")).toBe("/large");
  });

  test("[D2] media start again with their new source", async () => {
    document.body.innerHTML = '<video><source data-category="functional" data-src="/x"></video>';
    const load = vi.fn();
    Object.assign(element("video"), { load });
    await followGate(granting("functional"));
    expect(load).toHaveBeenCalledTimes(1);
    await followGate(granting("functional", "statistics"));
    expect(load).toHaveBeenCalledTimes(1);
  });

  test("[D6] one that may not be set stops no other", async () => {
    document.body.innerHTML =
      '<embed data-category="functional" data-src="/x"><img data-category="functional" data-src="/y">';
    element("embed").setAttribute = () => {
      throw new TypeError("This document requires 'TrustedScriptURL' assignment.");
    };
    await followGate(granting("functional"));
    expect(element("img").getAttribute("src")).toBe("/y");
  });

  test("are not loaded anew by a second decision that leaves them granted", async () => {
    document.body.innerHTML = '<iframe data-category="functional" data-src="/x"></iframe>';
    await followGate(granting("functional"));
    const changes = new MutationObserver(() => {});
    changes.observe(document.body, { attributes: true, subtree: true });
    await followGate(granting("functional", "statistics"));
    expect(changes.takeRecords()).toEqual([]);
  });

  test("of a category that nobody offers, or of none, stay as they are: the page means something else", async () => {
    document.body.innerHTML =
      '<img data-category="shoes" data-src="/x" src="/x"><img data-category="" data-src="/x"><a data-category="hats" data-href="/y" href="/y"></a>';
    const before = document.body.innerHTML;
    await followGate(granting());
    await followGate(granting("functional", "statistics", "marketing"));
    expect(document.body.innerHTML).toBe(before);
  });
});

describe("elements that come later", () => {
  test("[D3] are released in the document and in a shadow root, and unloaded by a withdrawal there", async () => {
    const root = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "closed" });
    await followGate(granting("functional"));
    const html = '<iframe data-category="functional" data-src="/x"></iframe>';
    root.innerHTML = html;
    await followAdded(root);
    document.body.insertAdjacentHTML("beforeend", html);
    await followAdded(document);
    const frames = [root.querySelector("iframe"), document.querySelector("iframe")];
    expect(frames.map((frame) => frame?.getAttribute("src"))).toEqual(["/x", "/x"]);
    await followGate(granting());
    expect(frames.map((frame) => frame?.hasAttribute("src"))).toEqual([false, false]);
  });

  test("[D2] unload nothing that the visitor has loaded once; a decision does", async () => {
    document.body.innerHTML = '<iframe data-category="functional" data-src="/x"></iframe>';
    await followGate(granting());
    element("iframe").setAttribute("src", "/x");
    await followAdded(document);
    expect(element("iframe").hasAttribute("src")).toBe(true);
    await followGate(granting("statistics"));
    expect(element("iframe").hasAttribute("src")).toBe(false);
  });

  test("[D3] in a frame's own document are left alone", async () => {
    const other = document.implementation.createHTMLDocument();
    other.body.innerHTML = '<img data-category="functional" data-src="/x">';
    isGranted = granting("functional");
    await followAdded(other);
    expect(other.images[0]?.hasAttribute("src")).toBe(false);
  });
});
