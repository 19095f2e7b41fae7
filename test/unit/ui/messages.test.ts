import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { english as englishMain } from "../../../src/ui/messages/en.js";
import { englishExtra } from "../../../src/ui/messages/en-extra.js";

const english: Readonly<Record<string, string>> = { ...englishMain, ...englishExtra };
const FOLDER = new URL("../../../src/ui/messages/", import.meta.url);
const languages = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
const read = (file: string): Record<string, string> => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
/** How many values a sentence takes. */
const gaps = (sentence: string): number => sentence.split("{}").length - 1;

test("[N13] the 44 languages are there, English being built in", () => {
  const listed =
    "ar az be bg cs da de el es et fi fr ga he hi hr hu hy is it ja ka kk ko ky lt lv mt nb nl pl pt ro ru sk sl sr sv tr uk uz vi zh";
  expect(languages.map((file) => file.replace(".json", "")).sort()).toEqual(listed.split(" "));
});

test("[N13] each language is named in itself: letters of its own script, and nothing of another one", () => {
  const scripts: Readonly<Record<string, string>> = {
    ...{ ar: "Arabic", he: "Hebrew", hi: "Devanagari", hy: "Armenian", ka: "Georgian", el: "Greek", ko: "Hangul" },
    ...Object.fromEntries("be bg kk ky ru sr uk".split(" ").map((language) => [language, "Cyrillic"])),
    ...{ ja: "Hiragana", zh: "Han" },
  };
  for (const file of languages) {
    const text = Object.values(read(file)).join(" ");
    const own = scripts[file.replace(".json", "")] ?? "Latin";
    expect(text, file).toMatch(new RegExp(`\\p{Script=${own}}`, "u"));
    const others = [
      "Arabic",
      "Hebrew",
      "Devanagari",
      "Armenian",
      "Georgian",
      "Greek",
      "Hangul",
      "Cyrillic",
      "Hiragana",
      "Han",
    ]
      .filter((script) => script !== own && !(own === "Hiragana" && script === "Han"))
      .map((script) => `\\p{Script=${script}}`);
    expect(text, file).not.toMatch(new RegExp(`[${others.join("")}]`, "u"));
  }
});

describe.each([...languages.map((file) => [file, read(file)] as const), ["en.ts", english] as const])(
  "[N13] the messages of %s",
  (_, messages) => {
    test("have the same keys as English, in the same order", () => {
      expect(Object.keys(messages)).toEqual(Object.keys(english));
    });

    test("have as many gaps as English in each sentence", () => {
      const counts = (all: Record<string, string>) =>
        Object.fromEntries(Object.entries(all).map(([key, text]) => [key, gaps(text)]));
      expect(counts(messages)).toEqual(counts(english));
    });

    test("are clean texts: not empty, no markup, no stray space, three dots or quote", () => {
      for (const [key, text] of Object.entries(messages)) {
        expect(text, key).not.toBe("");
        expect(text, key).toBe(text.trim().normalize("NFC"));
        expect(text, key).not.toMatch(/<|>|&\w+;| {2}|\.\.\.|"|\bundefined\b/);
      }
    });

    test("[N2] do not press: no exclamation mark, nothing of a better experience", () => {
      for (const [key, text] of Object.entries(messages))
        expect(text, key).not.toMatch(/!|experience|enjoy|improve your|удобств|наслажд|лучший опыт/i);
    });
  },
);

test("[N13] no sentence is left in English; single words may be the same", () => {
  for (const file of languages) {
    const messages = read(file);
    const left = Object.entries(english).filter(([key, text]) => / \p{L}/u.test(text) && messages[key] === text);
    expect(
      left.map(([key]) => key),
      file,
    ).toEqual([]);
  }
});
