import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatIssue, parseConfig } from "../../../src/model/parse-config.js";
import { resolveConfig } from "../../../src/model/resolve-config.js";

const linesOf = (value: unknown): string[] => {
  const parsed = parseConfig(value);
  return "issues" in parsed ? parsed.issues.map(formatIssue) : [];
};

/** A configuration that says everything. */
const whole = {
  policy: { url: "/privacy", version: "2026-11", date: "2026-11-23", changes: ["New hall", { ru: "Новый зал" }] },
  base: "https://cdn.example.org/kivok/",
  endpoint: "https://stats.example.org:8443",
  site: "2c1fd2de-9d1c-4b0c-b4a6-6a5d4d2b6d3f",
  timeZone: "Europe/Moscow",
  paths: ["/orders/*", "/*/print"],
  count: {
    hash: true,
    query: ["page", "q[]", "поиск"],
    frames: false,
    properties: { plan: ["full", "half"], "seat.class": [] },
    outbound: true,
    downloads: true,
    notFound: true,
  },
  protocol: "umami",
  language: "ru",
  consent: { days: 400 },
  refusal: { days: 0 },
  cookie: { domain: "salon.example" },
  guard: { persistWith: "comfort", undeclared: "statistics" },
  guardian: { age: 14 },
  categories: {
    necessary: { title: "Needed", cookies: [{ name: "login", provider: "Salon", purpose: { en: "Login" }, days: 0 }] },
    functional: false,
    comfort: { purpose: "Comfort", limits: { en: "no comfort", ru: "без удобств" }, before: "session", cookies: [] },
    statistics: { before: "block", cookies: [{ name: "_pk_*", days: 0.5, before: "allow" }] },
  },
  thirdParties: ["Maps", { ru: "Карты" }],
  limits: { ru: "без карт", en: "no maps" },
  owner: { ru: "Салон", "en-GB": "Salon" },
  contact: { email: "hello@salon.example", address: "1 Main Street" },
  layout: "dialog",
  corner: "top end",
  theme: "dark",
  accent: "#A1b2c3",
  webView: { parameter: "consent", userAgent: "SalonApp" },
  receipts: true,
  decisions: true,
  button: false,
  reload: true,
  services: [
    { name: "Videos", category: "comfort", match: ["youtube.com", "youtube-nocookie.com", "xn--b1aew.xn--p1ai"] },
  ],
  adapters: {
    "yandex-metrica": { id: 7, options: { clickmap: true }, category: "comfort" },
    matomo: { tracking: true },
  },
  messages: { ru: { accept: "Да" }, "zh-Hans": { accept: "是" } },
};

