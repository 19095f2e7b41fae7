// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createConsent } from "../../../src/core/consent.js";
import type { ConfigInput } from "../../../src/model/config.js";
import type { ConsentRecord } from "../../../src/model/consent-record.js";
import { resolveCoreConfig } from "../../../src/model/resolve-config.js";

const NOW = Date.UTC(2026, 10, 20, 12);
const DAY = 86_400_000;

const page = navigator as { globalPrivacyControl?: boolean };
const consentOf = (given: ConfigInput = {}) => createConsent(resolveCoreConfig(given), () => document.cookie);

/** A record as the cookie holds it, made some days ago. */
const recordText = ({ daysAgo = 1, policy = "1", states = "functional+statistics-" } = {}): string =>
  `1:${Math.round((NOW - daysAgo * DAY) / 1000).toString(36)}:${policy}:notice:${states.includes("+") ? "r1" : ""}:${states}`;

/** What the browser shows a script, in its order: cookies with longer paths come first. */
const showCookies = (...pairs: string[]): void => {
  vi.spyOn(document, "cookie", "get").mockReturnValue(pairs.join("; "));
};
/** Cookie strings that are written from now on. */
const watchWrites = () => vi.spyOn(document, "cookie", "set");

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  delete page.globalPrivacyControl;
  document.cookie = "kivok=; Max-Age=0";
});

describe("the record in the cookie", () => {
  test("is the decision in force", () => {
    showCookies("a=1", `kivok=${recordText()}`, "kivok_day=20777");
    expect(consentOf().record()).toEqual({
      time: NOW - DAY,
      policyVersion: "1",
      how: "notice",
      receipt: "r1",
      granted: ["functional"],
      denied: ["statistics"],
    });
    expect(consentOf().due()).toBe(false);
  });

  test("is none where only cookies of a similar name are there", () => {
    showCookies(`xkivok=${recordText()}`, `kivok_day=${recordText()}`, `KIVOK=${recordText()}`);
    expect(consentOf().record()).toBeNull();
    expect(consentOf().due()).toBe(true);
  });

  test.each([
    ["first", [1, 9]],
    ["last", [9, 1]],
  ])("is the newest of two, also where it comes %s", (_, [one, other]) => {
    showCookies(
      `kivok=${recordText({ daysAgo: one as number, states: one === 1 ? "functional-" : "functional+" })}`,
      `kivok=${recordText({ daysAgo: other as number, states: other === 1 ? "functional-" : "functional+" })}`,
    );
    expect(consentOf().record()?.denied).toEqual(["functional"]);
  });

  test("is the valid one of two, however the other one is damaged", () => {
    showCookies("kivok=", `kivok=${recordText()}`, "kivok=2:zzzzzzz:1:notice:a:functional+", "kivok=%7B%7D");
    expect(consentOf().record()?.granted).toEqual(["functional"]);
  });

  test.each(["", "1", "1:::::", "1:zzz", "1:-1:1:notice:a:functional+", "1:x y:1:notice:a:<b>", "null", "%", "a=b"])(
    "counts as none where it is malformed: %j",
    (value) => {
      showCookies(`kivok=${value}`);
      const consent = consentOf();
      expect(consent.record()).toBeNull();
      expect(consent.due()).toBe(true);
    },
  );

  test("is read once: what another script writes later does not change the decision on this page", () => {
    const consent = consentOf();
    expect(consent.record()).toBeNull();
    document.cookie = `kivok=${recordText({ states: "functional+statistics+" })}`;
    expect(consent.record()).toBeNull();
  });
});

describe("the notice", () => {
  test("[N6] is due for another policy version, and what was granted no longer holds", () => {
    showCookies(`kivok=${recordText({ policy: "1" })}`);
    const consent = consentOf({ policy: { version: "2" } });
    expect(consent.due()).toBe(true);
    expect(consent.record()).toBeNull();
    expect(consent.stored()?.policyVersion).toBe("1");
  });

  test("[N6] is due for an expired consent and an expired refusal, each by its own days", () => {
    showCookies(`kivok=${recordText({ daysAgo: 181 })}`);
    expect(consentOf().due()).toBe(true);
    expect(consentOf().record()).toBeNull();
    expect(consentOf({ consent: { days: 182 } }).due()).toBe(false);
    showCookies(`kivok=${recordText({ daysAgo: 31, states: "functional-statistics-" })}`);
    expect(consentOf({ refusal: { days: 30 } }).due()).toBe(true);
    expect(consentOf({ refusal: { days: 32 } }).due()).toBe(false);
  });

  test("[N6] is due when a consent expires while the page is open", () => {
    showCookies(`kivok=${recordText({ daysAgo: 179 })}`);
    const consent = consentOf();
    expect(consent.due()).toBe(false);
    vi.setSystemTime(NOW + 2 * DAY);
    expect(consent.due()).toBe(true);
    expect(consent.record()).toBeNull();
  });

  test("[N6] is due for a new category, while what was granted still holds", () => {
    showCookies(`kivok=${recordText()}`);
    const consent = consentOf({ categories: { marketing: {} } });
    expect(consent.due()).toBe(true);
    expect(consent.record()?.granted).toEqual(["functional"]);
  });

  test("is due for a record from the future, whose age cannot be told; a clock some hours off does not matter", () => {
    showCookies(`kivok=${recordText({ daysAgo: -2 })}`);
    expect(consentOf().record()).toBeNull();
    expect(consentOf().due()).toBe(true);
    showCookies(`kivok=${recordText({ daysAgo: -0.5 })}`);
    expect(consentOf().due()).toBe(false);
  });

  test("[N7] is never due under Global Privacy Control, also when a decision is no longer in force", () => {
    page.globalPrivacyControl = true;
    expect(consentOf().due()).toBe(false);
    expect(consentOf().record()).toBeNull();
    page.globalPrivacyControl = false;
    expect(consentOf().due()).toBe(true);
    page.globalPrivacyControl = true;
    showCookies(`kivok=${recordText()}`);
    expect(consentOf({ policy: { version: "2" } }).due()).toBe(false);
    expect(consentOf().record()?.granted).toEqual(["functional"]);
  });
});

describe("a decision that was made on this page", () => {
  const made: ConsentRecord = {
    time: NOW,
    policyVersion: "1",
    how: "settings",
    receipt: "",
    granted: [],
    denied: ["functional", "statistics"],
  };

  test("takes the place of the one before at once, and needs no cookie for it", () => {
    showCookies(`kivok=${recordText()}`);
    const writes = watchWrites();
    const consent = consentOf();
    consent.adopt(made);
    expect(consent.record()).toEqual(made);
    expect(consent.due()).toBe(false);
    expect(writes).not.toHaveBeenCalled();
  });

  test("[N6] ends an asking for another policy version, a new category, or an expired record", () => {
    showCookies(`kivok=${recordText({ daysAgo: 500, policy: "0", states: "functional+" })}`);
    const consent = consentOf();
    expect(consent.due()).toBe(true);
    consent.adopt(made);
    expect(consent.due()).toBe(false);
  });
});
