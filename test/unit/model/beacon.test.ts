import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Beacon, PageView } from "../../../src/model/beacon.js";
import {
  DROP_REASONS,
  encodeBeacon,
  MAX_BEACON_BYTES,
  SHARES_GRANTED,
  screenClass,
} from "../../../src/model/beacon.js";
import { decodeBeacon } from "../../../src/model/decode-beacon.js";
import { MAX_TEXT_LENGTH, scrubPath, scrubValue } from "../../../src/model/scrub.js";
import table from "../../vectors/beacon.json";

type Vector = {
  readonly kind: string;
  readonly change: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  readonly beacon?: Readonly<Record<string, unknown>>;
};

const base: Readonly<Record<string, Readonly<Record<string, unknown>>>> = table.base;
const bodyOf = ({ kind, change, remove = [] }: Vector): Record<string, unknown> =>
  Object.fromEntries(Object.entries({ ...base[kind], ...change }).filter(([key]) => !remove.includes(key)));
const titled = (vectors: readonly Vector[]) =>
  vectors.map((vector) => {
    const { kind, change, remove } = vector;
    return { vector, title: `${kind} ${JSON.stringify(change)}${remove ? ` without ${remove}` : ""}` };
  });

describe("a body", () => {
  test.each(titled(table.valid as readonly Vector[]))("that is valid is read as it is: $title", ({ vector }) => {
    expect(decodeBeacon(bodyOf(vector))).toEqual(bodyOf(vector));
  });

  test.each(titled(table.cleaned as readonly Vector[]))("[A7] is cleaned again: $title", ({ vector }) => {
    expect(decodeBeacon(bodyOf(vector))).toEqual({ ...bodyOf({ ...vector, change: {} }), ...vector.beacon });
  });

  test.each(titled(table.malformed as readonly Vector[]))(
    "[C3] that is not valid is malformed: $title",
    ({ vector }) => {
      expect(decodeBeacon(bodyOf(vector))).toBe("malformed");
    },
  );

  test("[A7] keeps its view with a campaign that is too long, which is cut", () => {
    const read = decodeBeacon(bodyOf({ kind: "view", change: { campaign: "я".repeat(602) } }));
    expect(read).toEqual({ ...base.view, campaign: "я".repeat(MAX_TEXT_LENGTH) });
  });

  test("[C3] with half a character is malformed", () => {
    // Not in the table, since JSON readers differ about it.
    for (const member of ["path", "previous"])
      expect(decodeBeacon(bodyOf({ kind: "view", change: { [member]: "/\ud83d" } }))).toBe("malformed");
  });

  test.each(table.shapes.map((shape) => [shape]))("[C3] of another shape is malformed: %j", (shape) => {
    expect(decodeBeacon(shape)).toBe("malformed");
  });

  test.each(Object.keys(base))("[C3] of kind %s with any text longer than the bound is malformed", (kind) => {
    for (const [member, value] of Object.entries(bodyOf({ kind, change: {} }))) {
      if (typeof value !== "string" || member === "kind") continue;
      const long = `${member === "path" ? "/" : ""}${"a".repeat(MAX_TEXT_LENGTH + 1)}`;
      expect([member, decodeBeacon(bodyOf({ kind, change: { [member]: long } }))]).toEqual([member, "malformed"]);
    }
  });

  test("[C4] of any JSON is read or refused, never thrown at", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.jsonValue(),
        fc.constantFrom("path", "once", "step", "kind", "zone"),
        (any, part, member) => {
          expect(decodeBeacon(any)).toBe("malformed");
          const read = decodeBeacon(bodyOf({ kind: "view", change: { [member]: part } }));
          expect(typeof read === "object" || read === "malformed").toBe(true);
        },
      ),
    );
  });

  test("[C2] cannot carry anything that is not named here into the collector", () => {
    const known = [
      "v",
      "once",
      "site",
      "day",
      "path",
      "kind",
      "step",
      "gap",
      "previous",
      "referrer",
      "campaign",
    ].concat(["language", "zone", "screen", "seconds", "name", "granted"]);
    fc.assert(
      fc.property(fc.constantFrom("view", "time", "count", "decision"), fc.object(), (kind, more) => {
        const read = decodeBeacon({ ...more, ...base[kind] });
        if (read !== "malformed") for (const key of Object.keys(read)) expect(known).toContain(key);
      }),
    );
  });
});

