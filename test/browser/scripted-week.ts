import { createRandom } from "../bench/beacons.mjs";

/** A visit of one of the week's browsers. */
export type Visit = {
  readonly browser: number;
  /** 0 to 6. */
  readonly day: number;
  readonly pages: readonly { readonly path: string; readonly seconds: number }[];
  /** Empty: none. */
  readonly source: string;
  readonly campaign: string;
  readonly booked: boolean;
};

/** What the browsers of the week are, so often that some are rare. */
export type Client = {
  readonly agent: string;
  readonly browser: string;
  readonly system: string;
  readonly language: string;
  readonly zone: string;
  readonly country: string;
  readonly screen: "small" | "medium" | "large" | "wide";
};

const CLIENTS: readonly Client[] = [
  {
    agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    browser: "Firefox",
    system: "Linux",
    language: "en",
    zone: "Europe/Berlin",
    country: "DE",
    screen: "large",
  },
  {
    agent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36",
    browser: "Chrome",
    system: "Windows",
    language: "ru",
    zone: "Europe/Moscow",
    country: "RU",
    screen: "wide",
  },
  {
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
    browser: "Safari",
    system: "iOS",
    language: "ru",
    zone: "Asia/Almaty",
    country: "KZ",
    screen: "small",
  },
];
const BROWSERS = 30;
const PATHS = ["/", "/services", "/prices", "/booking", "/contacts", "/rare"];
const SOURCES = ["", "", "search.example", "maps.example", "friend.example"];

/** What a browser of the week is; the last one alone is the third kind's only tablet-sized one. */
export const clientOf = (browser: number): Client => {
  const client = CLIENTS[browser % 7 < 4 ? 0 : browser % 7 < 6 ? 1 : 2] ?? (CLIENTS[0] as Client);
  return browser === BROWSERS - 1 ? { ...client, screen: "medium" } : client;
};

/** Thirty browsers, seven days, and what each of them did. */
export const scriptedWeek = (): Visit[] => {
  const random = createRandom(11);
  const pick = <Value>(values: readonly Value[], power = 1): Value =>
    values[Math.floor(random() ** power * values.length)] as Value;
  const visits: Visit[] = [];
  for (let day = 0; day < 7; day++)
    for (let browser = 0; browser < BROWSERS; browser++) {
      const times = random() < 0.45 ? (random() < 0.2 ? 2 : 1) : 0;
      for (let time = 0; time < times; time++) {
        const length = 1 + Math.floor(random() ** 2 * 4);
        const pages: { path: string; seconds: number }[] = [];
        while (pages.length < length) {
          const path = pick(PATHS, 1.7);
          if (path !== pages.at(-1)?.path) pages.push({ path, seconds: Math.floor(random() * 90) });
        }
        const campaign = random() < 0.1 ? "mail/news/spring" : "";
        visits.push({ browser, day, pages, source: pick(SOURCES), campaign, booked: random() < 0.2 });
      }
    }
  return visits;
};
