// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readSettings, runningTag } from "../../../src/core/settings.js";

const page = window as { kivokConfig?: unknown };

/** The tag as the browser has it while it runs. */
const tagWith = (attributes: Readonly<Record<string, string>> = {}): HTMLScriptElement => {
  const tag = document.createElement("script");
  for (const name in attributes) tag.setAttribute(name, attributes[name] as string);
  tag.setAttribute("src", attributes.src ?? "https://stats.example.org/files/kivok.js");
  return tag;
};

const writeJson = (text: string): void => {
  document.head.innerHTML = '<script type="application/json" id="kivok-config"></script>';
  (document.getElementById("kivok-config") as HTMLElement).textContent = text;
};

beforeEach(() => {
  document.head.innerHTML = "";
});
afterEach(() => {
  delete page.kivokConfig;
});

describe("settings", () => {
  test("of a bare tag are its directory and nothing else, so that every default protects", () => {
    expect(readSettings(tagWith())).toEqual({ base: "https://stats.example.org/files/", policy: {} });
  });

  test("take the directory of the tag without its query", () => {
    expect(readSettings(tagWith({ src: "https://a.example/kivok.js?v=2" })).base).toBe("https://a.example/");
    expect(readSettings(tagWith({ src: "/kivok.dev.js" })).base).toBe(`${location.origin}/`);
  });

  test("are read from JSON before the tag", () => {
    writeJson('{ "endpoint": "https://a.example", "categories": { "marketing": {} }, "consent": { "days": 90 } }');
    expect(readSettings(tagWith())).toMatchObject({
      endpoint: "https://a.example",
      categories: { marketing: {} },
      consent: { days: 90 },
    });
  });

  test("are read from window.kivokConfig, which wins over JSON as a whole", () => {
    writeJson('{ "endpoint": "https://json.example", "site": "json" }');
    page.kivokConfig = { endpoint: "https://window.example" };
    const settings = readSettings(tagWith());
    expect(settings.endpoint).toBe("https://window.example");
    expect(settings).not.toHaveProperty("site");
  });

  test("take the tag's attributes over both, and keep what the attributes do not name", () => {
    page.kivokConfig = {
      endpoint: "https://a.example",
      site: "a",
      policy: { url: "/old", version: "1", date: "2026-01-01" },
    };
    const tag = tagWith({ "data-endpoint": "https://b.example", "data-policy": "/new" });
    expect(readSettings(tag)).toMatchObject({
      endpoint: "https://b.example",
      site: "a",
      policy: { url: "/new", version: "1", date: "2026-01-01" },
    });
  });

  test("know every simple attribute that README names", () => {
    const tag = tagWith({
      "data-site": "salon",
      "data-time-zone": "Europe/Moscow",
      "data-language": "ru",
      "data-layout": "bar",
      "data-corner": "top end",
      "data-theme": "dark",
      "data-accent": "#336699",
    });
    expect(readSettings(tag)).toMatchObject({
      site: "salon",
      timeZone: "Europe/Moscow",
      language: "ru",
      layout: "bar",
      corner: "top end",
      theme: "dark",
      accent: "#336699",
    });
  });

  test('take data-button="false" over a configuration that has the button on', () => {
    page.kivokConfig = { button: true };
    expect(`${readSettings(tagWith({ "data-button": "false" })).button}`).toBe("false");
    page.kivokConfig = { button: false };
    expect(`${readSettings(tagWith({ "data-button": "true" })).button}`).toBe("true");
    expect(readSettings(tagWith()).button).toBe(false);
  });

  test("leave an empty policy attribute to the configuration", () => {
    page.kivokConfig = { policy: { url: "/privacy", version: "3" } };
    expect(readSettings(tagWith({ "data-policy": "" })).policy).toEqual({
      url: "/privacy",
      version: "3",
    });
  });

  test.each(["", " ", "{", '{ "endpoint": "https://a.example", }', "endpoint: a", "undefined"])(
    "count as none where the JSON is malformed: %j",
    (text) => {
      writeJson(text);
      expect(readSettings(tagWith({ "data-policy": "/privacy" }))).toEqual({
        base: "https://stats.example.org/files/",
        policy: { url: "/privacy" },
      });
    },
  );

  test("are read where the tag cannot be told, as in a module script", () => {
    page.kivokConfig = { endpoint: "https://a.example" };
    expect(readSettings(null)).toEqual({ base: "", endpoint: "https://a.example", policy: {} });
  });

  test("never change the object that the owner gave", () => {
    const given = Object.freeze({ policy: Object.freeze({ url: "/privacy" }) });
    page.kivokConfig = given;
    readSettings(tagWith({ "data-policy": "/new", "data-site": "a" }));
    expect(given).toEqual({ policy: { url: "/privacy" } });
  });
});

test("the running tag is none outside of a classic script", () => {
  expect(runningTag()).toBeNull();
});
