import { describe, expect, test } from "vitest";
import { languageOf } from "../../../src/model/language.js";

describe("[N13] the language of the files for a tag", () => {
  test.each([
    ["ru", "ru"],
    ["RU", "ru"],
    ["ru-RU", "ru"],
    ["ru_RU", "ru"],
    ["pt-BR", "pt"],
    ["zh-TW", "zh"],
    ["zh-Hant-HK", "zh"],
    ["nn-NO", "nn"],
    ["iw", "iw"],
    ["sr", "sr"],
    ["sr-Cyrl-RS", "sr"],
    ["sr-Latn", "sr-latn"],
    ["sr-latn-ME", "sr-latn"],
    ["fil-PH", "fil"],
  ])("%s is %s", (tag, language) => {
    expect(languageOf(tag)).toBe(language);
  });

  test.each(["", "x", "123", "русский", "toolong-xx", "../../ru", "*"])("%j, which is no tag, is English", (tag) => {
    expect(languageOf(tag)).toBe("en");
  });
});