describe("a beacon as Kivok writes it", () => {
  const common = {
    v: fc.constant(1 as const),
    once: fc.stringMatching(/^[0-9a-z]{8,32}$/),
    site: fc.domain(),
    day: fc.nat(100_000),
    path: fc.webPath().map((path) => scrubPath(path || "/")),
  };
  // What is not printable is emptied where it is read.
  const campaign = fc
    .string({ unit: "grapheme", maxLength: 80 })
    .map(scrubValue)
    .filter((text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text));
  const beacon: fc.Arbitrary<Beacon> = fc.oneof(
    fc.record({
      ...{ v: common.v, once: common.once, site: common.site },
      kind: fc.constant("decision" as const),
      granted: fc.constantFrom(...SHARES_GRANTED),
    }),
    fc.record({ ...common, kind: fc.constant("time" as const), seconds: fc.integer({ min: 1, max: 86_400 }) }),
    fc.record({ ...common, kind: fc.constant("count" as const), name: fc.stringMatching(/^[\w.-]{1,64}$/) }),
    fc.record(
      {
        ...common,
        kind: fc.constant("view" as const),
        step: fc.integer({ min: 1, max: 99 }),
        gap: fc.nat(32),
        previous: fc.webPath().map((path) => scrubPath(path || "/")),
        referrer: fc.domain().map(scrubValue).filter(Boolean),
        campaign,
        language: fc.stringMatching(/^[a-z]{2,3}$/),
        zone: fc.constantFrom("UTC", "Europe/Moscow", "America/Argentina/Buenos_Aires", "Etc/GMT-14"),
        screen: fc.constantFrom("small" as const, "medium" as const, "large" as const, "wide" as const),
      },
      { requiredKeys: ["v", "once", "site", "day", "path", "kind", "step", "language", "zone", "screen"] },
    ),
  );

  test("comes back from the wire as it was", () => {
    fc.assert(
      fc.property(beacon, (given) => {
        expect(decodeBeacon(JSON.parse(encodeBeacon(given)))).toEqual(given);
      }),
      { numRuns: 1000 },
    );
  });

  const longest = (campaignText: string): Beacon => ({
    v: 1,
    once: "z".repeat(13),
    site: `${"a".repeat(63)}.example:65535`,
    day: 99_999,
    path: `/${"p".repeat(MAX_TEXT_LENGTH - 1)}`,
    kind: "view",
    step: 99,
    gap: 32,
    previous: `/${"q".repeat(MAX_TEXT_LENGTH - 1)}`,
    referrer: "r".repeat(MAX_TEXT_LENGTH),
    campaign: campaignText,
    language: "kab",
    zone: "America/Argentina/ComodRivadavia",
    screen: "medium",
  });
  const bytesOf = (given: Beacon): number => new TextEncoder().encode(encodeBeacon(given)).length;

  test("takes at most 1 KB with the longest fields in ASCII, and 1.25 KB with a campaign in the widest letters", () => {
    // An entry has referrer and campaign, any other view has the page before.
    const { previous: _, ...entry } = longest("c".repeat(MAX_TEXT_LENGTH)) as PageView;
    const { referrer: __, campaign: ___, ...inside } = longest("") as PageView;
    expect(bytesOf(entry)).toBeLessThanOrEqual(1024);
    expect(bytesOf(inside)).toBeLessThanOrEqual(1024);
    expect(bytesOf({ ...entry, campaign: "中".repeat(MAX_TEXT_LENGTH) })).toBeLessThanOrEqual(1280);
  });

  test("stays within what the collector reads with the longest fields in any alphabet", () => {
    for (const letter of ["中", '"', "\\"]) {
      const given = longest(letter.repeat(MAX_TEXT_LENGTH));
      expect(bytesOf(given)).toBeLessThanOrEqual(MAX_BEACON_BYTES);
      expect(decodeBeacon(JSON.parse(encodeBeacon(given)))).toEqual(given);
    }
  });
});

test("[C3] the list of reasons to refuse a beacon is closed", () => {
  expect(DROP_REASONS).toEqual(["unknown-site", "malformed", "too-large", "too-old", "too-early", "bot", "over-limit"]);
});

test.each([
  [0, "small"],
  [320, "small"],
  [639.9, "small"],
  [640, "medium"],
  [1023, "medium"],
  [1024, "large"],
  [1599, "large"],
  [1600, "wide"],
  [7680, "wide"],
])("[A7] a window of %d px is told as %s, never by its width", (width, name) => {
  expect(screenClass(width)).toBe(name);
});
