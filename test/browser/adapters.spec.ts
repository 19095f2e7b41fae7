import { beforeEach, expect, test } from "vitest";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp();

/** Hosts of third parties that were asked for. */
const asked: string[] = [];

beforeEach(async () => {
  asked.length = 0;
  await visitor.route(/^https:/, (route) => {
    asked.push(new URL(route.request().url()).hostname);
    return route.fulfill({ contentType: "text/javascript", body: "" });
  });
});

/** A command as `gtag` takes it. */
type Command = Parameters<Gtag.Gtag>;
const GRANTED = {
  ad_storage: "granted",
  ad_user_data: "granted",
  ad_personalization: "granted",
  analytics_storage: "granted",
} satisfies Gtag.ConsentParams;
const DENIED = {
  ad_storage: "denied",
  ad_user_data: "denied",
  ad_personalization: "denied",
  analytics_storage: "denied",
} satisfies Gtag.ConsentParams;

/** What is on the data layer: commands as lists, events by their name. */
const dataLayer = (): Promise<unknown[]> =>
  page.evaluate(() =>
    (window as unknown as { dataLayer: ArrayLike<unknown>[] }).dataLayer.map((entry) =>
      Object.prototype.toString.call(entry) === "[object Arguments]"
        ? Array.from(entry).map((part) => (part instanceof Date ? "now" : part))
        : (entry as unknown as { event: string }).event,
    ),
  );

const GOOGLE = `<script nonce="n" src="/adapters/google-consent-mode.js" data-defaults='[{ "wait_for_update": 500 }, { "region": ["US"], "analytics_storage": "granted" }]'></script>
  <script nonce="n">function gtag() { dataLayer.push(arguments) } gtag("js", new Date());</script>`;
const DEFAULTS: Command[] = [
  ["consent", "default", { ...DENIED, wait_for_update: 500 }],
  ["consent", "default", { ...DENIED, region: ["US"], analytics_storage: "granted" }],
];
const POLICY = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
};

test("[D5] Consent Mode: the default with all four signals is the first command, the update comes with the decision, before the page view", async () => {
  const violations: string[] = [];
  await page.exposeFunction("violated", (what: string) => violations.push(what));
  server.page("/", {
    tag: 'nonce="n"',
    head: `<script nonce="n">addEventListener("securitypolicyviolation", (event) => violated(event.violatedDirective + " " + event.blockedURI))</script>${GOOGLE}`,
    headers: POLICY,
    config: { categories: { marketing: {} }, adapters: { "google-tag-manager": {} } },
    // Basic use: the Google tag itself waits.
    body: `<script nonce="n" type="text/plain" data-category="necessary">window.ran = ["adapters"]</script>
      <script nonce="n" type="text/plain" data-category="statistics">gtag("config", "G-1")</script>
      <script nonce="n">document.addEventListener("kivok:decision", () => gtag("event", "told"))</script>`,
  });
  await page.goto(server.url);
  // Scripts are released when the adapters have started.
  await eventually(async () => expect(await page.evaluate(() => window.ran)).toEqual(["adapters"]));
  expect(await dataLayer()).toEqual([...DEFAULTS, ["js", "now"]]);
  await page.evaluate(() => window.kivok.accept());
  await eventually(async () =>
    expect(await dataLayer()).toEqual([
      ...DEFAULTS,
      ["js", "now"],
      ["consent", "update", GRANTED],
      ["event", "told"],
      "kivok_decision",
      ["config", "G-1"],
    ]),
  );
  // A later page: told before its first tag.
  await page.reload();
  await eventually(async () =>
    expect(await dataLayer()).toEqual([
      ...DEFAULTS,
      ["consent", "update", GRANTED],
      ["js", "now"],
      "kivok_decision",
      ["config", "G-1"],
    ]),
  );
  await page.evaluate(() => window.kivok.accept(["statistics"]));
  await eventually(async () =>
    expect((await dataLayer()).slice(-3)).toEqual([
      ["consent", "update", { ...DENIED, analytics_storage: "granted" }],
      ["event", "told"],
      "kivok_decision",
    ]),
  );
  expect(violations).toEqual([]);
});

test("[D5] adapters load their third parties on a grant, each once, none before; one that fails stops no other", async () => {
  server.page("/", {
    config: {
      categories: { marketing: {} },
      adapters: {
        missing: {},
        "microsoft-uet": {},
        "microsoft-clarity": {},
        "meta-pixel": { id: "42" },
        "yandex-metrica": { id: 7 },
        "vk-pixel": { id: "3" },
        matomo: {},
      },
    },
    head: `<script>window.uetq = { push() { throw new Error("on purpose") } }</script>`,
    body: `<script type="text/plain" data-category="necessary">window.ran = ["adapters"]</script>
      <script type="text/plain" data-category="statistics">window.ran = [String(clarity.q.length), JSON.stringify(_paq)]</script>`,
  });
  await page.goto(server.url);
  // One that comes while a decision is made may tell its third party of it twice.
  await eventually(async () => expect(await page.evaluate(() => window.ran)).toEqual(["adapters"]));
  await page.evaluate(() => fetch("/mark"));
  expect(asked).toEqual([]);
  await page.evaluate(() => window.kivok.accept(["statistics"]));
  await eventually(() => expect(asked).toEqual(["mc.yandex.ru"]));
  // Third parties knew before the page's own tags of them ran.
  await eventually(async () =>
    expect(await page.evaluate(() => window.ran)).toEqual([
      "2",
      '[["requireCookieConsent"],["setCookieConsentGiven"]]',
    ]),
  );
  await page.evaluate(() => window.kivok.accept());
  await eventually(() => expect(new Set(asked).size).toBe(3));
  await page.evaluate(() => window.kivok.reject());
  await page.evaluate(() => window.kivok.accept());
  await page.evaluate(() => fetch("/mark"));
  expect(asked.sort()).toEqual(["connect.facebook.net", "mc.yandex.ru", "top-fwz1.mail.ru"]);
});
