// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { onMarkup } from "../../../src/core/markup.js";

const actions = { settings: vi.fn(), accept: vi.fn(), reject: vi.fn() };
const count = vi.fn();

beforeAll(() => onMarkup(actions, count));
beforeEach(() => {
  vi.clearAllMocks();
  document.body.innerHTML = "";
});

/** Adds markup after the start, and clicks what the selector finds. */
const click = (markup: string, selector: string): MouseEvent => {
  document.body.innerHTML = markup;
  const event = new MouseEvent("click", { bubbles: true, cancelable: true });
  document.querySelector(selector)?.dispatchEvent(event);
  return event;
};
const calls = () => Object.fromEntries(Object.entries(actions).map(([name, { mock }]) => [name, mock.calls.length]));

describe("a click", () => {
  test.each(["settings", "accept", "reject"] as const)(
    '[N5] on an element with data-kivok="%s" that was added later does that, once',
    (name) => {
      click(`<button data-kivok="${name}">x</button>`, "button");
      expect(calls()).toEqual({ settings: 0, accept: 0, reject: 0, [name]: 1 });
      expect(count).not.toHaveBeenCalled();
    },
  );

  test("[N5] on something inside counts as one on the element, also in a drawing", () => {
    click('<a href="#" data-kivok="settings"><b><i>x</i></b></a>', "i");
    click('<button data-kivok="settings"><svg><path/></svg></button>', "path");
    click('<svg><a data-kivok="settings"><path/></a></svg>', "path");
    expect(calls()).toEqual({ settings: 3, accept: 0, reject: 0 });
  });

  test("goes on as it would: the page may still follow a link or stop it", () => {
    expect(click('<a href="#x" data-kivok="settings">x</a>', "a").defaultPrevented).toBe(false);
  });

  test("elsewhere, on an unknown action, or on an empty attribute does nothing", () => {
    click("<p>x</p>", "p");
    click('<button data-kivok="forget">x</button>', "button");
    click('<button data-kivok="">x</button>', "button");
    click('<button data-kivok-count="">x</button>', "button");
    document.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(calls()).toEqual({ settings: 0, accept: 0, reject: 0 });
    expect(count).not.toHaveBeenCalled();
  });

  test("[A9] on an element with data-kivok-count counts its name, with the element's data for its properties", () => {
    click('<button data-kivok-count="booking" data-plan="full"><b>x</b></button>', "b");
    expect(count.mock.calls.map(([name, { plan }]) => [name, plan])).toEqual([["booking", "full"]]);
  });

  test("on an element with both attributes acts and counts", () => {
    click('<button data-kivok="accept" data-kivok-count="nod">x</button>', "button");
    expect(calls()).toEqual({ settings: 0, accept: 1, reject: 0 });
    expect(count.mock.calls.map(([name]) => name)).toEqual(["nod"]);
  });

  test("inside two such elements takes the inner one only", () => {
    click('<div data-kivok="accept"><button data-kivok="reject"><b>x</b></button></div>', "b");
    expect(calls()).toEqual({ settings: 0, accept: 0, reject: 1 });
  });
});
