import { beforeEach, describe, expect, test } from "vitest";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp();

/** What the page's console shows, and what was thrown into the page, oldest first. */
let said: string[];

beforeEach(() => {
  said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(`thrown: ${error.message}`));
});

const json = (text: string): string => `<script type="application/json" id="kivok-config">${text}</script>`;
const config = (given: unknown): string => json(JSON.stringify(given));
const tag = (attributes = ""): string => `<script src="/KIVOK" ${attributes}></script>`;

/** Opens a page with this head, in which `KIVOK` stands for the file of the build and `ORIGIN` for the server. */
const visit = async (build: "kivok.dev.js" | "kivok.js", head: string): Promise<void> => {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title><link rel="icon" href="data:,">
    ${head.replaceAll("KIVOK", build).replaceAll("ORIGIN", server.url)}</head><body><main><h1>Page</h1></main></body></html>`;
  await visitor.route("**/page", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }));
  await page.goto(`${server.url}/page`);
  // Everything that the page had to say by now has come before this.
  await page.evaluate(() => console.log("end"));
  await eventually(() => expect(said.pop()).toBe("end"));
};

const RIGHT = config({
  policy: { url: "/privacy", version: "2", date: "2026-11-20", changes: ["Less is kept", { ru: "Меньше" }] },
  owner: { en: "Linen Salon", ru: "салон «Лён»" },
  contact: { email: "privacy@example.org", address: "1 Main Street" },
  endpoint: "ORIGIN",
  timeZone: "Europe/Moscow",
  paths: ["/orders/*"],
  categories: {
    necessary: { cookies: [{ name: "sid", purpose: "Login" }] },
    functional: { before: "session", cookies: [{ name: "master", days: 365 }] },
    statistics: { cookies: [{ name: "_pk_*", provider: "Counter", days: 390 }] },
    marketing: { limits: "the site works the same" },
    own_one: false,
  },
  guard: { persistWith: "functional", undeclared: "statistics" },
  refusal: { days: 30 },
  layout: "bar",
  button: false,
});

/** What is wrong, how the page says it, and what the console shows for it. */
const WRONG: readonly (readonly [what: string, head: string, ...said: string[]])[] = [
  [
    "a wrong type deep in the configuration",
    config({ categories: { statistics: { cookies: [{ name: "a" }, { name: "b" }, { name: 7 }] } } }) + tag(),
    "[kivok] config.categories.statistics.cookies[2].name: expected a string, got number",
  ],
  [
    "several things, each once",
    config({ layout: "blue", button: "off", consent: { days: 900 } }) + tag(),
    '[kivok] config.layout: expected "box" or "bar" or "dialog", got "blue"',
    "[kivok] config.button: expected true or false, got string",
    "[kivok] config.consent.days: expected 1 to 400 days, got 900",
  ],
  [
    "a slip in a name",
    config({ endpiont: "https://a.example" }) + tag(),
    '[kivok] config.endpiont: expected no such key, got "endpiont" (did you mean "endpoint"?)',
  ],
  [
    "window.kivokConfig",
    `<script>window.kivokConfig = { theme: "drak" }</script>${tag()}`,
    '[kivok] config.theme: expected "auto" or "light" or "dark", got "drak"',
  ],
  [
    "a policy that is no object",
    config({ policy: "/privacy" }) + tag(),
    "[kivok] config.policy: expected an object, got string",
  ],
  [
    "services that the ordinary build does not hold back",
    config({ services: [{ name: "Video", category: "functional", match: ["video.example"] }] }) + tag(),
    "[kivok] config.services: expected kivok-services.js in place of kivok.js, got kivok.js (which holds none of them back; kivok-services.dev.js says what it holds)",
  ],
  [
    "a Google tag above the Consent Mode default",
    `${tag()}<script>window.dataLayer = []; function gtag() { dataLayer.push(arguments) } gtag("set", "page", 1); gtag("js", new Date()); gtag("config", "G-1")</script>
    <script src="/adapters/google-consent-mode.js"></script>`,
    `[kivok] dataLayer[1]: expected "consent default" before any other command, got "js" (put adapters/google-consent-mode.js right after Kivok's tag, above the Google tag)`,
  ],
  [
    "a container of Google Tag Manager above the Consent Mode default",
    `${tag()}<script>window.dataLayer = [{ "gtm.start": 1, event: "gtm.js" }]</script><script src="/adapters/google-consent-mode.js"></script>`,
    `[kivok] dataLayer[0]: expected "consent default" before any other command, got "gtm.js" (put adapters/google-consent-mode.js right after Kivok's tag, above the Google tag)`,
  ],
  ["a configuration that is a list", `${json("[]")}${tag()}`, "[kivok] config: expected an object, got array"],
  ["a configuration of nothing", `${json("null")}${tag()}`, "[kivok] config: expected an object, got null"],
  [
    "malformed JSON, with its place",
    `${json('{\n  "owner": "Salon"\n  "layout": "bar"\n}')}${tag()}`,
    `[kivok] #kivok-config: expected JSON, got a text that is none (Expected ',' or '}' after property value in JSON at position 23 (line 3 column 3); the defaults are used)`,
  ],
  [
    "JSON that nobody reads, next to window.kivokConfig",
    `<script>window.kivokConfig = {}</script>${json("{}")}${tag()}`,
    "[kivok] #kivok-config: expected one configuration, got window.kivokConfig as well (which wins)",
  ],
  [
    "a configuration below the tag",
    tag() + config({ layout: "bar" }),
    "[kivok] #kivok-config: expected it before the tag, got it after (it is not read)",
  ],
  [
    "window.kivokConfig below the tag",
    `${tag()}<script>window.kivokConfig = { layout: "bar" }</script>`,
    "[kivok] window.kivokConfig: expected it before the tag, got it after (it is not read)",
  ],
  [
    "attributes with wrong values, under the names that they have in the page",
    tag('data-time-zone="Moscow" data-button="no" data-accent="blue"'),
    '[kivok] data-time-zone: expected an IANA time zone such as Europe/Moscow, got "Moscow"',
    '[kivok] data-button: expected "true" or "false", got "no"',
    '[kivok] data-accent: expected a colour, #rrggbb, got "blue"',
  ],
  [
    "an attribute with a slip in its name",
    tag('data-langauge="ru"'),
    '[kivok] data-langauge: expected no such attribute, got "ru" (did you mean "language"?)',
  ],
  ...(["async", "defer"] as const).map(
    (mode) =>
      [
        `a tag with ${mode}`,
        tag(mode),
        `[kivok] script: expected a tag without async and defer, got ${mode} (cookies written before it runs are only found later)`,
      ] as const,
  ),
  [
    "the tag as a module",
    tag('type="module"'),
    "[kivok] script: expected a classic script tag, got a module or none (a module imports kivok.mjs)",
  ],
  ["the tag twice", tag() + tag(), "[kivok] script: expected the tag once, got another one (the first one has it all)"],
];

