import fc from "fast-check";
import { Cookie } from "tough-cookie";
import { describe, expect, test } from "vitest";
import { cookieEnd, cookieName, parseSetCookie, toSessionCookie } from "../../../src/model/set-cookie.js";
import table from "../../vectors/set-cookie.json";

const now = Date.parse(table.now);
const MAX_AGE = 34_560_000;

/**
 * Where the two are meant to differ; sections of RFC 6265bis. Each is a property of the text, so that everything else is
 * compared.
 */
const intended: Readonly<Record<string, (text: string) => boolean>> = {
  "section 5.6, step 1: a text with a control character is refused whole; the model splits it, since a browser refuses it":
    (text) => [...text].some((letter) => letter !== "\t" && (letter < " " || letter === "\x7f")),
  "section 5.6, step 1: a tab is no control character; tough-cookie refuses one within the name or value": (text) => {
    const { name, value } = parseSetCookie(text);
    return `${name}${value}`.includes("\t");
  },
  "section 5.6, step 4: white space is space and tab; tough-cookie trims all that Unicode calls so": (text) =>
    /[^\S \t]/.test(text),
  "section 5.6, step 3: a pair that begins with = has no name; tough-cookie leaves that sign away": (text) =>
    /^[ \t]*=[^;]*=/.test(text),
  "section 5.6, step 5: neither name nor value is no cookie; the model says so in two empty strings": (text) =>
    /^[ \t]*=?[ \t]*(;|$)/.test(text),
  "section 5.6, step 6.5: an attribute value over 1,024 bytes is ignored": (text) =>
    text.split(";").some((part) => part.length > 1024),
  "section 5.6.2: Max-Age has no plus sign; the model takes it, as Chromium does": (text) =>
    /;\s*max-age\s*=\s*\+/i.test(text),
  "section 5.6.1: a year before 1601 is none; the model takes it as past, as Chromium does": (text) =>
    /;\s*expires\s*=[^;]*(?<!\d)(1[0-5]\d\d|1600|0?[1-9]\d\d|0\d{2,3})(?!\d)/i.test(text),
  "section 5.6.1: a token's rest may be any byte; tough-cookie takes characters up to U+00FF": (text) =>
    /;\s*expires\s*=[^;]*[\u0100-\uffff]/i.test(text),
};
const isCompared = (text: string): boolean => !Object.values(intended).some((differs) => differs(text));

/** When a cookie ends, in the words of both: `session`, `deletion`, or epoch milliseconds. */
const endOf = (end: number | undefined): number | string =>
  end === undefined ? "session" : end <= now ? "deletion" : end;

/** What tough-cookie makes of a text; `loose` is for cookies without a name, which the norm allows and it does not. */
const byToughCookie = (text: string) => {
  const cookie = Cookie.parse(text, { loose: true });
  if (!cookie) return undefined;
  const isSession = cookie.maxAge === null && cookie.expires === "Infinity";
  const end = isSession ? undefined : cookie.expiryTime(new Date(now));
  return {
    name: cookie.key,
    value: cookie.value,
    // Section 5.5: no more than 400 days, which tough-cookie leaves to its caller, and the model cuts for Max-Age.
    end: endOf(cookie.maxAge === null || end === undefined ? end : Math.min(end, now + MAX_AGE * 1000)),
    path: cookie.path,
    domain: cookie.domain,
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: cookie.sameSite ?? "",
    others: (cookie.extensions ?? [])
      .map((each) => each.replace(/[ \t]*=[ \t]*/, "=").replace(/^([^=]*)=$/, "$1"))
      .filter(Boolean),
  };
};

/** The same by the model, with the attributes understood as tough-cookie does. */
const byModel = (text: string) => {
  const { name, value, attributes } = parseSetCookie(text);
  const named = (...names: string[]) => attributes.filter((each) => names.includes(each.name.toLowerCase()));
  const path = named("path").at(-1)?.value;
  const sameSite = named("samesite").at(-1)?.value.toLowerCase() ?? "";
  return {
    name,
    value,
    end: endOf(cookieEnd(text, now)),
    path: path?.startsWith("/") ? path : null,
    domain:
      named("domain")
        .map((each) => each.value.replace(/^\./, "").toLowerCase())
        .filter(Boolean)
        .at(-1) ?? null,
    secure: named("secure").length > 0,
    httpOnly: named("httponly").length > 0,
    sameSite: /^(strict|lax|none)$/.test(sameSite) ? sameSite : "",
    others: attributes
      .filter((each) => each.name || each.value)
      .filter((each) => !/^(expires|max-age|path|domain|secure|httponly|samesite)$/i.test(each.name))
      .map((each) => (each.value ? `${each.name}=${each.value}` : each.name)),
  };
};

const space = fc.constantFrom("", "", " ", "  ", "\t", " \t ");
const letters = [..."abcXYZ019-_.,:/\"'\\()<>@?=[]{}*+!#$%&^`|~ \té€д"];
const word = fc.array(fc.constantFrom(...letters), { maxLength: 8 }).map((each) => each.join(""));
const spelled = (text: string) =>
  fc.constantFrom(
    text,
    text.toLowerCase(),
    text.toUpperCase(),
    text.replace(/[aeiou]/, (vowel) => vowel.toUpperCase()),
  );

