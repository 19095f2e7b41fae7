import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConsentRecord } from "../../../src/model/consent-record.js";
import {
  createRecord,
  decodeRecord,
  encodeRecord,
  isComplete,
  isGranted,
  isInForce,
  optionalCategories,
  recordDays,
} from "../../../src/model/consent-record.js";
import { resolveConfig, resolveCoreConfig } from "../../../src/model/resolve-config.js";
import table from "../../vectors/consent-record.json";

const DAY = 86_400_000;
const now = Date.UTC(2026, 10, 23, 12, 0, 0, 678);
const config = resolveConfig({ categories: { marketing: {} } });
const consent = createRecord({ granted: ["functional", "statistics"], how: "notice" }, config, "k3v9x2m1", now);
const refusal = createRecord({ granted: [], how: "notice" }, config, "k3v9x2m1", now);

describe("the cookie's value", () => {
  const valid = table.valid as readonly { value: string; record: ConsentRecord }[];

  test.each(valid)("of version 1 is read as it was meant, for ever: $value", ({ value, record }) => {
    expect(decodeRecord(value)).toEqual(record);
  });

  test.each(valid)("is written as it was read: $value", ({ value, record }) => {
    expect(encodeRecord(record)).toBe(value);
  });

  test.each(table.malformed)("that is malformed is no record: %j", (value) => {
    expect(decodeRecord(value)).toBeNull();
  });

  const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,31}$/);
  const record = fc
    .record({
      time: fc.integer({ min: 1, max: 8_640_000_000_000 / 1000 }).map((seconds) => seconds * 1000),
      policyVersion: fc.stringMatching(/^[\w.-]{1,32}$/),
      how: fc.constantFrom("notice" as const, "settings" as const, "api" as const, "page" as const),
      receipt: fc.stringMatching(/^[0-9a-z]{0,32}$/),
      names: fc.uniqueArray(name, { maxLength: 8 }),
      grants: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    })
    .map(({ names, grants, ...rest }) => ({
      ...rest,
      granted: names.filter((_, index) => grants[index]),
      denied: names.filter((_, index) => !grants[index]),
    }));

  test("brings every record back", () => {
    fc.assert(
      fc.property(record, (given) => {
        expect(decodeRecord(encodeRecord(given))).toEqual(given);
      }),
    );
  });

  test("needs no percent-encoding and holds only cookie octets", () => {
    fc.assert(
      fc.property(record, (given) => {
        expect(encodeRecord(given)).toMatch(/^[\w.:+-]+$/);
      }),
    );
  });

  test("never makes the reader throw, and what is read can be written", () => {
    const broken = fc.oneof(
      fc.string(),
      record.chain((given) => {
        const value = encodeRecord(given);
        return fc
          .nat(value.length)
          .chain((at) => fc.string({ maxLength: 2 }).map((x) => value.slice(0, at) + x + value.slice(at + 1)));
      }),
    );
    fc.assert(
      fc.property(broken, (value) => {
        const read = decodeRecord(value);
        if (read) expect(decodeRecord(encodeRecord(read))).toEqual(read);
      }),
      { numRuns: 1000 },
    );
  });

  test("takes at most 200 bytes of a cookie, its name included, with six categories of usual length", () => {
    const six = resolveConfig({
      policy: { version: "v".repeat(32) },
      categories: { marketing: {}, social_networks: {}, personalisation: {}, embedded_media: {} },
    });
    const all = optionalCategories(six);
    expect(all).toHaveLength(6);
    // The longest receipt that is read; the core's own are shorter.
    const longest = createRecord({ granted: all, how: "settings" }, six, "z".repeat(32), Date.UTC(2099, 0, 1));
    expect(`kivok=${encodeRecord(longest)}`.length).toBeLessThanOrEqual(200);
  });
});