describe("the development build", () => {
  test.each(WRONG)("says once where it is, what was expected and what was found: %s", async (_, head, ...expected) => {
    await visit("kivok.dev.js", head);
    expect(said).toEqual(expected);
  });

  test.each([
    ["no configuration", tag()],
    ["a long one as JSON", RIGHT + tag('data-policy="/privacy" data-button="true" data-site="salon"')],
    [
      "Umami's protocol in it, and the id that it needs on the tag",
      config({ protocol: "umami" }) + tag('data-site="2c1fd2de-9d1c-4b0c-b4a6-6a5d4d2b6d3f"'),
    ],
    ["one in window.kivokConfig", `<script>window.kivokConfig = { theme: "dark" }</script>${tag()}`],
    ["attributes of other tools on the tag", tag('data-turbo-track="reload" data-cfasync="false" nonce="n" id="k"')],
  ])("says nothing where everything is right: %s", async (_, head) => {
    await visit("kivok.dev.js", head);
    await page.evaluate(() => window.kivok.accept());
    await page.reload();
    expect(said).toEqual([]);
    expect(await page.evaluate(() => window.kivok.has("functional"))).toBe(true);
  });

  test("[D1] says that a released script must not write into the document, and names its category", async () => {
    const script = `<script type="text/plain" data-category="statistics">document.write("")</script>`;
    await visit("kivok.dev.js", `${tag()}<script>document.write("<!-- the page's own -->")</script>${script}`);
    expect(said).toEqual([]);
    await page.evaluate(() => window.kivok.accept());
    await eventually(() =>
      expect(said).toContain(
        '[kivok] script[data-category="statistics"]: expected no document.write, got one (it is not supported there)',
      ),
    );
  });

  test("[D5] says nothing of a Google tag that stands below the Consent Mode default, or of a page without one", async () => {
    const google = `function gtag() { dataLayer.push(arguments) } gtag("js", new Date()); gtag("consent", "update", {})`;
    await visit(
      "kivok.dev.js",
      `${RIGHT}${tag()}<script src="/adapters/google-consent-mode.js"></script><script>${google}</script>`,
    );
    expect(said).toEqual([]);
    await visit("kivok.dev.js", `${RIGHT}${tag()}<script>window.dataLayer = [null, 1]; ${google}</script>`);
    expect(said).toEqual([]);
  });

  test("says once for each cookie of a script what was done with it, and how to declare it", async () => {
    const categories = { necessary: { cookies: [{ name: "sid" }] }, statistics: { cookies: [{ name: "_stat*" }] } };
    await visit("kivok.dev.js", config({ categories }) + tag());
    await page.evaluate(async () => {
      for (const text of ["_stat1=1", "_stat1=2; Max-Age=99", "sid=1; Max-Age=99", "other=1; Max-Age=99", "plain=1"])
        document.cookie = text;
      document.cookie = "gone=; Max-Age=0";
      await cookieStore.set({ name: "_stat2", value: "1" });
      await cookieStore.set({ name: "late", value: "1", expires: Date.now() + 99_000 });
    });
    expect(said).toEqual([
      '[kivok] cookie "_stat1" (statistics) was blocked until consent to statistics',
      '[kivok] cookie "sid" (necessary) became a session cookie until consent to functional',
      '[kivok] cookie "other" (undeclared) became a session cookie until consent to functional; declare it in config.categories.<category>.cookies as { "name": "other" }',
      '[kivok] cookie "_stat2" (statistics) was blocked until consent to statistics',
      '[kivok] cookie "late" (undeclared) became a session cookie until consent to functional; declare it in config.categories.<category>.cookies as { "name": "late" }',
    ]);
    await page.evaluate(async () => {
      await window.kivok.accept();
      document.cookie = "_stat3=1; Max-Age=99";
    });
    expect(said).toHaveLength(5);
  });

  test("[G5] names the declared cookies that no script can see after a withdrawal, such as HttpOnly ones", async () => {
    const categories = { statistics: { cookies: [{ name: "_seen" }, { name: "_hidden" }, { name: "_any*" }] } };
    await visit("kivok.dev.js", config({ categories }) + tag());
    await page.evaluate(() => window.kivok.accept());
    await visitor.addCookies([{ name: "_hidden", value: "1", url: server.url, httpOnly: true }]);
    expect(said).toEqual([]);
    await page.evaluate(() => window.kivok.reject());
    await eventually(() =>
      expect(said).toEqual([
        '[kivok] config.categories.statistics.cookies: expected "_seen", "_hidden" to be gone after the withdrawal, got none that a script can see (an HttpOnly cookie has to be removed by the server)',
      ]),
    );
  });

  test.each([
    ["with a right configuration", RIGHT],
    ["with wrong parts in it", config({ layout: "blue", endpiont: "" })],
    ["with malformed JSON", json("{")],
  ])("protects, asks and follows a decision as the production build does: %s", async (_, head) => {
    const write = `<script>document.cookie = "master=7; Max-Age=9999"; document.cookie = "kivok_x=7; Max-Age=9999";</script>`;
    await visit("kivok.dev.js", head + tag() + write);
    const cookies = async () => (await visitor.cookies()).map(({ name, expires }) => [name, expires > 0]);
    expect(await cookies()).toEqual([["master", false]]);
    await page.getByRole("button", { name: "Accept all" }).click();
    await eventually(async () => expect(await cookies()).toContainEqual(["master", true]));
    expect(await cookies()).toContainEqual(["kivok", true]);
    expect(await cookies()).not.toContainEqual(["kivok_x", true]);
    expect(said.filter((text) => !text.startsWith("[kivok] "))).toEqual([]);
  });
});

describe("the production build", () => {
  test.each(WRONG.filter(([what]) => what !== "a configuration of nothing"))(
    "says nothing and throws nothing: %s",
    async (_, head) => {
      await visit("kivok.js", head);
      expect(said).toEqual([]);
      expect(await page.evaluate(() => typeof window.kivok)).toBe("object");
    },
  );
});

test("[A9] the development build says once which name cannot be counted, and where", async () => {
  await visit("kivok.dev.js", RIGHT + tag());
  await page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", '<button data-kivok-count="new booking"><b>Book</b></button>');
    for (const name of ["anna@example.org", "anna@example.org", "booking.step-2", "x".repeat(65)])
      window.kivok.count(name);
  });
  await page.locator("b").evaluate((inside) => (inside as HTMLElement).click());
  const expected = "expected 1 to 64 letters, digits and . _ -, got";
  await eventually(() =>
    expect(said.filter((text) => text.includes("count"))).toEqual([
      `[kivok] kivok.count: ${expected} "anna@example.org" (it is not counted)`,
      expect.stringContaining(`[kivok] kivok.count: ${expected} "xxx`),
      `[kivok] <button data-kivok-count>: ${expected} "new booking" (it is not counted)`,
    ]),
  );
});
