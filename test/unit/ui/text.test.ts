// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ConfigInput } from "../../../src/model/config.js";
import { resolveCoreConfig } from "../../../src/model/resolve-config.js";
import { english } from "../../../src/ui/messages/en.js";
import { englishExtra } from "../../../src/ui/messages/en-extra.js";
import russian from "../../../src/ui/messages/ru.json";
import { loadWords } from "../../../src/ui/text.js";

const spoken: Readonly<Record<string, string>> = russian;
const SIZE = Object.keys(english).join("").length;
/** The Russian files as the build makes them. */
const FILE = [SIZE, ...Object.keys(english).map((key) => spoken[key])];
const EXTRA_SIZE = Object.keys(englishExtra).join("").length;
const EXTRA_FILE = [EXTRA_SIZE, ...Object.keys(englishExtra).map((key) => spoken[key])];

const fetched = vi.fn<(url: string) => Promise<{ json: () => Promise<unknown> }>>();
const words = (config: ConfigInput = {}) => loadWords(resolveCoreConfig({ base: "/k/", ...config }), english);
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

beforeEach(() => {
  vi.stubGlobal("fetch", fetched);
  fetched.mockReset().mockResolvedValue({ json: async () => FILE });
  document.documentElement.lang = "";
});
afterEach(() => vi.unstubAllGlobals());