describe("a decision", () => {
  test("[N4] grants what was chosen out of what is offered, and denies the rest", () => {
    const given = createRecord(
      { granted: ["marketing", "necessary", "unheard_of"], how: "settings" },
      config,
      "r1",
      now,
    );
    expect(given).toEqual({
      time: Date.UTC(2026, 10, 23, 12),
      policyVersion: "1",
      how: "settings",
      receipt: "r1",
      granted: ["marketing"],
      denied: ["functional", "statistics"],
    });
  });

  test("[N1] to refuse carries no random number", () => {
    expect(refusal.receipt).toBe("");
    expect(consent.receipt).toBe("k3v9x2m1");
  });

  test("always leaves the necessary category granted, and without a record nothing else", () => {
    expect(isGranted(null, "necessary")).toBe(true);
    expect(isGranted(refusal, "necessary")).toBe(true);
    expect(isGranted(null, "functional")).toBe(false);
    expect(isGranted(consent, "functional")).toBe(true);
    expect(isGranted(consent, "marketing")).toBe(false);
    expect(isGranted(consent, "toString")).toBe(false);
  });

  test("offers every category but the necessary one and those that were removed", () => {
    expect(optionalCategories(resolveCoreConfig({ categories: { functional: false, marketing: {} } }))).toEqual([
      "statistics",
      "marketing",
    ]);
  });
});

describe("asking again", () => {
  test("[N6] happens 180 days after a consent, and not a second before", () => {
    expect(recordDays(consent, config)).toBe(180);
    expect(isInForce(consent, config, consent.time + 180 * DAY - 1000)).toBe(true);
    expect(isInForce(consent, config, consent.time + 180 * DAY)).toBe(false);
  });

  test("[N6] happens after a refusal when the browser closes, so the record itself never expires", () => {
    expect(recordDays(refusal, config)).toBe(0);
    expect(isInForce(refusal, config, now + 4000 * DAY)).toBe(true);
  });

  test("[N6] follows the owner's days for yes and no separately", () => {
    const own = resolveConfig({ consent: { days: 30 }, refusal: { days: 7 } });
    expect(isInForce(consent, own, consent.time + 30 * DAY - 1000)).toBe(true);
    expect(isInForce(consent, own, consent.time + 30 * DAY)).toBe(false);
    expect(isInForce(refusal, own, refusal.time + 7 * DAY - 1000)).toBe(true);
    expect(isInForce(refusal, own, refusal.time + 7 * DAY)).toBe(false);
  });

  test("[N6] happens after 400 days at the latest, whatever the owner asks", () => {
    for (const resolve of [resolveConfig, resolveCoreConfig]) {
      const own = resolve({ consent: { days: 4000 }, refusal: { days: 4000 } });
      for (const record of [consent, refusal]) {
        expect(recordDays(record, own)).toBe(400);
        expect(isInForce(record, own, record.time + 400 * DAY)).toBe(false);
      }
    }
  });

  test("[N6] happens for another policy version, and for no other reason that the policy has", () => {
    expect(isInForce(consent, resolveConfig({ policy: { version: "2" } }), now)).toBe(false);
    expect(isInForce(consent, resolveConfig({ policy: { url: "/elsewhere", date: "2026-11-23" } }), now)).toBe(true);
  });

  test("[N6] does not happen on every page because a version was written as a number", () => {
    const numeric = resolveCoreConfig(JSON.parse('{ "policy": { "version": 2 } }'));
    const read = decodeRecord(
      encodeRecord(createRecord({ granted: ["functional"], how: "notice" }, numeric, "r", now)),
    );
    expect(read && isInForce(read, numeric, now)).toBe(true);
  });

  test("[N6] happens for a new category, not for a removed one", () => {
    expect(isComplete(consent, config)).toBe(true);
    expect(isComplete(consent, resolveConfig({ categories: { marketing: {}, social: {} } }))).toBe(false);
    expect(isComplete(consent, resolveConfig({ categories: { statistics: false } }))).toBe(true);
    expect(isComplete(refusal, config)).toBe(true);
  });
});
