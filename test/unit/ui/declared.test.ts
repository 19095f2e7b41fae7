// @vitest-environment jsdom
import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../../src/model/config.js";
import type { Controller } from "../../../src/model/controller.js";
import { resolveConfig, resolveCoreConfig } from "../../../src/model/resolve-config.js";
import { cookiesOf, lifetimeOf, termOf, titleOf } from "../../../src/ui/declared.js";
import { english } from "../../../src/ui/messages/en.js";
import { loadWords } from "../../../src/ui/text.js";
import type { View } from "../../../src/ui/view.js";

const viewOf = async (given: ConfigInput): Promise<View> => {
  const config = resolveCoreConfig({ language: "en", ...given });
  return { controller: { config } as Controller, words: await loadWords(config, english) } as View;
};
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("[N4] the declared cookies of a category", () => {
  test("have Kivok's own before the owner's, and only where they belong", () => {
    const config = resolveCoreConfig({ categories: { necessary: { cookies: [{ name: "sid" }] }, media: {} } });
    expect(cookiesOf("necessary", config)).toEqual([{ name: "kivok", days: 180 }, { name: "sid" }]);
    expect(cookiesOf("statistics", config).map(({ name }) => name)).toEqual(["kivok_day", "kivok_visit"]);
    expect(cookiesOf("functional", config)).toEqual([]);
    expect(cookiesOf("media", config)).toEqual([]);
  });

  test("name none twice where the owner declares Kivok's own, in either form of the configuration", () => {
    const given = { categories: { necessary: { cookies: [{ name: "kivok", purpose: "Ours" }] } } };
    expect(cookiesOf("necessary", resolveCoreConfig(given))).toEqual([{ name: "kivok", purpose: "Ours" }]);
    expect(cookiesOf("necessary", resolveConfig({})).filter(({ name }) => name === "kivok")).toHaveLength(1);
  });
});

describe("[N4] words for", () => {
  test("a category's title: the owner's, else the built-in one, else its key", async () => {
    const view = await viewOf({ categories: { statistics: { title: { en: "Numbers" } }, marketing: {}, surveys: {} } });
    expect(["statistics", "marketing", "functional", "surveys"].map((name) => titleOf(view, name))).toEqual([
      "Numbers",
      "Marketing",
      "Functional",
      "surveys",
    ]);
  });

  test("how long an answer holds are bounded as the record is", async () => {
    expect(plain(termOf(await viewOf({}), "consent"))).toBe("180 days");
    expect(plain(termOf(await viewOf({ consent: { days: 5000 } }), "consent"))).toBe("400 days");
    expect(plain(termOf(await viewOf({ refusal: { days: 30 } }), "refusal"))).toBe("30 days");
  });

  test("a cookie's lifetime tell a session cookie from one of which nothing is stated", async () => {
    const view = await viewOf({});
    const told = [{ days: 0 }, {}, { days: 365 }, { days: 1 / 48 }].map((rest) =>
      plain(lifetimeOf(view, { name: "a", ...rest })),
    );
    expect(told).toEqual(["Session", "—", "1 year", "30 minutes"]);
  });
});
