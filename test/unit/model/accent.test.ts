import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accentRule } from "../../../src/model/accent.js";

/** WCAG's own formula, written independently of the code under test. */
const luminance = (channels: readonly number[]): number => {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: readonly number[], other: readonly number[]): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const SURFACE = { light: [255, 255, 255], dark: [0x1b, 0x20, 0x21] };

/** The colours that a rule sets: the accent, and the text on it. */
const colorsOf = (rule: string): { accent: number[]; on: number[] } => {
  const [, accent = "", on = ""] = /--a:rgb\(([\d,]+)\);--on:#(000|fff)\}/.exec(rule) ?? [];
  return { accent: accent.split(",").map(Number), on: on === "000" ? [0, 0, 0] : [255, 255, 255] };
};

describe("[N14] an accent", () => {
  test("of any colour is moved until it can be read on the surface, and text can be read on it", () => {
    const channel = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        fc.tuple(channel, channel, channel),
        fc.constantFrom("light" as const, "dark" as const),
        (given, theme) => {
          const hex = `#${given.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
          const { accent, on } = colorsOf(accentRule(hex, theme));
          expect(accent).toHaveLength(3);
          for (const value of accent)
            expect(value).toSatisfy((each: number) => Number.isInteger(each) && each >= 0 && each <= 255);
          expect(contrast(accent, SURFACE[theme])).toBeGreaterThanOrEqual(4.5);
          expect(contrast(accent, on)).toBeGreaterThanOrEqual(4.5);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("that can be read already is left as it is", () => {
    expect(colorsOf(accentRule("#0f5257", "light")).accent).toEqual([0x0f, 0x52, 0x57]);
    expect(colorsOf(accentRule("#93C7C4", "dark")).accent).toEqual([0x93, 0xc7, 0xc4]);
  });

  test.each([undefined, "", "red", "#fff", "#12345g", "#1234567", "rgb(1,2,3)", "#000000}*{display:none}"])(
    "that is no #rrggbb, %j, sets nothing",
    (given) => {
      expect(accentRule(given, "light")).toBe("");
    },
  );
});
