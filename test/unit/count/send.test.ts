// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { send } from "../../../src/count/send.js";
import { begin } from "../../../src/count/state.js";
import type { ConfigInput } from "../../../src/model/config.js";
import { decodeBeacon } from "../../../src/model/decode-beacon.js";
import { dayNumber } from "../../../src/model/visit.js";
import { createController, createCounting } from "./controller.js";

const NOW = Date.UTC(2026, 10, 20, 22, 30);

/** What the collector answers with, one for each request; `offline` for no answer. The last one goes on. */
let answers: (number | "offline" | "hang")[];
const request = vi.fn(async (_url: string, _init: RequestInit) => {
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  if (answer === "offline") throw new TypeError("Failed to fetch");
  if (answer === "hang") return new Promise(() => {});
  return { status: answer };
});
const more = vi.hoisted(() => vi.fn());
vi.mock("../../../src/count/more.js", () => ({ more }));
let counting: ReturnType<typeof createCounting>;

const start = (given: ConfigInput = {}): void => {
  counting = createCounting(createController(given));
  counting.path = "/a";
  begin(counting);
};
const count = (name: string): void => send({ kind: "count", name }, true);
const bodies = (): string[] => request.mock.calls.map(([, { body }]) => body as string);
/** Lets the answers come that are on the way. */
const answered = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  answers = [204];
  request.mockClear();
  more.mockClear();
  vi.stubGlobal("fetch", request);
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  start();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a beacon", () => {
  test("[A8] goes to the collector as plain text, kept alive, without credentials or referrer", () => {
    count("booking");
    expect(request.mock.calls).toEqual([
      [
        "https://stats.example.org/beacon",
        {
          method: "POST",
          body: expect.any(String),
          keepalive: true,
          credentials: "omit",
          referrerPolicy: "no-referrer",
        },
      ],
    ]);
  });

  test("carries version, one-time number, site, day of the site's zone and path, and is what the collector reads", () => {
    start({ timeZone: "Europe/Moscow" });
    counting.path = "/b";
    send({ kind: "time", seconds: 5 });
    const beacon = JSON.parse(bodies()[0] ?? "");
    expect(beacon).toEqual({
      v: 1,
      kind: "time",
      once: expect.stringMatching(/^\d{8,20}$/),
      site: "salon",
      day: dayNumber(Date.UTC(2026, 10, 21), "UTC"),
      path: "/b",
      seconds: 5,
    });
    expect(decodeBeacon(beacon)).toEqual(beacon);
  });

  test("names the page's host, with its port, where the owner named no site", () => {
    start({ site: "" });
    count("a");
    expect(JSON.parse(bodies()[0] ?? "").site).toBe(location.host);
    expect(location.host).toContain(":");
  });

  test("[A1] is neither sent, listed nor owed while statistics are not granted", () => {
    counting.grant("functional");
    count("a");
    expect(request).not.toHaveBeenCalled();
    expect([counting.sent, counting.kept]).toEqual([[], ""]);
  });

  test("[N17] is listed word for word", () => {
    count("a");
    count("b");
    expect(counting.sent).toEqual(bodies());
  });
});

describe("a beacon without an answer", () => {
  test.each(["offline", "hang", 500, 503] as const)(
    "[A8] is owed, with the time at which it was sent: %s",
    async (answer) => {
      answers = [answer];
      count("a");
      await answered();
      const owed = `\n${NOW}${JSON.parse(bodies()[0] ?? "").once}${bodies()[0]}`;
      expect(counting.kept).toBe(owed);
      expect(more).not.toHaveBeenCalled();
      count("b");
      expect(more.mock.calls).toEqual([["again", owed]]);
      expect(bodies()).toHaveLength(2);
    },
  );

  test("[A8] is not owed if it tells of visible time, whose page is mostly gone before the answer", async () => {
    answers = ["hang"];
    send({ kind: "time", seconds: 5 });
    await answered();
    expect(counting.kept).toBe(`\n${bodies()[0]}`);
  });

  test("[A8] throws nothing and rejects nothing into the page", async () => {
    const rejected = vi.fn();
    process.on("unhandledRejection", rejected);
    answers = ["offline"];
    expect(() => count("a")).not.toThrow();
    await answered();
    process.off("unhandledRejection", rejected);
    expect(rejected).not.toHaveBeenCalled();
  });
});

test.each([204, 200, 400, 403, 413, 429])("[A8] an answer of %d is one: nothing is owed", async (status) => {
  answers = [status];
  count("a");
  expect(counting.kept).not.toBe(`\n${bodies()[0]}`);
  await answered();
  expect(counting.kept).toBe(`\n${bodies()[0]}`);
  expect(more).not.toHaveBeenCalled();
});

test("[A5] a view that is refused for its day is handed over with what counts it once more, and is not owed", async () => {
  answers = [422];
  const again = vi.fn();
  send({ kind: "count", name: "a" }, again);
  await answered();
  expect(counting.kept).toBe(`\n${bodies()[0]}`);
  expect(more.mock.calls).toEqual([["again", again]]);
});
