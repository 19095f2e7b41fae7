import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actionBefore, matchesName } from "../../../src/model/category.js";

describe("a declared name", () => {
  test.each([
    ["_ga", "_ga"],
    ["_ga_*", "_ga_ABC123"],
    ["_ga_*", "_ga_"],
    ["*", "anything"],
    ["*", ""],
    ["**", ""],
    ["*_id", "_id"],
    ["*_id", "mp_id"],
    ["mp_*_mixpanel", "mp_0123_mixpanel"],
    ["a*b*c", "abc"],
    ["a*b*c", "a-b-b-c"],
    ["a*b*c", "abcbc"],
    ["a*aa", "aaa"],
    ["a.b(c", "a.b(c"],
    ["[x]", "[x]"],
    ["", ""],
  ])("%j matches the cookie name %j", (pattern, name) => {
    expect(matchesName(pattern, name)).toBe(true);
  });

  test.each([
    ["_ga", "_GA"],
    ["_ga", "_ga2"],
    ["_ga", "x_ga"],
    ["_ga_*", "_ga"],
    ["a*a", "a"],
    ["a*aa", "aa"],
    ["ab*bc", "abc"],
    ["a*b*c", "acb"],
    ["a.b", "axb"],
    ["[x]", "x"],
    ["", "a"],
  ])("%j does not match the cookie name %j", (pattern, name) => {
    expect(matchesName(pattern, name)).toBe(false);
  });

  test("matches what the same pattern as a regular expression matches", () => {
    const text = fc.stringMatching(/^[ab.]{0,8}$/);
    fc.assert(
      fc.property(fc.stringMatching(/^[ab.*]{0,6}$/), text, (pattern, name) => {
        const source = pattern.replace(/\./g, "\\.").replace(/\*/g, ".*");
        expect(matchesName(pattern, name)).toBe(new RegExp(`^${source}$`).test(name));
      }),
      { numRuns: 2000 },
    );
  });
});

test("[G1] a category's cookies are session cookies before consent if necessary or functional, else blocked", () => {
  expect(["necessary", "functional", "statistics", "marketing", "own"].map((name) => actionBefore(name, {}))).toEqual([
    "session",
    "session",
    "block",
    "block",
    "block",
  ]);
  expect(actionBefore("statistics", { before: "session" })).toBe("session");
  expect(actionBefore("functional", false)).toBe("session");
  expect(actionBefore("marketing", undefined)).toBe("block");
});
