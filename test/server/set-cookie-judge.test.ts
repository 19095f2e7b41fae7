import { describe, expect, test } from "vitest";
import type { CoreConfig } from "../../src/model/config.js";
import { createRecord, encodeRecord } from "../../src/model/consent-record.js";
import { resolveCoreConfig } from "../../src/model/resolve-config.js";
import { judgeSetCookie, readRecord } from "../../src/server/set-cookie-judge.js";

const NOW = Date.UTC(2026, 10, 23, 12);
const DAY = 86_400_000;
const config: CoreConfig = resolveCoreConfig({ policy: { version: "3" }, refusal: { days: 10 } });

const record = (granted: readonly string[], time = NOW): string =>
  `kivok=${encodeRecord(createRecord({ granted, how: "notice" }, config, "k3v9", time))}`;

const granted = (cookies: string | undefined, now = NOW): readonly string[] | undefined =>
  readRecord(cookies, config, now)?.granted;

describe("the record in the Cookie field", () => {
  test("[G10] is found among all that a browser may send", () => {
    const functional = record(["functional"]);
    for (const cookies of [
      functional,
      `a=1; ${functional}`,
      `${functional};a=1`,
      `a=";"; kivok_day=1; ${functional}; {"a":[1,2]}; ==; b=%; caf\u00e9=\u00ff`,
      `kivokx=${functional};\t${functional} ;x`,
    ])
      expect(granted(cookies), cookies).toEqual(["functional"]);
  });

  test("[G10] is none if there is no field, no such cookie, or one that cannot be read", () => {
    const value = record(["functional"]).slice(6);
    for (const cookies of [
      undefined,
      "",
      ";",
      "a=1",
      "kivok",
      "kivok=",
      "kivok=2:zz",
      `Kivok=${value}`,
      `a=kivok=${value}`,
    ])
      expect(granted(cookies), cookies).toBeUndefined();
  });

  test("[G10] is the newest of several valid ones, wherever it stands", () => {
    const [old, young] = [record(["functional"], NOW - DAY), record(["statistics"], NOW)];
    for (const cookies of [
      [old, young],
      [young, old],
      ["kivok=1:!", young, "kivok="],
      [old, "kivok=1:zzzzzzz", young],
    ])
      expect(granted(cookies.join("; ")), cookies.join("; ")).toEqual(["statistics"]);
    expect(granted(`${record(["functional"], NOW - DAY)}; ${record([], NOW)}`)).toEqual([]);
  });

  test("[G10] holds for its days, under its policy version, and not if it comes from the future", () => {
    expect(granted(record(["functional"], NOW - 179 * DAY))).toEqual(["functional"]);
    expect(granted(record(["functional"], NOW - 181 * DAY))).toBeUndefined();
    expect(granted(record([], NOW - 11 * DAY))).toBeUndefined();
    expect(granted(record(["functional"], NOW + 2 * DAY))).toBeUndefined();
    expect(granted(`${record(["functional"], NOW + 2 * DAY)}; ${record(["statistics"])}`)).toEqual(["statistics"]);
    expect(granted(record(["functional"]).replace(":3:", ":2:"))).toBeUndefined();
  });

  test("[G10] takes time that grows with its length only, so that a request cannot hold the server", () => {
    const longest = `kivok=1:tgaups:3:notice::${"a".repeat(200_000)}-`;
    const spaces = `kivok=1:tgaups:3:notice::${" ".repeat(200_000)}a`;
    expect(granted(`${longest}; ${spaces}; ${record(["functional"])}`)).toEqual(["functional"]);
  });
});

describe("a verdict", () => {
  const judge = (text: string, cookies?: string) => judgeSetCookie(text, config, cookies, NOW);

  test("[G10] depends on the record only where another record leads to another outcome", () => {
    expect(judge("a=1")).toEqual({ text: "a=1", isByRecord: false });
    expect(judge("a=1; Max-Age=5")).toEqual({ text: "a=1", isByRecord: true });
    expect(judge("a=1; Max-Age=5", record(["functional"]))).toEqual({ text: "a=1; Max-Age=5", isByRecord: true });
    expect(judge("a=; Max-Age=0")).toEqual({ text: "a=; Max-Age=0", isByRecord: false });
    expect(judge("kivok_visit=1")).toEqual({ text: undefined, isByRecord: true });
    expect(judge(`${record(["functional"])}; Max-Age=5`).isByRecord).toBe(false);
  });

  test("[G10] tells a deletion from a lifetime by the time that is given", () => {
    expect(judge("a=1; Expires=Mon, 23 Nov 2026 11:59:59 GMT").text).toBe("a=1; Expires=Mon, 23 Nov 2026 11:59:59 GMT");
    expect(judge("a=1; Expires=Mon, 23 Nov 2026 12:00:01 GMT").text).toBe("a=1");
  });
});
