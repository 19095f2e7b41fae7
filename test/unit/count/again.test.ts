// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { start } from "../../../src/count/again.js";
import { createController, createCounting } from "./controller.js";

const NOW = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;

let counting: ReturnType<typeof createCounting>;
let status: number | "offline";
/** The collector's clock, as its answers say it; `undefined` where a proxy hides it. */
let date: string | undefined;
const request = vi.fn(async (_url: string, _init: RequestInit) => {
  if (status === "offline") throw new TypeError("Failed to fetch");
  return { status, headers: new Headers(date === undefined ? {} : { Date: date }) };
});
const bodies = (): unknown[] => request.mock.calls.map(([, { body }]) => body);
/** One that has its reply; each has a one-time number of its own. */
const settled = (minutesAgo: number): string => `\n{"${minutesAgo}":0}`;
const line = (minutesAgo: number): string =>
  `\n${NOW - minutesAgo * MINUTE}${Math.round(minutesAgo * 60)}00000${settled(minutesAgo).slice(1)}`;
const sendAgain = async (lines: string): Promise<void> => {
  counting.kept = lines;
  start(counting, lines);
  await new Promise((resolve) => setTimeout(resolve));
};

beforeEach(() => {
  status = 204;
  date = undefined;
  request.mockClear();
  vi.stubGlobal("fetch", request);
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  counting = createCounting(createController());
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("[A8] what is owed is sent again, word for word, and owed no longer once it is answered", async () => {
  await sendAgain(line(2) + line(1));
  expect(bodies()).toEqual(['{"2":0}', '{"1":0}']);
  expect(request.mock.calls[0]?.[1]).toMatchObject({ method: "POST", keepalive: true, credentials: "omit" });
  expect(counting.kept).toBe(settled(2) + settled(1));
});

test.each(["offline", 503] as const)("[A8] what is not answered again stays owed: %s", async (answer) => {
  status = answer;
  await sendAgain(line(2) + line(1));
  expect(counting.kept).toBe(line(2) + line(1));
});

test("[A8] what is older than the collector's memory of its number is dropped, and so are all but the last five", async () => {
  const young = [6, 5, 4, 3, 2, 1].map((minutes) => line(minutes)).join("");
  await sendAgain(line(31) + line(30) + young);
  expect(bodies()).toEqual(['{"5":0}', '{"4":0}', '{"3":0}', '{"2":0}', '{"1":0}']);
  expect(counting.kept).toBe([31, 30, 6, 5, 4, 3, 2, 1].map(settled).join(""));
});

test("[A8] what was sent a moment ago may still be answered, and is left alone", async () => {
  await sendAgain(line(1) + line(1 / 60));
  expect(bodies()).toEqual(['{"1":0}']);
  expect(counting.kept).toBe(settled(1) + line(1 / 60));
});

test("[A8] what comes to be owed meanwhile is left alone, and lines that somebody else wrote do no harm", async () => {
  counting.kept = `nonsense\n\n7\n{}${line(1)}`;
  start(counting, counting.kept);
  counting.keep((lines) => lines + line(0));
  await new Promise((resolve) => setTimeout(resolve));
  expect(bodies()).toEqual(['{"1":0}']);
  expect(counting.kept).toBe(`nonsense\n\n7\n{}${settled(1)}${line(0)}`);
});

test("[A5] a clock that is days off is corrected by the collector's, once, and the view is counted again", async () => {
  status = 405;
  date = new Date(NOW + 3 * 86_400_000).toUTCString();
  const before = counting.today();
  const again = vi.fn();
  await start(counting, again);
  expect([counting.today() - before, again.mock.calls.length]).toEqual([3, 1]);
  await start(counting, again);
  expect(again).toHaveBeenCalledTimes(1);
});

test.each([
  ["the same day", new Date(NOW).toUTCString()],
  ["no clock", undefined],
  ["nonsense", "tomorrow"],
])("[A5] an answer with %s changes nothing", async (_which, given) => {
  date = given;
  const again = vi.fn();
  const before = counting.today();
  await start(counting, again);
  expect([counting.today(), again.mock.calls.length]).toEqual([before, 0]);
});
