// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { h } from "../../../src/ui/element.js";

test("an element takes texts and true as attributes, and leaves out false and undefined", () => {
  const element = h("input", { part: "a b", checked: true, hidden: false, name: undefined, value: "" });
  expect(element.outerHTML).toBe('<input part="a b" checked="true" value="">');
});

test("an element takes functions as listeners and writes none of them into markup", () => {
  const click = vi.fn();
  const element = h("button", { click }, "Go");
  (element as HTMLButtonElement).click();
  expect(click).toHaveBeenCalledOnce();
  expect(element.outerHTML).toBe("<button>Go</button>");
});

test("what stands between tags may be nested and partly absent, and text is never markup", () => {
  const element = h("p", null, "a", false, undefined, "", ["b", [h("b", null, "<i>"), [["c"]]]]);
  expect(element.outerHTML).toBe("<p>ab<b>&lt;i&gt;</b>c</p>");
});

test("a drawing is made in its own namespace", () => {
  const element = h("svg", { viewBox: "0 0 1 1" }, h("path", { d: "M0 0" }));
  expect(element.namespaceURI).toBe("http://www.w3.org/2000/svg");
  expect(element.firstElementChild?.namespaceURI).toBe("http://www.w3.org/2000/svg");
});
