// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Adapters } from "../../../src/model/config.js";
import type { Controller, Start } from "../../../src/model/controller.js";

let granted: readonly string[];
let hasDecided: boolean;
let tellDecision: (() => void)[];
let controller: Controller;

const page = window as unknown as Record<string, unknown>;
const ADAPTERS = {
  "google-tag-manager": () => import("../../../src/adapters/google-tag-manager.js"),
  "microsoft-uet": () => import("../../../src/adapters/microsoft-uet.js"),
  "microsoft-clarity": () => import("../../../src/adapters/microsoft-clarity.js"),
  "meta-pixel": () => import("../../../src/adapters/meta-pixel.js"),
  "yandex-metrica": () => import("../../../src/adapters/yandex-metrica.js"),
  "vk-pixel": () => import("../../../src/adapters/vk-pixel.js"),
  matomo: () => import("../../../src/adapters/matomo.js"),
} satisfies Record<keyof Adapters, () => Promise<{ start: Start<never> }>>;

/** Starts an adapter on a page of its own. */
const start = async (name: keyof Adapters, options: object = {}): Promise<void> => {
  const { start } = await ADAPTERS[name]();
  (start as Start<object>)(controller, options);
};
const decide = (...names: string[]): void => {
  granted = names;
  hasDecided = true;
  for (const tell of tellDecision) tell();
};
/** Addresses of the third parties' scripts that were loaded, in order. */
const loaded = (): string[] => [...document.head.querySelectorAll("script")].map(({ src }) => src);
/** What waits in a queue, as lists: third parties take `arguments` objects, lists and plain values. */
const queued = (queue: unknown): unknown[] =>
  [...(queue as unknown[])].map((entry) =>
    Object.prototype.toString.call(entry) === "[object Arguments]" ? { command: [...(entry as unknown[])] } : entry,
  );

beforeEach(() => {
  document.head.innerHTML = "";
  for (const name of ["dataLayer", "uetq", "clarity", "fbq", "_fbq", "ym", "_tmr", "_paq", "disableYaCounter7"])
    delete page[name];
  granted = [];
  hasDecided = false;
  tellDecision = [];
  controller = {
    has: (name: string) => granted.includes(name),
    record: () =>
      hasDecided ? { granted, denied: ["statistics", "marketing"].filter((n) => !granted.includes(n)) } : null,
    on: (_: string, listener: () => void) => tellDecision.push(listener),
    config: { categories: { statistics: {}, marketing: { cookies: [{ name: "_fbp", days: 7 }] } } },
  } as unknown as Controller;
});

describe("[D5] Google Tag Manager", () => {
  test("is told of each decision by an event of its data layer, and of none before", async () => {
    await start("google-tag-manager");
    expect(page.dataLayer).toEqual([]);
    decide("statistics");
    decide();
    expect(page.dataLayer).toEqual([
      { event: "kivok_decision", kivok_granted: "statistics", kivok_denied: "marketing" },
      { event: "kivok_decision", kivok_granted: "", kivok_denied: "statistics,marketing" },
    ]);
  });
});

describe("[D5] Google Tag Manager, started while a decision is made", () => {
  test("is told of it once, though it finds the record and hears of the decision", async () => {
    granted = ["statistics"];
    hasDecided = true;
    const record = controller.record();
    Object.assign(controller, { record: () => record });
    await start("google-tag-manager");
    for (const tell of tellDecision) tell();
    expect(page.dataLayer).toHaveLength(1);
  });
});

describe("[D5] Microsoft UET", () => {
  test("is denied by default and told of each decision, three entries a call", async () => {
    await start("microsoft-uet");
    decide("marketing");
    decide("statistics");
    expect(page.uetq).toEqual([
      ...["consent", "default", { ad_storage: "denied" }],
      ...["consent", "update", { ad_storage: "granted" }],
      ...["consent", "update", { ad_storage: "denied" }],
    ]);
  });

  test("is told what was decided on an earlier page, also by the object that its script leaves", async () => {
    const push = vi.fn();
    page.uetq = { push };
    granted = ["marketing"];
    hasDecided = true;
    await start("microsoft-uet");
    expect(push.mock.calls).toEqual([
      ["consent", "default", { ad_storage: "denied" }],
      ["consent", "update", { ad_storage: "granted" }],
    ]);
  });
});

