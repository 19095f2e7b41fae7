import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitPath, MAX_TEXT_LENGTH, referrerHost, scrubPath, scrubValue } from "../../../src/model/scrub.js";
import table from "../../vectors/scrub.json";

describe("[A7] a path", () => {
  test.each(table.paths)("is counted as $scrubbed: $path", ({ path, scrubbed }) => {
    expect(scrubPath(path)).toBe(scrubbed);
  });

  test.each(table.templates)("$path is counted as $scrubbed with the templates $templates", (vector) => {
    expect(fitPath(vector.path, vector.templates)).toBe(vector.scrubbed);
    expect(fitPath(vector.scrubbed, vector.templates)).toBe(vector.scrubbed);
  });

  /** Pieces that meet each other's patterns, and enough of them to pass the bound. */
  const piece = fc.oneof(
    fc.constantFrom("/", "/", "-", "_", ".", "@", "%40", "%", "%D0", "%D0%B0", "%E4%B8%AD", "%F0%9F%99%82", "%20"),
    fc.constantFrom("2026-11", "2026-11-23-", "123", "45", "a1b2c3d", "abcdefghijklmno", "B0", "*", "стрижка", "🙂"),
    fc.string({ maxLength: 5 }),
    fc.webPath(),
  );
  const path = fc.array(piece, { maxLength: 60 }).map((pieces) => `/${pieces.join("")}`);

  test("that was cleaned once stays as it is, so browser and collector agree", () => {
    fc.assert(
      fc.property(path, (given) => {
        const scrubbed = scrubPath(given);
        expect(scrubPath(scrubbed)).toBe(scrubbed);
      }),
      { numRuns: 5000 },
    );
  });

  test("is never longer than the bound", () => {
    fc.assert(
      fc.property(path, (given) => {
        expect(scrubPath(given).length).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
      }),
    );
  });

  test("that is too long ends with a whole word and can be decoded", () => {
    for (const letter of ["я", "中", "🙂", " "])
      for (let length = MAX_TEXT_LENGTH - 30; length <= MAX_TEXT_LENGTH; length++) {
        const word = encodeURIComponent(letter.repeat(2));
        const scrubbed = scrubPath(`/${"x".repeat(length - 1)}-${word}-${word}-${word}-${word}-${word}`);
        expect(decodeURIComponent(scrubbed)).toMatch(/^\/x+-?((я|中|🙂| ){2}-)*((я|中|🙂| ){2})?$/u);
        expect(scrubbed.length).toBeGreaterThan(MAX_TEXT_LENGTH - 31);
      }
  });

  test("loses every e-mail address, telephone number, UUID and token wherever it is in a segment", () => {
    const around = fc.stringMatching(/^[a-z]{0,8}-?$/);
    const secret = fc.oneof(
      fc.emailAddress(),
      fc.stringMatching(/^\+?[1-9]\d{2}[ .()-]?\d{3}[ .-]?\d{4}$/),
      fc.uuid(),
      fc.stringMatching(/^[A-Za-z]{6}[0-9][A-Za-z0-9]{12}$/),
    );
    fc.assert(
      fc.property(around, secret, fc.boolean(), (before, given, isEncoded) => {
        const segment = before + (isEncoded ? encodeURIComponent(given) : given.replace(/[/?#%]/g, "x"));
        expect(scrubPath(`/a/${segment}/b`)).toBe("/a/*/b");
      }),
      { numRuns: 1000 },
    );
  });

  test("of ordinary words in any alphabet stays as it is", () => {
    const word = fc.stringMatching(/^[a-zа-яёα-ω]{1,12}$/u);
    const slug = fc.array(fc.oneof(word, fc.nat(99).map(String)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(slug, (words) => {
        const given = `/${words.map((each) => encodeURIComponent(each)).join("-")}`;
        fc.pre(!/\d(-?\d){5}/.test(given.replace(/%../g, "x")) && given.length <= MAX_TEXT_LENGTH);
        expect(scrubPath(given)).toBe(given);
      }),
    );
  });
});

describe("[A7] a campaign value", () => {
  test.each(table.values)("$value is sent as $scrubbed", ({ value, scrubbed }) => {
    expect(scrubValue(value)).toBe(scrubbed);
  });

  test("is never longer than the bound", () => {
    expect(scrubValue("я".repeat(500))).toBe("я".repeat(MAX_TEXT_LENGTH));
  });

  test("that would identify somebody after the bound is not cut down to a part of it", () => {
    expect(scrubValue(`${"x-".repeat(98)}anna@example.org`)).toBe("");
  });
});

describe("[A7] a referrer", () => {
  test.each(table.referrers)("$referrer on $own counts as $host", ({ referrer, own, host }) => {
    expect(referrerHost(new URL(referrer).hostname, own)).toBe(host);
  });
});