describe("a configuration", () => {
  test.each([
    ["empty", {}],
    ["that says everything", whole],
    ["with every default filled in", resolveConfig({})],
    ["that tells Plausible, whose domain is the page's host by default", { protocol: "plausible" }],
    ["that tells GoatCounter, whose address names the site", { protocol: "goatcounter" }],
  ])("%s is taken and filled in", (_, given) => {
    expect(parseConfig(given)).toEqual({ config: resolveConfig(given as object) });
  });

  test("that says everything is taken again after it was filled in", () => {
    expect(linesOf(resolveConfig(whole as object))).toEqual([]);
  });

  test.each([
    [
      "the best-known slip",
      { categories: { statistics: { cookies: [{ name: "a" }, { name: "b" }, { name: 7 }] } } },
      ["config.categories.statistics.cookies[2].name: expected a string, got number"],
    ],
    ["no object", "dark", ["config: expected an object, got string"]],
    ["null", null, ["config: expected an object, got null"]],
    ["nothing", undefined, ["config: expected an object, got undefined"]],
    ["a list", [], ["config: expected an object, got array"]],
    [
      "a part that is no object",
      { policy: "/privacy", guard: null },
      ["config.policy: expected an object, got string", "config.guard: expected an object, got null"],
    ],
    ["a part that is undefined", { endpoint: undefined }, ["config.endpoint: expected a string, got undefined"]],
    ["an unknown key", { colour: "red" }, ['config.colour: expected no such key, got "colour"']],
    [
      "a key in other letters",
      { timezone: "UTC" },
      ['config.timezone: expected no such key, got "timezone" (did you mean "timeZone"?)'],
    ],
    [
      "a swap in a key",
      { plicoy: {}, thmee: "dark" },
      [
        'config.plicoy: expected no such key, got "plicoy"',
        'config.thmee: expected no such key, got "thmee" (did you mean "theme"?)',
      ],
    ],
    [
      "an unknown key in a part",
      { policy: { link: "/privacy", versoin: "2" } },
      [
        'config.policy.link: expected no such key, got "link"',
        'config.policy.versoin: expected no such key, got "versoin" (did you mean "version"?)',
      ],
    ],
    ["an odd key", { "my key": 1 }, ['config["my key"]: expected no such key, got "my key"']],
    [
      "keys that objects have",
      JSON.parse('{ "__proto__": {}, "constructor": 1 }'),
      [
        'config.__proto__: expected no such key, got "__proto__"',
        'config.constructor: expected no such key, got "constructor"',
      ],
    ],
    ["a version as a number", { policy: { version: 2 } }, ["config.policy.version: expected a string, got number"]],
    [
      "a version with spaces",
      { policy: { version: "v 2" } },
      ['config.policy.version: expected 1 to 32 letters, digits and . _ -, got "v 2"'],
    ],
    [
      "an empty version",
      { policy: { version: "" } },
      ['config.policy.version: expected 1 to 32 letters, digits and . _ -, got ""'],
    ],
    [
      "a date in words",
      { policy: { date: "23.11.2026" } },
      ['config.policy.date: expected a date, YYYY-MM-DD, got "23.11.2026"'],
    ],
    [
      "a date that does not exist",
      { policy: { date: "2026-02-30" } },
      ['config.policy.date: expected a date, YYYY-MM-DD, got "2026-02-30"'],
    ],
    [
      "changes that are no list",
      { policy: { changes: "much" } },
      ["config.policy.changes: expected an array, got string"],
    ],
    [
      "a change in a language that is none",
      { policy: { changes: [{ russian: "х" }] } },
      ['config.policy.changes[0].russian: expected a language tag, got "russian"'],
    ],
    [
      "an endpoint with a path",
      { endpoint: "https://stats.example.org/beacon" },
      [
        'config.endpoint: expected an http or https origin, got "https://stats.example.org/beacon" (write "https://stats.example.org", without a path)',
      ],
    ],
    [
      "an endpoint with a trailing slash",
      { endpoint: "https://stats.example.org/" },
      [
        'config.endpoint: expected an http or https origin, got "https://stats.example.org/" (write "https://stats.example.org", without a path)',
      ],
    ],
    [
      "an endpoint without a scheme",
      { endpoint: "stats.example.org" },
      ['config.endpoint: expected an http or https origin, got "stats.example.org"'],
    ],
    [
      "an endpoint of another scheme",
      { endpoint: "ftp://stats.example.org" },
      ['config.endpoint: expected an http or https origin, got "ftp://stats.example.org"'],
    ],
    [
      "a base without a slash",
      { base: "/kivok" },
      ['config.base: expected an address with a trailing slash, got "/kivok"'],
    ],
    [
      "a site with a scheme",
      { site: "https://salon.example" },
      ['config.site: expected a host name, with its port if it has one, got "https://salon.example"'],
    ],
    [
      "an unknown time zone",
      { timeZone: "Europe/Moskow" },
      ['config.timeZone: expected an IANA time zone such as Europe/Moscow, got "Europe/Moskow"'],
    ],
    [
      "a template without a slash",
      { paths: ["/a/*", "orders/*", 7] },
      [
        'config.paths[1]: expected a path template such as /orders/*, got "orders/*"',
        "config.paths[2]: expected a string, got number",
      ],
    ],
    [
      "a template with a query, with a blank, and one that is longer than a path can be",
      { paths: ["/search?q=*", "/a b/*", `/${"a".repeat(199)}`, `/${"a".repeat(200)}`] },
      [
        'config.paths[0]: expected a path template such as /orders/*, got "/search?q=*"',
        'config.paths[1]: expected a path template such as /orders/*, got "/a b/*"',
        `config.paths[3]: expected a path template such as /orders/*, got "/${"a".repeat(58)}…`,
      ],
    ],
    ["templates as one string", { paths: "/orders/*" }, ["config.paths: expected an array, got string"]],
    [
      "a protocol that is none",
      { protocol: "plausibel" },
      [
        'config.protocol: expected "" or "plausible" or "umami" or "goatcounter", got "plausibel" (did you mean "plausible"?)',
      ],
    ],
    [
      "Umami's protocol without the site's id there",
      { protocol: "umami" },
      ['config.site: expected the website\'s id at Umami, a UUID, got "" (its settings there show it)'],
    ],
    [
      "Umami's protocol with the site's host",
      { protocol: "umami", site: "salon.example" },
      ['config.site: expected the website\'s id at Umami, a UUID, got "salon.example" (its settings there show it)'],
    ],
    ["no protocol as null", { protocol: null }, ["config.protocol: expected a string, got null"]],
    ["what is counted as a list", { count: ["hash"] }, ["config.count: expected an object, got array"]],
    [
      "switches of what is counted that are words",
      { count: { hash: "yes", frames: 1, outbound: null, downloads: {}, notFound: "404" } },
      [
        "config.count.hash: expected true or false, got string",
        "config.count.frames: expected true or false, got number",
        "config.count.outbound: expected true or false, got null",
        "config.count.downloads: expected true or false, got object",
        "config.count.notFound: expected true or false, got string",
      ],
    ],
    [
      "keys of the query that are none",
      { count: { query: ["page", "?page", "a=b", "", "x".repeat(65), 7] } },
      [
        'config.count.query[1]: expected a key of the query, got "?page"',
        'config.count.query[2]: expected a key of the query, got "a=b"',
        'config.count.query[3]: expected a key of the query, got ""',
        `config.count.query[4]: expected a key of the query, got "${"x".repeat(59)}…`,
        "config.count.query[5]: expected a string, got number",
      ],
    ],
    [
      "a key of the query that is not in a list",
      { count: { query: "page" } },
      ["config.count.query: expected an array, got string"],
    ],
    [
      "an option of what is counted that is misspelt",
      { count: { download: true, outbounds: true } },
      [
        'config.count.download: expected no such key, got "download" (did you mean "downloads"?)',
        'config.count.outbounds: expected no such key, got "outbounds" (did you mean "outbound"?)',
      ],
    ],
    [
      "six properties",
      { count: { properties: { a: [], b: [], c: [], d: [], e: [], f: [] } } },
      ["config.count.properties: expected at most 5 properties, got 6"],
    ],
    [
      "properties with names and values that no beacon carries",
      { count: { properties: { "my plan": ["full"], plan: ["full price", "", 7, "x".repeat(65)], seat: "window" } } },
      [
        'config.count.properties["my plan"]: expected up to 64 letters, digits and . _ -, got "my plan"',
        'config.count.properties.plan[0]: expected 1 to 64 letters, digits and . _ -, got "full price"',
        'config.count.properties.plan[1]: expected 1 to 64 letters, digits and . _ -, got ""',
        "config.count.properties.plan[2]: expected a string, got number",
        `config.count.properties.plan[3]: expected 1 to 64 letters, digits and . _ -, got "${"x".repeat(59)}…`,
        "config.count.properties.seat: expected an array, got string",
      ],
    ],
    ["a language in words", { language: "Russian" }, ['config.language: expected a language tag, got "Russian"']],
    [
      "days out of bounds",
      { consent: { days: 0 }, refusal: { days: 401 } },
      ["config.consent.days: expected 1 to 400 days, got 0", "config.refusal.days: expected 0 to 400 days, got 401"],
    ],
    [
      "a web view of every browser",
      { webView: { parameter: "consent" } },
      ['config.webView.userAgent: expected a word that the application adds to its user agent, got ""'],
    ],
    [
      "a web view's parameter that is none",
      { webView: { parameter: "a=b", userAgent: "App" } },
      ['config.webView.parameter: expected a key of the query, got "a=b"'],
    ],
    ["an age that is none", { guardian: { age: 140 } }, ["config.guardian.age: expected 0 to 21 years, got 140"]],
    ["days as a string", { consent: { days: "180" } }, ["config.consent.days: expected a number, got string"]],
    [
      "days that are no number",
      { consent: { days: Number.NaN } },
      ["config.consent.days: expected 1 to 400 days, got NaN"],
    ],
    [
      "a domain with a leading dot",
      { cookie: { domain: ".salon.example" } },
      ['config.cookie.domain: expected a domain, got ".salon.example"'],
    ],
    [
      "a category name in capitals",
      { categories: { Marketing: {} } },
      ['config.categories.Marketing: expected up to 32 of a-z, 0-9 and _, a letter first, got "Marketing"'],
    ],
    [
      "a category name with a hyphen",
      { categories: { "social-media": {} } },
      ['config.categories["social-media"]: expected up to 32 of a-z, 0-9 and _, a letter first, got "social-media"'],
    ],
    [
      "a category name that is too long",
      { categories: { [`a${"b".repeat(32)}`]: false } },
      [
        `config.categories.a${"b".repeat(32)}: expected up to 32 of a-z, 0-9 and _, a letter first, got "a${"b".repeat(32)}"`,
      ],
    ],
    [
      "a category that is true",
      { categories: { marketing: true } },
      ["config.categories.marketing: expected an object, got boolean"],
    ],
    [
      "necessary cookies removed",
      { categories: { necessary: false } },
      ["config.categories.necessary: expected an object, got false (it needs no consent, so it stays)"],
    ],
    [
      "an unknown action",
      { categories: { marketing: { before: "blok" } } },
      [
        'config.categories.marketing.before: expected "allow" or "session" or "block", got "blok" (did you mean "block"?)',
      ],
    ],
    [
      "a guard that follows no category",
      { guard: { persistWith: "funktional", undeclared: "own" } },
      [
        'config.guard.persistWith: expected one of necessary, functional, statistics, got "funktional" (did you mean "functional"?)',
        'config.guard.undeclared: expected one of necessary, functional, statistics, got "own"',
      ],
    ],
    [
      "a guard that follows a removed category",
      { categories: { functional: false }, guard: { undeclared: "statistics" } },
      ['config.guard.persistWith: expected one of necessary, statistics, got "functional"'],
    ],
    [
      "an unknown guard option",
      { guard: { undeclred: "statistics" } },
      ['config.guard.undeclred: expected no such key, got "undeclred" (did you mean "undeclared"?)'],
    ],
    [
      "a cookie without a name",
      { categories: { statistics: { cookies: [{}] } } },
      ["config.categories.statistics.cookies[0].name: expected a string, got undefined"],
    ],
    [
      "a cookie name that is no token",
      { categories: { statistics: { cookies: [{ name: "a b" }, { name: "" }] } } },
      [
        'config.categories.statistics.cookies[0].name: expected a cookie name of letters, digits and !#$%&\'*+.^_`|~-, got "a b"',
        'config.categories.statistics.cookies[1].name: expected a cookie name of letters, digits and !#$%&\'*+.^_`|~-, got ""',
      ],
    ],
    [
      "a cookie declared twice",
      {
        categories: {
          functional: { cookies: [{ name: "a" }] },
          statistics: { cookies: [{ name: "b" }, { name: "a" }] },
        },
      },
      [
        'config.categories.statistics.cookies[1].name: expected a name declared once, got "a" again (it is at config.categories.functional.cookies[0].name)',
      ],
    ],
    [
      "a cookie that lives less than no time",
      { categories: { statistics: { cookies: [{ name: "a", days: -1 }] } } },
      ["config.categories.statistics.cookies[0].days: expected 0 or more days, got -1"],
    ],
    [
      "cookies as a string",
      { categories: { statistics: { cookies: "_ga" } } },
      ["config.categories.statistics.cookies: expected an array, got string"],
    ],
    [
      "a text that is a number",
      { owner: 5, thirdParties: [null] },
      [
        "config.owner: expected a string, or strings by language tag, got number",
        "config.thirdParties[0]: expected a string, or strings by language tag, got null",
      ],
    ],
    [
      "services without what they need, and an address for a host",
      { services: [{ name: "Videos" }, { name: "Maps", category: "comfort", match: ["https://maps.example"] }] },
      [
        "config.services[0].category: expected a string, got undefined",
        "config.services[0].match: expected an array, got undefined",
        'config.services[1].match[0]: expected a host name in lower case, without a port, got "https://maps.example" (write "maps.example": all of the host is meant, with its subdomains, on any port)',
      ],
    ],
    ...[
      ["*.Video.example", '(write "video.example": all of the host is meant, with its subdomains, on any port)'],
      [".video.example", '(write "video.example": all of the host is meant, with its subdomains, on any port)'],
      ["localhost:8080", '(write "localhost": all of the host is meant, with its subdomains, on any port)'],
      ["maps.example/embed?a#b", '(write "maps.example": all of the host is meant, with its subdomains, on any port)'],
      ["видео.рф", "(write it as browsers ask for it, `new URL(…).hostname`, which begins with xn--)"],
      ["two words", ""],
      ["", ""],
    ].map(([host, remedy]): [string, object, string[]] => [
      `a service's host that is written as ${JSON.stringify(host)}`,
      { services: [{ name: "Videos", category: "comfort", match: [host] }] },
      [
        `config.services[0].match[0]: expected a host name in lower case, without a port, got "${host}"${remedy && ` ${remedy}`}`,
      ],
    ]),
    [
      "adapters without what they need, or by a wrong name",
      { adapters: { "yandex-metrica": {}, "vk-pixel": { id: 3 }, "meta-pixel": { id: "4x" }, "matomo-analytics": {} } },
      [
        'config.adapters["yandex-metrica"].id: expected a number, got undefined',
        'config.adapters["vk-pixel"].id: expected a string, got number',
        'config.adapters["meta-pixel"].id: expected the digits of a pixel\'s number, got "4x"',
        'config.adapters["matomo-analytics"]: expected no such key, got "matomo-analytics"',
      ],
    ],
    [
      "an e-mail address that is none",
      { contact: { email: "salon" } },
      ['config.contact.email: expected an e-mail address, got "salon"'],
    ],
    ["an unknown layout", { layout: "popup" }, ['config.layout: expected "box" or "bar" or "dialog", got "popup"']],
    [
      "an unknown corner",
      { corner: "left" },
      ['config.corner: expected "" or "top" or "end" or "top end", got "left"'],
    ],
    ["a colour by name", { accent: "red" }, ['config.accent: expected a colour, #rrggbb, got "red"']],
    ["a short colour", { accent: "#abc" }, ['config.accent: expected a colour, #rrggbb, got "#abc"']],
    ["a button as a string", { button: "false" }, ["config.button: expected true or false, got string"]],
    [
      "messages without a language",
      { messages: { accept: "Yes" } },
      [
        'config.messages.accept: expected a language tag, got "accept"',
        "config.messages.accept: expected an object, got string",
      ],
    ],
    [
      "a message that is no string",
      { messages: { ru: { accept: 1 } } },
      ["config.messages.ru.accept: expected a string, got number"],
    ],
  ] as readonly (readonly [string, unknown, readonly string[]])[])("with %s is told so", (_, given, lines) => {
    expect(linesOf(given)).toEqual(lines);
  });

  test("with many faults is told all of them at once", () => {
    expect(
      linesOf({ layout: 1, theme: 2, policy: { url: 3 }, categories: { statistics: { cookies: [4, { name: 5 }] } } }),
    ).toHaveLength(5);
  });

  test("with a very long value is told in one short line", () => {
    const [line = ""] = linesOf({ theme: `dark\n${"x".repeat(10_000)}` });
    expect(line.length).toBeLessThan(200);
    expect(line).not.toContain("\n");
  });

  test("of any kind is judged without throwing, and what is taken can be filled in", () => {
    const part = fc.constantFrom(...Object.keys(whole));
    fc.assert(
      fc.property(part, fc.anything(), (name, value) => {
        const parsed = parseConfig({ ...whole, [name]: value });
        if ("issues" in parsed)
          for (const issue of parsed.issues) expect(formatIssue(issue)).toMatch(/^config\S*.*: expected .+, got .+$/);
        else expect(linesOf(parsed.config).filter((line) => !line.startsWith("config.guard"))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
