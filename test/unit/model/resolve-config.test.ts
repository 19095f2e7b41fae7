import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../../src/model/config.js";
import { resolveConfig, resolveCoreConfig } from "../../../src/model/resolve-config.js";

describe("the configuration", () => {
  const defaults = resolveConfig({});

  test("offers functional and statistics cookies, and marketing only if it is configured", () => {
    expect(Object.keys(defaults.categories)).toEqual(["necessary", "functional", "statistics"]);
    expect(Object.keys(resolveConfig({ categories: { marketing: {} } }).categories)).toContain("marketing");
  });

  test("[N6] lets a consent last 180 days and a refusal until the browser closes", () => {
    expect(defaults.consent.days).toBe(180);
    expect(defaults.refusal.days).toBe(0);
  });

  test.each([
    [1, 1],
    [400, 400],
    [401, 400],
    [4000, 400],
    [0, 180],
    [-1, 180],
    [Number.NaN, 180],
  ])("[N6] takes %d days of consent for %d", (asked, days) => {
    expect(resolveConfig({ consent: { days: asked } }).consent.days).toBe(days);
  });

  test.each([
    [0, 0],
    [400, 400],
    [1000, 400],
    [-1, 0],
    [Number.NaN, 0],
  ])("[N6] takes %d days of refusal for %d", (asked, days) => {
    expect(resolveConfig({ refusal: { days: asked } }).refusal.days).toBe(days);
  });

  test("sends nothing, links nothing and names nobody unless asked to", () => {
    const { endpoint, policy, owner, contact, thirdParties } = defaults;
    expect([endpoint, policy.url, owner, contact.email, contact.address, thirdParties]).toEqual([
      "",
      "",
      "",
      "",
      "",
      [],
    ]);
  });

  test("[G1] makes undeclared and necessary cookies follow functional", () => {
    expect(defaults.guard).toEqual({ persistWith: "functional", undeclared: "functional" });
    expect(resolveConfig({ guard: { undeclared: "statistics" } }).guard).toEqual({
      persistWith: "functional",
      undeclared: "statistics",
    });
  });

  test("removes a category that is false, but never the necessary one", () => {
    const { categories } = resolveConfig({ categories: { necessary: false, functional: false } });
    expect(Object.keys(categories)).toEqual(["necessary", "statistics"]);
  });

  test("declares Kivok's own cookies before those of the owner", () => {
    const { categories } = resolveConfig({ categories: { statistics: { cookies: [{ name: "_pk_*" }] } } });
    expect(categories.necessary?.cookies.map(({ name }) => name)).toEqual(["kivok"]);
    expect(categories.statistics?.cookies.map(({ name }) => name)).toEqual(["kivok_day", "kivok_visit", "_pk_*"]);
  });

  test("keeps what the owner wrote and fills in the parts around it", () => {
    const { policy, contact, layout } = resolveConfig({
      policy: { url: "/privacy", version: "3" },
      contact: { email: "hello@salon.example" },
      layout: "bar",
    });
    expect(policy).toEqual({ url: "/privacy", version: "3", date: "", changes: [] });
    expect(contact).toEqual({ email: "hello@salon.example", address: "" });
    expect(layout).toBe("bar");
  });

  test("is the same when it is filled in again, also by way of the core", () => {
    const input: ConfigInput = {
      categories: { marketing: { cookies: [{ name: "_fbp", days: 90 }] }, own: false },
      consent: { days: 30 },
      messages: { ru: { accept: "Да" } },
    };
    const config = resolveConfig(input);
    expect(resolveConfig(config)).toEqual(config);
    expect(resolveConfig(resolveCoreConfig(input))).toEqual(config);
  });

  test("does not change what it was given", () => {
    const input: ConfigInput = Object.freeze({ categories: Object.freeze({ statistics: Object.freeze({}) }) });
    expect(() => resolveConfig(input)).not.toThrow();
  });
});
