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

test("[N13] Russian is there", () => {
  expect(languages).toContain("ru.json");
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

test("[N13] what begins a sentence in English is not left in English elsewhere", () => {
  for (const file of languages) {
    const messages = read(file);
    const left = Object.entries(english).filter(([key, text]) => messages[key] === text);
    expect(
      left.map(([key]) => key),
      file,
    ).toEqual([]);
  }
});
