import { describe, expect, test } from "vitest";
import type { ConsentRecord } from "../../../src/model/consent-record.js";
import { formatIssue } from "../../../src/model/parse-config.js";
import { parseReceipt } from "../../../src/model/parse-receipt.js";
import { createReceipt, type Receipt } from "../../../src/model/receipt.js";

const NOW = Date.UTC(2026, 10, 20, 12);
const RECORD: ConsentRecord = {
  time: NOW,
  policyVersion: "2026-11",
  how: "settings",
  receipt: "1k8vq0zj5r2c1",
  granted: ["functional"],
  denied: ["statistics"],
};
const HASH = "ab".repeat(32);
const receipt = createReceipt(RECORD, "salon.example:8080", "sr-latn", HASH);
const issuesOf = (value: unknown, now = NOW): readonly string[] => {
  const parsed = parseReceipt(typeof value === "string" ? value : JSON.stringify(value), now);
  return "issues" in parsed ? parsed.issues.map(formatIssue) : [];
};

describe("[N16] a receipt", () => {
  test("names number, time, policy version, hash, language, how it was given and each category with its state", () => {
    expect(receipt).toEqual({
      schema_version: "kivok-receipt-1",
      record_id: "1k8vq0zj5r2c1",
      site: "salon.example:8080",
      privacy_notice: { version: "2026-11", language: "sr-latn", sha256: HASH },
      event: { time: "2026-11-20T12:00:00Z", method: "settings" },
      purposes: [
        { purpose: "functional", state: "granted" },
        { purpose: "statistics", state: "denied" },
      ],
    } satisfies Receipt);
    const refusal = createReceipt({ ...RECORD, receipt: "", granted: [], denied: ["functional"] }, "s", "en", "");
    expect(refusal).not.toHaveProperty("record_id");
    expect(refusal.privacy_notice).toEqual({ version: "2026-11", language: "en" });
  });

  test("is read as it was made, also without a hash, within a day of its time", () => {
    for (const now of [NOW, NOW + 86_400_000, NOW - 86_400_000])
      expect(parseReceipt(JSON.stringify(receipt), now)).toEqual({ receipt });
    const bare = createReceipt(RECORD, "s", "en", "");
    expect(parseReceipt(JSON.stringify(bare), NOW)).toEqual({ receipt: bare });
    expect(issuesOf(receipt, NOW + 86_401_000)).toEqual([
      "receipt.event.time: expected a time of today, got 2026-11-20T12:00:00Z",
    ]);
  });

  test.each([
    ["no JSON", "{", ["receipt: expected JSON, got a text that is none"]],
    ["null", null, ["receipt: expected an object, got null"]],
    [
      "an e-mail address in a field of its own",
      { ...receipt, email: "a@b.example" },
      ['receipt.email: expected no such key, got "email"'],
    ],
    [
      "a key of an object's prototype",
      JSON.stringify(receipt).replace("{", '{"__proto__":{},'),
      ['receipt.__proto__: expected no such key, got "__proto__"'],
    ],
    [
      "a name in place of a number",
      { ...receipt, record_id: "Jane Doe" },
      ['receipt.record_id: expected 1 to 13 of a-z and 0-9, got "Jane Doe"'],
    ],
    ["no number", { ...receipt, record_id: undefined }, ["receipt.record_id: expected a string, got undefined"]],
    [
      "an address as its version",
      { ...receipt, privacy_notice: { ...receipt.privacy_notice, version: "127.0.0.1 x" } },
      ['receipt.privacy_notice.version: expected 1 to 32 letters, digits and . _ -, got "127.0.0.1 x"'],
    ],
    [
      "an unknown method",
      { ...receipt, event: { ...receipt.event, method: "scrolling" } },
      [expect.stringContaining("receipt.event.method: expected ")],
    ],
    [
      "a day that does not exist",
      { ...receipt, event: { ...receipt.event, time: "2026-99-99T00:00:00Z" } },
      [expect.stringContaining("receipt.event.time: expected a time of today")],
    ],
    [
      "no category granted",
      { ...receipt, purposes: [{ purpose: "statistics", state: "denied" }] },
      ["receipt.purposes: expected a consent, got a refusal (refusals are not collected)"],
    ],
    [
      "a category without a state",
      { ...receipt, purposes: [{ purpose: "statistics" }] },
      ["receipt.purposes[0].state: expected a string, got undefined"],
    ],
  ])("with %s is refused, and says where", (_, value, expected) => {
    expect(issuesOf(value)).toEqual(expected);
  });
});
