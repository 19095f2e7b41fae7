import { describe, expect, test } from "vitest";
import {
  forbidSharedCaches,
  joinValues,
  readFields,
  varyByCookie,
  writeFields,
} from "../../src/server/set-cookie-fields.js";

describe("the headers of writeHead", () => {
  const fields = [
    ["Set-Cookie", "a=1"],
    ["x", ["1", "2"]],
  ];
  test.each([
    ["an object", { "Set-Cookie": "a=1", x: ["1", "2"] }],
    ["a flat array", ["Set-Cookie", "a=1", "x", ["1", "2"]]],
    ["pairs", fields],
  ])("[G10] are read from %s, and written in the same shape", (_, headers) => {
    expect(readFields(headers)).toEqual(fields);
    expect(writeFields(readFields(headers), headers)).toEqual(headers);
  });

  test.each([undefined, null, "a", 1, ["a"], ["a", "b", "c"], new Map([["a", "b"]])])(
    "[G10] are none in what Node refuses or takes for none: %o",
    (headers) => expect(readFields(headers)).toEqual([]),
  );

  test("[G10] join the values of a list field, also numbers", () => {
    expect(joinValues([undefined])).toBe("");
    expect(joinValues(["a", ["b", 1], undefined])).toBe("a, b, 1");
  });
});

test.each([
  ["", "Cookie"],
  ["Accept-Encoding", "Accept-Encoding, Cookie"],
  ["Accept, Accept-Encoding", "Accept, Accept-Encoding, Cookie"],
  ["cookie", "cookie"],
  ["Accept,COOKIE ,Origin", "Accept,COOKIE ,Origin"],
  ["*", "*"],
  ["X-Cookie", "X-Cookie, Cookie"],
  ["Cookie-Consent", "Cookie-Consent, Cookie"],
])("[G10] Vary: %s becomes %s", (before, after) => expect(varyByCookie(before)).toBe(after));

test.each([
  ["", "private"],
  ["no-cache", "no-cache, private"],
  ["max-age=60", "max-age=60, private"],
  ["public, max-age=60, s-maxage=600", "max-age=60, s-maxage=600, private"],
  ["PUBLIC", "private"],
  ["private", "private"],
  ["Private ,max-age=60", "Private ,max-age=60"],
  ["no-store", "no-store"],
  ["must-revalidate,NO-STORE", "must-revalidate,NO-STORE"],
  ['private="set-cookie"', 'private="set-cookie", private'],
  ['ext="a, no-store, b"', 'ext="a, no-store, b", private'],
  ['ext="a\\", private', 'ext="a\\", private, private'],
  [", ,", "private"],
])("[G10] Cache-Control: %s becomes %s", (before, after) => expect(forbidSharedCaches(before)).toBe(after));