describe("[N13] words", () => {
  test("are the configured language's, else the page's, else the browser's, else English", async () => {
    document.documentElement.lang = "ru-RU";
    expect((await words()).language).toBe("ru");
    expect((await words({ language: "en" })).language).toBe("en");
    document.documentElement.lang = "";
    vi.stubGlobal("navigator", { language: "ru" });
    expect((await words()).language).toBe("ru");
    vi.stubGlobal("navigator", { language: "" });
    expect((await words()).language).toBe("en");
  });

  test("in English ask the network for nothing", async () => {
    expect((await words({ language: "en-US" })).say("accept")).toBe("Accept all");
    expect(fetched).not.toHaveBeenCalled();
  });

  test("come from one file of the language beside the tag", async () => {
    const { say, language } = await words({ language: "ru" });
    expect(fetched.mock.calls.map(([url]) => url)).toEqual(["/k/messages/ru.json"]);
    expect(language).toBe("ru");
    for (const key of Object.keys(english)) expect(say(key, "{}", "{}", "{}")).toBe(spoken[key]);
    expect(say("guardianTitle")).toBe("");
  });

  test("of optional parts come from a file of their own when they are asked for, in English if it does not come", async () => {
    const all = await words({ language: "ru", messages: { ru: { once: "Разок" } } });
    fetched.mockResolvedValue({ json: async () => EXTRA_FILE });
    await all.add(englishExtra);
    expect(fetched.mock.calls.at(-1)?.[0]).toBe("/k/messages/ru-extra.json");
    expect([all.say("guardianSelf", all.days(14 * 365)), all.say("once"), all.say("accept")].map(plain)).toEqual([
      "Мне есть 14 лет",
      "Разок",
      russian.accept,
    ]);
    for (const answer of [() => Promise.reject(new Error("offline")), async () => ({ json: async () => FILE })]) {
      fetched.mockReset().mockResolvedValueOnce({ json: async () => FILE });
      const without = await words({ language: "ru" });
      fetched.mockImplementation(answer);
      await without.add(englishExtra);
      expect([without.say("back"), without.say("accept"), without.language]).toEqual(["Back", russian.accept, "ru"]);
    }
    fetched.mockReset().mockResolvedValue({ json: async () => EXTRA_FILE });
    const alone = await loadWords(resolveCoreConfig({ base: "/k/", language: "ru" }), englishExtra, "-extra");
    expect([alone.say("allow"), alone.say("accept"), alone.language]).toEqual(["Всегда разрешать", "", "ru"]);
    fetched.mockReset();
    await (await words({ language: "en" })).add(englishExtra);
    expect(fetched).not.toHaveBeenCalled();
  });

  test.each([
    ["does not come", () => Promise.reject(new Error("offline"))],
    ["is no JSON", async () => ({ json: () => Promise.reject(new SyntaxError("<")) })],
    ["is of another version", async () => ({ json: async () => [SIZE - 1, ...FILE.slice(1)] })],
    ["is null", async () => ({ json: async () => null })],
    ["is an object", async () => ({ json: async () => ({ title: "x" }) })],
  ])("are English where the file %s", async (_, answer) => {
    fetched.mockImplementation(answer);
    const { language, say, direction } = await words({ language: "ru" });
    expect([language, say("accept"), direction]).toEqual(["en", "Accept all", "ltr"]);
  });

  test.each(["../../x", "ru/../../x", "x", "русский", "123", "toolong-xx"])(
    "of %j, which is no language tag, are never fetched from another place",
    async (language) => {
      await words({ language });
      for (const [url] of fetched.mock.calls) expect(url).toMatch(/^\/k\/messages\/[a-z]{2,3}\.json$/);
    },
  );

  test("of an owner replace single sentences, and make a language that Kivok does not have", async () => {
    const messages = { ru: { accept: "Да" }, xx: { accept: "Xx" } };
    const { say } = await words({ language: "ru", messages });
    expect([say("accept"), say("reject")]).toEqual(["Да", russian.reject]);
    fetched.mockRejectedValue(new Error("404"));
    const other = await words({ language: "xx", messages });
    expect([other.language, other.say("accept"), other.say("reject")]).toEqual(["xx", "Xx", "Reject all"]);
    const brazilian = await words({
      language: "pt-BR",
      messages: { pt: { accept: "a", reject: "b" }, "pt-BR": { accept: "c" } },
    });
    expect([brazilian.language, brazilian.say("accept"), brazilian.say("reject")]).toEqual(["pt", "c", "b"]);
  });

  test("fill the gaps from left to right, and say nothing for an unknown name", async () => {
    const { say } = await words({ language: "en" });
    expect(say("termDays", "180 days", "7 days")).toBe("A yes lasts 180 days, a no 7 days.");
    expect(say("who", "$& {} $1")).toBe("This site is run by $& {} $1.");
    expect(say("surveys")).toBe("");
  });

  test("pick an owner's text in the language, else in English, else in whichever there is", async () => {
    const { pick } = await words({ language: "ru" });
    expect(pick("так")).toBe("так");
    expect(pick({ en: "a", ru: "б" })).toBe("б");
    expect(pick({ de: "c", en: "a" })).toBe("a");
    expect(pick({ de: "c" })).toBe("c");
    expect(pick({})).toBe("");
    expect(pick(undefined)).toBe("");
  });

  test("name durations and dates as the language does", async () => {
    const en = await words({ language: "en" });
    expect([1 / 48, 1, 180, 365, 730].map(en.days).map(plain)).toEqual([
      "30 minutes",
      "1 day",
      "180 days",
      "1 year",
      "2 years",
    ]);
    expect(plain(en.date("2026-11-20T00:00"))).toBe("20 November 2026");
    expect(en.list(["a", { en: "b" }, "c"])).toBe("a, b and c");
    const ru = await words({ language: "ru" });
    expect([1 / 48, 1, 2, 5, 21, 365].map(ru.days).map(plain)).toEqual([
      "30 минут",
      "1 день",
      "2 дня",
      "5 дней",
      "21 день",
      "1 год",
    ]);
    expect(plain(ru.date("2026-11-20T00:00"))).toMatch(/^20 ноября 2026/);
    expect(ru.list(["а", "б"])).toBe("а и б");
  });

  test("run from right to left where the language does", async () => {
    fetched.mockRejectedValue(new Error("404"));
    const messages = { he: { title: "x" }, ar: { title: "x" } };
    expect((await words({ language: "he", messages })).direction).toBe("rtl");
    expect((await words({ language: "ar-EG", messages })).direction).toBe("rtl");
  });
});
