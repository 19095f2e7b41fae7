import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SetCookie } from "../../../src/model/set-cookie.js";
import {
  cookieEnd,
  cookieName,
  parseCookieDate,
  parseSetCookie,
  serializeSetCookie,
  toSessionCookie,
} from "../../../src/model/set-cookie.js";
import table from "../../vectors/set-cookie.json";

type Vector = {
  readonly text: string;
  readonly name: string;
  readonly value: string;
  readonly end: null | "deletion" | number | string;
  readonly session?: string;
  readonly why?: string;
};

const vectors: readonly Vector[] = table.vectors;
const now = Date.parse(table.now);

const shorten = (text: string): string => JSON.stringify(text.length > 90 ? `${text.slice(0, 90)}…` : text);
const titled = vectors.map((vector) => ({
  ...vector,
  title: shorten(vector.text) + (vector.why ? `: ${vector.why}` : ""),
}));

/** What {@link cookieEnd} gives, in the words of the table. */
const endInWords = (end: number | undefined): Vector["end"] =>
  end === undefined ? null : end <= now ? "deletion" : (end - now) / 1000;

const secondsOf = (end: Vector["end"]): Vector["end"] =>
  typeof end === "string" && end !== "deletion" ? (Date.parse(end) - now) / 1000 : end;

describe("a cookie string of the table", () => {
  test("is one of at least 120", () => expect(vectors.length).toBeGreaterThanOrEqual(120));

  test.each(titled)("gives the name and value that a browser stores: $title", ({ text, name, value }) => {
    const parsed = parseSetCookie(text);
    expect([parsed.name, parsed.value]).toEqual([name, value]);
    expect(cookieName(text)).toBe(name);
  });

  test.each(titled)(
    "[G2] is a deletion, a session cookie or ends when the browser ends it: $title",
    ({ text, end }) => {
      expect(endInWords(cookieEnd(text, now))).toBe(secondsOf(end));
    },
  );

  test.each(titled)("[G3] keeps every other character in its session form: $title", ({ text, session = text }) => {
    expect(toSessionCookie(text)).toBe(session);
  });

  test.each(titled)("is the same after it was split and written: $title", ({ text }) => {
    const parsed = parseSetCookie(text);
    expect(parseSetCookie(serializeSetCookie(parsed))).toEqual(parsed);
  });
});

/** Strings that look like cookies: every attribute, odd spacing, repetition, and stray characters. */
const cookieText = fc
  .array(
    fc.oneof(
      fc.constantFrom("a=1", "Max-Age=10", "max-age", "MAX-AGE=-1", "Expires=Tue, 01 Jan 2069 00:00:00 GMT", "expires"),
      fc.constantFrom("Path=/", "Secure", "SameSite=Lax", "=", " ", "\t", "Max-Age", "x=Max-Age=5", "\u00a0max-age=1"),
      fc.string({ maxLength: 12 }),
      fc.string({ unit: "binary", maxLength: 6 }),
    ),
    { maxLength: 8 },
  )
  .chain((parts) => fc.constantFrom(";", "; ", " ; ", ";;", ";\t", "").map((separator) => parts.join(separator)));

/** The characters for which browsers refuse a cookie (RFC 6265bis, section 5.6, step 1). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const hasControl = (text: string): boolean => /[\0-\x08\n-\x1f\x7f]/.test(text);

const isLifetime = (name: string): boolean => /^(max-age|expires)$/i.test(name);

describe("any text", () => {
  test("[G1] has a session form without a lifetime", () => {
    fc.assert(
      fc.property(cookieText, (text) => {
        const session = toSessionCookie(text);
        expect(cookieEnd(session, now)).toBeUndefined();
        const { attributes } = parseSetCookie(session);
        // Without a value it gives no lifetime, and stays.
        expect(attributes.filter(({ name, value }) => isLifetime(name) && value)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test("[G3] keeps name, value and every other attribute in its session form", () => {
    fc.assert(
      fc.property(cookieText, (text) => {
        // Browsers refuse the whole cookie.
        fc.pre(!hasControl(text));
        const withoutLifetime = ({ name, value, attributes }: SetCookie) => ({
          name,
          value,
          attributes: attributes.filter((attribute) => !isLifetime(attribute.name)),
        });
        expect(withoutLifetime(parseSetCookie(toSessionCookie(text)))).toEqual(withoutLifetime(parseSetCookie(text)));
      }),
      { numRuns: 2000 },
    );
  });

  test("has one session form, however often it is taken", () => {
    fc.assert(
      fc.property(cookieText, (text) => {
        const session = toSessionCookie(text);
        expect(toSessionCookie(session)).toBe(session);
      }),
      { numRuns: 2000 },
    );
  });

  test("is never lengthened, thrown at, or given an end that is no finite time", () => {
    fc.assert(
      fc.property(cookieText, (text) => {
        const end = cookieEnd(text, now);
        expect(end === undefined || Number.isFinite(end)).toBe(true);
        expect(toSessionCookie(text).length).toBeLessThanOrEqual(text.length);
        expect(cookieName(text)).toBe(parseSetCookie(text).name);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a cookie date", () => {
  test("in each of the norm's three forms is read for every time from 1601 on", () => {
    const time = fc.integer({ min: Date.UTC(1601, 0, 1) / 1000, max: Date.UTC(9999, 11, 31) / 1000 });
    fc.assert(
      fc.property(time, (seconds) => {
        const date = new Date(seconds * 1000);
        const [, day = "", month = "", year = "", clock = ""] = date.toUTCString().split(" ");
        expect(parseCookieDate(date.toUTCString())).toBe(date.getTime());
        expect(parseCookieDate(`Day, ${day}-${month}-${year} ${clock} GMT`)).toBe(date.getTime());
        expect(parseCookieDate(`Day ${month} ${+day} ${clock} ${year}`)).toBe(date.getTime());
      }),
    );
  });

  test.each([69, 70, 0, 99, 26])("puts the two-digit year %i into the right century", (year) => {
    const full = year < 70 ? 2000 + year : 1900 + year;
    expect(parseCookieDate(`01-Mar-${`${year}`.padStart(2, "0")} 00:00:00 GMT`)).toBe(Date.UTC(full, 2, 1));
  });

  test("of each month is read by its first three letters", () => {
    for (let month = 0; month < 12; month++) {
      const name = new Date(Date.UTC(2026, month, 1)).toLocaleString("en", { month: "long", timeZone: "UTC" });
      expect(parseCookieDate(`1 ${name} 2026 00:00:00`)).toBe(Date.UTC(2026, month, 1));
      expect(parseCookieDate(`1 ${name.slice(0, 2)} 2026 00:00:00`)).toBeUndefined();
    }
  });
});

test("[G2] a cookie that ends at this very moment is a deletion, one that ends a second later is not", () => {
  expect(endInWords(cookieEnd(`a=1; Expires=${new Date(now).toUTCString()}`, now))).toBe("deletion");
  expect(endInWords(cookieEnd(`a=1; Expires=${new Date(now + 1000).toUTCString()}`, now))).toBe(1);
});

test("[G11] a long text takes no more than linear time", () => {
  const spaces = " ".repeat(50_000);
  for (const text of [
    `a=1;${spaces}`,
    `a=1;${`${spaces};`.repeat(3)}`,
    `a=1;Max-Age${spaces}x`,
    `a=1;Max-Age=${spaces}1${spaces}x`,
  ]) {
    const start = process.cpuUsage();
    toSessionCookie(text);
    cookieEnd(text, now);
    cookieName(text);
    // A quadratic pattern would take minutes. Of the processor, not of a clock that others hold up.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
  }
});
