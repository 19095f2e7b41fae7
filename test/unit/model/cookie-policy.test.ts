import { describe, expect, test } from "vitest";
import type { GuardAction } from "../../../src/model/category.js";
import { NECESSARY } from "../../../src/model/category.js";
import type { ConfigInput, CoreConfig } from "../../../src/model/config.js";
import { decide, declarationOf } from "../../../src/model/cookie-policy.js";
import { resolveConfig, resolveCoreConfig } from "../../../src/model/resolve-config.js";
import table from "../../vectors/cookie-policy.json";

type Vector = {
  readonly cookie: string;
  readonly granted: readonly string[];
  readonly categoryBefore?: GuardAction;
  readonly cookieBefore?: GuardAction;
  readonly persistWith?: string;
  readonly undeclared?: string;
  readonly action: GuardAction;
};

const vectors = table.vectors as readonly Vector[];
const granting = (granted: readonly string[]) => (category: string) =>
  category === NECESSARY || granted.includes(category);

const configOf = ({ cookie, categoryBefore, cookieBefore, persistWith, undeclared }: Vector): ConfigInput => {
  const isDeclared = cookie !== "undeclared";
  return {
    guard: { ...(persistWith && { persistWith }), ...(undeclared && { undeclared }) },
    categories: {
      marketing: {},
      [isDeclared ? cookie : "functional"]: {
        ...(categoryBefore && { before: categoryBefore }),
        ...(isDeclared && { cookies: [{ name: "test", ...(cookieBefore && { before: cookieBefore }) }] }),
      },
    },
  };
};

const titled = vectors.map((vector) => {
  const { cookie, granted, action, ...options } = vector;
  const option = JSON.stringify(options);
  const title = `${action} a ${cookie} cookie with ${granted.join(", ") || "nothing"} granted`;
  return { vector, title: option === "{}" ? title : `${title}, ${option}` };
});

describe("the table of the guard", () => {
  test.each(titled)("[G1] says: $title", ({ vector }) => {
    const input = configOf(vector);
    expect(decide("test", resolveCoreConfig(input), granting(vector.granted))).toBe(vector.action);
    expect(decide("test", resolveConfig(input), granting(vector.granted))).toBe(vector.action);
  });

  test("[G1] has a row for each category, state and override", () => {
    const rows = new Set(vectors.map((vector) => JSON.stringify({ ...vector, action: undefined })));
    expect(rows.size).toBe(vectors.length);
    for (const cookie of ["necessary", "functional", "statistics", "marketing", "undeclared"])
      for (const action of ["allow", "session", "block"])
        expect(vectors).toContainEqual({ cookie, granted: [], categoryBefore: action, action });
  });
});

describe("a declaration", () => {
  const config: CoreConfig = resolveCoreConfig({
    categories: {
      necessary: { cookies: [{ name: "login" }] },
      functional: { cookies: [{ name: "seen_*" }, { name: "shared" }] },
      statistics: { cookies: [{ name: "_pk_*.*" }, { name: "shared" }, { name: "seen_stats" }] },
      removed: false,
    },
  });

  test.each([
    ["login", "necessary"],
    ["Login", "functional"],
    ["seen_news", "functional"],
    ["_pk_id.1.1fff", "statistics"],
    ["_pk_id", "functional"],
    ["shared", "functional"],
    ["seen_stats", "functional"],
    ["nobody", "functional"],
    ["", "functional"],
    ["kivok", "necessary"],
    ["kivok_day", "statistics"],
    ["kivok_visit", "statistics"],
    ["constructor", "functional"],
    ["__proto__", "functional"],
  ])("of the cookie %j is the first that matches, else the default: %s", (name, category) => {
    expect(declarationOf(name, config).category).toBe(category);
  });

  test("[N1] of Kivok's own cookies cannot be changed: the record is always allowed, the others wait for statistics", () => {
    const hostile = resolveCoreConfig({
      categories: { necessary: { before: "block" }, functional: { before: "allow", cookies: [{ name: "*" }] } },
    });
    expect(decide("kivok", hostile, granting([]))).toBe("allow");
    for (const own of ["kivok_day", "kivok_visit"]) {
      expect(decide(own, hostile, granting([]))).toBe("block");
      expect(decide(own, hostile, granting(["functional"]))).toBe("block");
      expect(decide(own, hostile, granting(["statistics"]))).toBe("allow");
    }
  });

  test("that names a removed category leaves its cookies without a lifetime", () => {
    const without = resolveCoreConfig({ categories: { functional: false } });
    expect(decide("any", without, granting(["statistics"]))).toBe("session");
  });
});
