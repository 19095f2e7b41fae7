import { expect, test } from "vitest";
import { classifyClient, isBot } from "../../src/server/client-class.js";

const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)";

const CLIENTS: readonly [browser: string, system: string, userAgent: string][] = [
  ["Chrome", "Windows", `${WINDOWS} Chrome/141.0.0.0 Safari/537.36`],
  ["Edge", "Windows", `${WINDOWS} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`],
  ["Opera", "Windows", `${WINDOWS} Chrome/140.0.0.0 Safari/537.36 OPR/125.0.0.0`],
  ["Yandex", "Windows", `${WINDOWS} Chrome/138.0.0.0 YaBrowser/25.8.0.0 Safari/537.36`],
  ["Vivaldi", "Windows", `${WINDOWS} Chrome/140.0.0.0 Safari/537.36 Vivaldi/7.6`],
  ["Firefox", "Windows", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0"],
  ["Internet Explorer", "Windows", "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko"],
  ["Safari", "macOS", `${MAC} Version/18.6 Safari/605.1.15`],
  ["Safari", "iOS", `${IPHONE} Version/18.6 Mobile/15E148 Safari/604.1`],
  ["Chrome", "iOS", `${IPHONE} CriOS/141.0.0.0 Mobile/15E148 Safari/604.1`],
  ["Firefox", "iOS", `${IPHONE} FxiOS/144.0 Mobile/15E148 Safari/605.1.15`],
  ["Edge", "iOS", `${IPHONE} Version/18.0 EdgiOS/141.0.0.0 Mobile/15E148 Safari/604.1`],
  ["Instagram", "iOS", `${IPHONE} Mobile/22G86 Instagram 390.0.0.28.85 (iPhone14,5; iOS 18_6)`],
  ["Facebook", "iOS", `${IPHONE} Mobile/22G86 [FBAN/FBIOS;FBAV/520.0.0.38.101]`],
  ["iOS WebView", "iOS", `${IPHONE} Mobile/15E148`],
  ["Chrome", "Android", `${ANDROID} Chrome/141.0.0.0 Mobile Safari/537.36`],
  ["Samsung Internet", "Android", `${ANDROID} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`],
  [
    "Android WebView",
    "Android",
    `${ANDROID.replace("; K", "; K; wv")} Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36`,
  ],
  [
    "Chrome",
    "ChromeOS",
    `${WINDOWS.replace(/\(W[^)]*\)/, "(X11; CrOS x86_64 14541.0.0)")} Chrome/141.0.0.0 Safari/537.36`,
  ],
  ["Firefox", "Linux", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"],
  ["(unknown)", "(unknown)", "Something else"],
];
test.each(CLIENTS)("tells %s on %s", (browser, system, userAgent) => {
  expect(classifyClient(userAgent)).toEqual({ browser, system });
  expect(isBot(userAgent)).toBe(false);
});

test("a phone whose maker's name ends in bot is no bot", () =>
  expect(isBot("Mozilla/5.0 (Linux; Android 13; CUBOT P80) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36")).toBe(
    false,
  ));

test.each([
  undefined,
  "",
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  "Mozilla/5.0 (compatible; bingbot/2.0)",
  "Mozilla/5.0 (compatible; YandexBot/3.0)",
  "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)",
  "Mozilla/5.0 (compatible; Baiduspider/2.0)",
  "Mozilla/5.0 (Slurp; crawl)",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/141.0.0.0 Safari/537.36",
  "facebookexternalhit/1.1",
  "curl/8.5.0",
  "python-requests/2.32",
  "Go-http-client/2.0",
  "node",
  "undici",
])("[A10] counts %j as a bot", (userAgent) => expect(isBot(userAgent)).toBe(true));
