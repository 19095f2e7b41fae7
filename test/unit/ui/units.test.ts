import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { dateOf, formOf, type Units } from "../../../src/ui/units.js";

const FOLDER = new URL("../../../src/ui/units/", import.meta.url);
const read = (language: string): Units => JSON.parse(readFileSync(new URL(`${language}.json`, FOLDER), "utf8"));

describe("[N13] where the browser's Intl lacks a language", () => {
  test.each([
    ["be", "day", ["1 дзень", "2 дні", "5 дзён", "11 дзён", "21 дзень", "32 дні", "180 дзён", "112 дзён"]],
    ["be", "year", ["1 год", "2 гады", "14 гадоў"]],
    ["is", "day", ["1 dagur", "11 dagar", "21 dagur", "180 dagar"]],
    ["mt", "day", ["1 jum", "2 ijiem", "10 ijiem", "14-il jum", "30 jum", "180 jum"]],
    ["ga", "year", ["1 bhliain", "2 bhliain", "3 bliana", "7 mbliana", "14 bliana", "18 mbliana", "20 bliain"]],
    ["kk", "minute", ["1 минут", "30 минут"]],
    ["ka", "day", ["180 დღე"]],
  ] as const)("%s names a %s by its number", (language, unit, expected) => {
    const { [unit]: forms } = read(language);
    expect(expected.map((text) => formOf(forms, Number.parseInt(text, 10)))).toEqual(expected);
  });

  test("every such language has a form for every number, with the number in it, and a date in digits", () => {
    for (const file of readdirSync(FOLDER)) {
      const units = read(file.replace(".json", ""));
      for (const unit of ["minute", "day", "year"] as const)
        for (let value = 1; value <= 400; value++)
          expect(formOf(units[unit], value), file).toMatch(new RegExp(`^${value}[- ]\\S*\\p{L}`, "u"));
      expect(dateOf(new Date(2026, 4, 7), units)).toMatch(/^07[./]05[./]2026$/);
    }
  });
});