const number = fc.integer({ min: 0, max: 99 }).map(String);
const time = fc
  .tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 61 }), fc.integer({ min: 0, max: 61 }))
  .chain((parts) =>
    fc.constantFrom(
      parts.join(":"),
      parts.map((part) => `${part}`.padStart(2, "0")).join(":"),
      `${parts.join(":")}x`,
      `0${parts.join(":")}`,
    ),
  );
const month = fc
  .constantFrom(
    "Jan",
    "feb",
    "MAR",
    "april",
    "May",
    "june",
    "Juli",
    "Aug",
    "September",
    "octo",
    "Nov",
    "Dezember",
    "Dec",
    "Foo",
    "anf",
  )
  .chain(spelled);
const year = fc.oneof(
  fc.integer({ min: 0, max: 99 }).map((each) => `${each}`.padStart(2, "0")),
  fc.integer({ min: 1590, max: 9999 }).map(String),
  fc.constantFrom("1601", "1600", "2069", "0069", "12069", "026"),
);
const day = fc
  .integer({ min: 0, max: 32 })
  .chain((each) => fc.constantFrom(`${each}`, `${each}`.padStart(2, "0"), `${each}th`, `0${each}x`));
const noise = fc.constantFrom("Mon", "Tuesday", "GMT", "+0100", "UTC", "x", "7", "é1");
/** Dates as the norm's tokens, in any order, with any delimiters, now and then without one or with one too many. */
const date = fc
  .tuple(
    fc.option(day, { freq: 15 }),
    fc.option(month, { freq: 15 }),
    fc.option(year, { freq: 15 }),
    fc.option(time, { freq: 15 }),
    fc.array(fc.oneof(noise, number), { maxLength: 2 }),
  )
  .chain(([...tokens]) =>
    fc.shuffledSubarray(
      tokens.flat().filter((token) => token !== null),
      { minLength: tokens.flat().filter((token) => token !== null).length },
    ),
  )
  .chain((tokens) => fc.constantFrom(" ", "-", ", ", " / ", "\t", "").map((delimiter) => tokens.join(delimiter)));

const seconds = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map(String),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
  fc.constantFrom(
    "34560000",
    "34560001",
    "",
    "x",
    "1.5",
    "1e3",
    "007",
    "-0",
    '"1"',
    "1 0",
    "--1",
    "-",
    "9".repeat(400),
  ),
);
const attribute = fc
  .oneof(
    fc.tuple(spelled("Expires"), fc.oneof(date, date, word)),
    fc.tuple(spelled("Max-Age"), seconds),
    fc.tuple(
      spelled("Path"),
      fc.oneof(
        word,
        word.map((each) => `/${each}`),
      ),
    ),
    fc.tuple(spelled("Domain"), fc.constantFrom("", ".", "example.org", ".Example.org", "..org")),
    fc.tuple(spelled("SameSite"), fc.constantFrom("Lax", "STRICT", "none", "x", "")),
    fc.tuple(fc.constantFrom("Secure", "httponly", "Partitioned", "Priority", "Max-Agent", "x-Expires", ""), word),
  )
  .chain(([name, value]) =>
    fc
      .tuple(space, space, space, space, fc.constantFrom(true, true, true, false))
      .map(
        ([before, between, after, end, hasValue]) =>
          before + name + between + (hasValue ? `=${after}${value}` : "") + end,
      ),
  );
const pair = fc.tuple(space, word, fc.constantFrom("=", "=", "=", ""), word, space).map((parts) => parts.join(""));
const cookieText = fc
  .tuple(
    pair,
    fc.array(fc.oneof({ weight: 9, arbitrary: attribute }, { weight: 1, arbitrary: word }), { maxLength: 6 }),
  )
  .map(([first, attributes]) => [first, ...attributes].join(";"))
  .filter(isCompared);

describe("tough-cookie and the model agree", () => {
  test("[G2] [G3] on name, value, end and every attribute of any text that they are not meant to differ on", () => {
    fc.assert(
      fc.property(cookieText, (text) => {
        expect(byModel(text)).toEqual(byToughCookie(text));
        expect(cookieName(text)).toBe(byToughCookie(text)?.name);
      }),
      { numRuns: 5000 },
    );
  });

  test("[G1] [G3] that the session form of any such text has no lifetime, and everything else as it was", () => {
    fc.assert(
      fc.property(cookieText, (text) => {
        const session = toSessionCookie(text);
        expect(byToughCookie(session)).toEqual({ ...byToughCookie(text), end: "session" });
      }),
      { numRuns: 2000 },
    );
  });

  const { vectors } = table;
  test.each(vectors.map(({ text }) => text).filter(isCompared))("on %j of the table", (text) => {
    expect(byModel(text)).toEqual(byToughCookie(text));
  });

  test("on most of the table, and every intended difference is in it", () => {
    expect(vectors.filter(({ text }) => isCompared(text)).length).toBeGreaterThan(150);
    for (const [why, differs] of Object.entries(intended)) {
      if (/a control character is|a tab|text with a control|U\+00FF/.test(why)) continue;
      expect(
        vectors.filter(({ text }) => differs(text)),
        why,
      ).not.toEqual([]);
    }
  });
});
