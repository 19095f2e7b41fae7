/** What stays of a User-Agent: two words that millions share. */
export type ClientClass = { readonly browser: string; readonly system: string };

/** Word for a browser or system that no rule knows. */
const UNKNOWN = "(unknown)";

type Rule = readonly [name: string, pattern: RegExp];

/** First match wins: nearly every browser also claims to be Chrome and Safari, so the specific names come first. */
const BROWSERS: readonly Rule[] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\b(?:OPR|OPiOS|OPX|Opera(?: Mini)?)\//],
  ["Yandex", /\b(?:YaBrowser|YaApp\w*|YaSearchBrowser)\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Vivaldi", /\bVivaldi\//],
  ["UC Browser", /\bUC ?Browser\//],
  ["Mi Browser", /\b(?:MiuiBrowser|XiaoMi)\//],
  ["Huawei Browser", /\bHuaweiBrowser\//],
  ["DuckDuckGo", /\b(?:DuckDuckGo|Ddg)\//],
  ["WeChat", /\bMicroMessenger\//],
  ["Instagram", /\bInstagram /],
  ["Facebook", /\b(?:FBAN|FBAV|FB_IAB)\b/],
  ["Internet Explorer", /\b(?:MSIE |Trident\/)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Android WebView", /; wv\)/],
  ["Chrome", /\b(?:Chrome|Chromium|CriOS|HeadlessChrome)\//],
  ["Safari", /\bVersion\/[\d.]+ .*\bSafari\//],
  ["iOS WebView", /\b(?:iPhone|iPad|iPod).*\bAppleWebKit\//],
];

/** The same for systems. An iPad that asks for desktop pages says that it is a Mac, and is counted as one. */
const SYSTEMS: readonly Rule[] = [
  ["iOS", /\b(?:iPhone|iPad|iPod)\b/],
  ["HarmonyOS", /\b(?:HarmonyOS|OpenHarmony)\b/],
  ["Android", /\bAndroid\b/],
  ["Windows", /\bWindows\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["macOS", /\b(?:Macintosh|Mac OS X)\b/],
  ["Linux", /\b(?:Linux|X11)\b/],
];

/**
 * Crawlers, monitors, previews, headless browsers and HTTP libraries, by the words that they use for themselves.
 * `cubot` is a make of phones.
 */
const BOT =
  /(?<!cu)bot(?![a-z])|bots\b|crawl|spider|slurp|headless|phantomjs|lighthouse|pagespeed|pingdom|uptime|monitor(?:ing)?\b|archiver|facebookexternalhit|preview|embedly|mediapartners|feedfetcher|google-read-aloud|^(?:curl|wget|python|java|go-http|okhttp|axios|node|undici|libwww|ruby|php|perl|apache-httpclient|dart|http|got|postman|insomnia)\b|python-requests|scrapy|selenium|puppeteer|playwright/i;

/** Longest User-Agent that is looked at, in characters; what comes after tells nothing new and costs time. */
const MAX_USER_AGENT_LENGTH = 512;

/** Whether a User-Agent belongs to a program; one that is missing does. */
export const isBot = (userAgent: string | undefined): boolean =>
  !userAgent || BOT.test(userAgent.slice(0, MAX_USER_AGENT_LENGTH));

/** Browser and system of a User-Agent, which need not be kept after this. */
export const classifyClient = (userAgent: string): ClientClass => {
  const text = userAgent.slice(0, MAX_USER_AGENT_LENGTH);
  return { browser: firstMatch(BROWSERS, text), system: firstMatch(SYSTEMS, text) };
};

const firstMatch = (rules: readonly Rule[], text: string): string =>
  rules.find(([, pattern]) => pattern.test(text))?.[0] ?? UNKNOWN;
