import { expect, test } from "vitest";
import { parseSettings } from "../../src/server/settings.js";
import { parseSite } from "../../src/server/site.js";

test("[C9] without any configuration there are defaults for everything", () => {
  expect(parseSettings([], {}, "/files")).toEqual({
    port: 8081,
    host: "127.0.0.1",
    data: "kivok.db",
    sites: [],
    password: undefined,
    trustProxy: false,
    files: "/files",
    limit: 600,
    receipts: false,
    logLevel: "info",
  });
});

test("flags win over the environment", () => {
  const environment = { KIVOK_PORT: "1", KIVOK_SITES: "a.example;b.example@Europe/Moscow", KIVOK_PASSWORD: "p" };
  expect(parseSettings([], environment, "")).toMatchObject({
    port: 1,
    password: "p",
    sites: [{ name: "a.example" }, { timeZone: "Europe/Moscow" }],
  });
  expect(parseSettings(["--port", "0", "--site", "c.example"], environment, "")).toMatchObject({
    port: 0,
    sites: [{ name: "c.example" }],
  });
});

test("every issue is told at once: where, what was expected, what was found", () => {
  const found = parseSettings(
    ["--port", "x", "--site", "a b", "--site", "a.example@Mars", "--trust-proxy", "1"],
    {},
    "",
  );
  expect(found).toEqual({
    issues: [
      expect.stringMatching(/^--site .* expected a host such as example\.org, found "a b"$/),
      expect.stringMatching(/^--site .* expected an IANA time zone after @, found "a\.example@Mars"$/),
      expect.stringMatching(/^--trust-proxy .* expected true or addresses such as 127\.0\.0\.1, found "1"$/),
      expect.stringMatching(/^--port .* expected a number from 0 to 65535, found "x"$/),
    ],
  });
  expect(parseSettings(["--receipts", "yes"], {}, "")).toEqual({
    issues: ['--receipts (KIVOK_RECEIPTS): expected true or false, found "yes"'],
  });
  expect(parseSettings([], { KIVOK_RECEIPTS: "true" }, "")).toMatchObject({ receipts: true });
  expect(parseSettings(["--log-level", "debug"], {}, "")).toEqual({
    issues: ['--log-level (KIVOK_LOG_LEVEL): expected info, error, silent, found "debug"'],
  });
  expect(parseSettings([], { KIVOK_LOG_LEVEL: "error" }, "")).toMatchObject({ logLevel: "error" });
  expect(parseSettings(["--prot", "1"], {}, "")).toEqual({ issues: [expect.stringContaining("--prot")] });
  expect(parseSettings(["--site", "a.example", "--site", "a.example"], {}, "")).toHaveProperty("issues");
});

test.each([
  [
    "example.org",
    ["https://example.org", "http://example.org", "https://www.example.org", "http://www.example.org"],
    "UTC",
  ],
  ["localhost:8080=http://localhost:8080", ["http://localhost:8080"], "UTC"],
  [
    "s=https://a.example,https://b.example:444@Asia/Kolkata",
    ["https://a.example", "https://b.example:444"],
    "Asia/Kolkata",
  ],
])("reads the site %s", (text, origins, timeZone) => {
  expect(parseSite(text)).toEqual({ name: text.split(/[=@]/)[0], origins, timeZone });
});

test.each([
  "",
  "=https://a.example",
  "a.example=",
  "a.example=a.example",
  "a.example=https://a.example/",
  "a.example=https://A.example",
  "(unknown)",
])("%j is no site", (text) => expect(parseSite(text)).toHaveProperty("issue"));