describe("[D5] Microsoft Clarity", () => {
  test("is told both permissions, in the queue that its script applies", async () => {
    await start("microsoft-clarity");
    decide("statistics");
    expect(queued((page.clarity as { q: unknown }).q)).toEqual([
      { command: ["consentv2", { ad_Storage: "denied", analytics_Storage: "denied" }] },
      { command: ["consentv2", { ad_Storage: "denied", analytics_Storage: "granted" }] },
    ]);
  });
});

describe("[D5] Meta Pixel", () => {
  test("is loaded once when granted, revoked at a withdrawal, and granted again", async () => {
    await start("meta-pixel", { id: "42" });
    decide("statistics");
    expect([page.fbq, loaded()]).toEqual([undefined, []]);
    decide("marketing");
    decide();
    decide("marketing");
    expect(loaded()).toEqual(["https://connect.facebook.net/en_US/fbevents.js"]);
    expect((page.fbq as { queue: unknown }).queue).toEqual([
      ["consent", "grant"],
      ["init", "42"],
      ["track", "PageView"],
      ["consent", "revoke"],
      ["consent", "grant"],
    ]);
  });

  test("hands its calls to the script once that has come", async () => {
    await start("meta-pixel", { id: "42" });
    decide("marketing");
    const callMethod = vi.fn();
    Object.assign(page.fbq as object, { callMethod });
    decide();
    expect(callMethod.mock.calls).toEqual([["consent", "revoke"]]);
  });

  test("of the page's own tag is told, and nothing loaded", async () => {
    const fbq = vi.fn();
    page.fbq = fbq;
    await start("meta-pixel");
    decide("marketing");
    expect(fbq.mock.calls).toEqual([
      ["consent", "revoke"],
      ["consent", "grant"],
    ]);
    expect(loaded()).toEqual([]);
  });
});

describe("[D5] Yandex.Metrica", () => {
  test("is loaded once when granted, with number and options; switched off at a withdrawal; started again by a grant", async () => {
    await start("yandex-metrica", { id: 7, options: { clickmap: true } });
    expect([page.ym, page.disableYaCounter7, loaded()]).toEqual([undefined, true, []]);
    decide("statistics");
    expect(page.disableYaCounter7).toBe(false);
    decide("statistics", "marketing");
    decide();
    expect(page.disableYaCounter7).toBe(true);
    decide("statistics");
    expect(loaded()).toEqual(["https://mc.yandex.ru/metrika/tag.js"]);
    expect(queued((page.ym as { a: unknown }).a)).toEqual([
      { command: [7, "init", { clickmap: true }] },
      { command: [7, "destruct"] },
      { command: [7, "init", { clickmap: true }] },
    ]);
    expect((page.ym as { l: unknown }).l).toEqual(expect.any(Number));
  });
});

describe("[D5] VK's pixel", () => {
  test("is loaded once when granted, and counts the page", async () => {
    await start("vk-pixel", { id: "3" });
    decide("statistics");
    expect([page._tmr, loaded()]).toEqual([undefined, []]);
    decide("marketing");
    decide();
    decide("marketing");
    expect(page._tmr).toEqual([{ id: "3", type: "pageView", start: expect.any(Number) }]);
    expect(loaded()).toEqual(["https://top-fwz1.mail.ru/js/code.js"]);
  });
});

describe("[D5] Matomo", () => {
  test.each([
    [{}, "CookieConsent"],
    [{ tracking: true }, "Consent"],
  ])("asks for consent, and is told of it and of its end: %j", async (options, what) => {
    await start("matomo", options);
    decide("marketing");
    decide("statistics");
    decide("statistics", "marketing");
    decide();
    expect(page._paq).toEqual([[`require${what}`], [`set${what}Given`], [`forget${what}Given`]]);
  });
});

describe("[D5] an adapter", () => {
  test("declares its cookies in its category, unless the owner has, or has no such category", async () => {
    await start("yandex-metrica", { id: 7 });
    await start("meta-pixel", { id: "42", category: "marketing" });
    await start("vk-pixel", { id: "3", category: "elsewhere" });
    expect(controller.config.categories).toEqual({
      statistics: { cookies: [{ name: "_ym_*", provider: "Yandex", days: 365 }] },
      marketing: {
        cookies: [
          { name: "_fbp", days: 7 },
          { name: "_fbc", provider: "Meta", days: 90 },
        ],
      },
    });
  });

  test("waits for the category that the owner names", async () => {
    await start("yandex-metrica", { id: 7, category: "marketing" });
    decide("statistics");
    expect(loaded()).toEqual([]);
    decide("marketing");
    expect(loaded()).toHaveLength(1);
  });
});
