import {
  BEACON_VERSION,
  type CustomCount,
  type Decision,
  type PageView,
  type ShareGranted,
  type VisibleTime,
} from "../../src/model/beacon.js";
import { dayNumber } from "../../src/model/visit.js";

/** The site that the tests count for, in UTC. */
export const SITE = "example.org";
export const ORIGIN = "https://example.org";
export const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

let number = 0;
/** A new one-time number. */
export const newOnce = (): string => `${process.pid.toString(36)}x${(number++).toString(36)}`.padStart(12, "0");

const common = (day: number) => ({ v: BEACON_VERSION, once: newOnce(), site: SITE, day, path: "/" }) as const;
/** The day on which this file's tests began: midnight in their middle makes no other one, and the collector takes yesterday's. */
const TODAY = dayNumber(Date.now(), "UTC");
export const today = (): number => TODAY;

/** The first page view of a first visit, today, unless said otherwise. */
export const pageView = (change: Partial<PageView> = {}): PageView => ({
  ...common(today()),
  kind: "view",
  step: 1,
  language: "en",
  zone: "Europe/Berlin",
  screen: "large",
  ...change,
});
export const visibleTime = (seconds: number, change: Partial<VisibleTime> = {}): VisibleTime => ({
  ...common(today()),
  kind: "time",
  seconds,
  ...change,
});
export const customCount = (name: string, change: Partial<CustomCount> = {}): CustomCount => ({
  ...common(today()),
  kind: "count",
  name,
  ...change,
});

/** Somebody has chosen. */
export const decision = (granted: ShareGranted, change: Partial<Decision> = {}): Decision => ({
  ...{ v: BEACON_VERSION, once: newOnce(), site: SITE, kind: "decision", granted },
  ...change,
});

/** Sends a body as a browser does. */
export const send = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${url}/beacon`, {
    method: "POST",
    headers: { Origin: ORIGIN, "User-Agent": USER_AGENT, "Content-Type": "text/plain;charset=UTF-8", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
