// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Controller } from "../../../src/model/controller.js";

let gate: typeof import("../../../src/gate/index.js");
/** What the core does after parsing and after each decision. */
const followGate = (has: (category: string) => boolean): unknown => gate.start({ has } as Controller);

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
    const [first, , third] = document.scripts;
    followGate(granting());
    expect(types()).toEqual(["text/plain", "text/plain", "text/plain"]);
    followGate(granting("statistics"));
    await settled();
    expect(types()).toEqual(["", "text/plain", "text/plain"]);
    expect(first?.async).toBe(false);
    first?.dispatchEvent(new Event("load"));
    await settled();
    expect(types()).toEqual(["", "text/plain", ""]);
    expect(third?.async).toBe(false);
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

  test("[D1] with async, and modules, wait for nobody and keep nobody waiting", async () => {
    document.body.innerHTML = `
      <script type="text/plain" data-category="statistics" src="/1.js" async></script>
      <script type="text/plain" data-category="statistics" src="/2.js" data-type="module"></script>
      <script type="text/plain" data-category="statistics" src="/3.js"></script>`;
    followGate(granting("statistics"));
    await settled();
    expect(types()).toEqual(["", "module", ""]);
    expect(document.scripts[0]?.async).not.toBe(false);
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
    await Promise.race([followGate(granting("statistics")), settled()]);
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

describe("elements with data-src", () => {
  test.each([
    ["iframe", "src"],
    ["img", "src"],
    ["video", "src"],
    ["object", "data"],
  ])("[D2] get their address when granted: <%s %s>", async (tag, attribute) => {
    document.body.innerHTML = `<${tag} data-category="functional" data-src="/x"></${tag}>`;
    const waiting = element(tag);
    await followGate(granting("statistics"));
    expect(waiting.hasAttribute(attribute)).toBe(false);
    await followGate(granting("functional"));
    expect(waiting.getAttribute(attribute)).toBe("/x");
    expect(waiting.dataset).not.toHaveProperty("src");
  });

  test("[D2] that are frames are unloaded by a withdrawal, and load again", async () => {
    document.body.innerHTML = '<iframe data-category="functional" data-src="/x"></iframe>';
    const frame = element("iframe");
    for (let turn = 0; turn < 2; turn++) {
      await followGate(granting("functional"));
      expect(frame.getAttribute("src")).toBe("/x");
      await followGate(granting());
      expect(frame.hasAttribute("src")).toBe(false);
      expect(frame.dataset.src).toBe("/x");
    }
  });

  test("are not loaded anew by a second decision that leaves them granted", async () => {
    document.body.innerHTML = '<iframe data-category="functional" data-src="/x"></iframe>';
    await followGate(granting("functional"));
    const changes = new MutationObserver(() => {});
    changes.observe(document.body, { attributes: true, subtree: true });
    await followGate(granting("functional", "statistics"));
    expect(changes.takeRecords()).toEqual([]);
  });

  test("of a category that nobody offers, or of none, stay as they are", async () => {
    document.body.innerHTML = '<img data-category="unknown" data-src="/x"><img data-category="" data-src="/x">';
    await followGate(granting("functional", "statistics", "marketing"));
    expect([...document.images].map((image) => image.hasAttribute("src"))).toEqual([false, false]);
  });
});
