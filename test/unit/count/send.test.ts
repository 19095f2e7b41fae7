// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSender } from "../../../src/count/send.js";
import { decodeBeacon } from "../../../src/model/beacon.js";
import { dayNumber } from "../../../src/model/visit.js";
import { createController } from "./controller.js";

const NOW = Date.UTC(2026, 10, 20, 22, 30);

/** What the collector answers with, one for each request; `offline` for no answer. The last one goes on. */
let answers: (number | "offline")[];
const request = vi.fn(async (_url: string, _init: RequestInit) => {
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  if (answer === "offline") throw new TypeError("Failed to fetch");
  return { status: answer };
});

const bodies = (): string[] => request.mock.calls.map(([, { body }]) => body as string);
const names = (): unknown[] => bodies().map((body) => JSON.parse(body).name);
/** Lets the answers come that are on the way. */
const answered = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  answers = [204];
  request.mockClear();
  vi.stubGlobal("fetch", request);
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a beacon", () => {
  test("[A8] goes to the collector as plain text, kept alive, without credentials or referrer", () => {
    const send = createSender(createController(), { path: "/a" });
    send({ kind: "count", name: "booking" });
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
    const page = { path: "/a" };
    const send = createSender(createController({ timeZone: "Europe/Moscow" }), page);
    page.path = "/b";
    send({ kind: "time", seconds: 5 });
    const beacon = JSON.parse(bodies()[0] ?? "");
    expect(beacon).toEqual({
      v: 1,
      kind: "time",
      once: expect.stringMatching(/^[0-9a-z]{8,13}$/),
      site: "salon",
      day: dayNumber(Date.UTC(2026, 10, 21), "UTC"),
      path: "/b",
      seconds: 5,
    });
    expect(decodeBeacon(beacon)).toEqual(beacon);
  });

  test("names the page's host, with its port, where the owner named no site", () => {
    createSender(createController({ site: "" }), { path: "/" })({ kind: "count", name: "a" });
    expect(JSON.parse(bodies()[0] ?? "").site).toBe(location.host);
    expect(location.host).toContain(":");
  });

  test("leaves out what is undefined", () => {
    const send = createSender(createController(), { path: "/" });
    send({
      kind: "view",
      step: 1,
      gap: undefined,
      previous: undefined,
      referrer: undefined,
      campaign: undefined,
      language: "ru",
      zone: "Europe/Moscow",
      screen: "small",
    });
    expect(bodies()[0]).not.toMatch(/null|undefined|gap|previous|referrer|campaign/);
  });

  test("[A1] is neither sent nor listed while statistics are not granted", () => {
    const controller = createController();
    const send = createSender(controller, { path: "/" });
    controller.grant("functional");
    send({ kind: "count", name: "a" });
    expect(request).not.toHaveBeenCalled();
    expect(controller.sent).toEqual([]);
  });

  test("[N17] is listed once, word for word, also when it is sent twice", async () => {
    answers = ["offline", 204];
    const controller = createController();
    const send = createSender(controller, { path: "/" });
    send({ kind: "count", name: "a" });
    await answered();
    send({ kind: "count", name: "b" });
    expect(bodies()).toHaveLength(3);
    expect(controller.sent).toEqual([bodies()[0], bodies()[2]]);
  });
});

describe("a beacon without an answer", () => {
  test.each(["offline", 500, 503] as const)(
    "[A8] is sent again with the next one, before it and with the same one-time number: %s",
    async (answer) => {
      answers = [answer, 204];
      const send = createSender(createController(), { path: "/" });
      send({ kind: "count", name: "a" });
      await answered();
      expect(names()).toEqual(["a"]);
      send({ kind: "count", name: "b" });
      expect(names()).toEqual(["a", "a", "b"]);
      expect(bodies()[1]).toBe(bodies()[0]);
      await answered();
      send({ kind: "count", name: "c" });
      expect(names()).toEqual(["a", "a", "b", "c"]);
    },
  );

  test("[A8] is not sent again while its answer is still on the way", () => {
    const send = createSender(createController(), { path: "/" });
    send({ kind: "count", name: "a" });
    send({ kind: "count", name: "b" });
    expect(names()).toEqual(["a", "b"]);
  });

  test("[A1] is not sent again after a withdrawal", async () => {
    answers = ["offline"];
    const controller = createController();
    const send = createSender(controller, { path: "/" });
    send({ kind: "count", name: "a" });
    await answered();
    controller.grant();
    send({ kind: "count", name: "b" });
    expect(names()).toEqual(["a"]);
  });
});

test.each([204, 200, 400, 403, 413, 429])("[A8] an answer of %d is one: nothing is sent again", async (status) => {
  answers = [status];
  const send = createSender(createController(), { path: "/" });
  send({ kind: "count", name: "a" });
  await answered();
  send({ kind: "count", name: "b" });
  expect(names()).toEqual(["a", "b"]);
});

test("[A8] a collector that cannot be reached throws nothing and rejects nothing into the page", async () => {
  const rejected = vi.fn();
  process.on("unhandledRejection", rejected);
  answers = ["offline"];
  const send = createSender(createController(), { path: "/" });
  expect(() => send({ kind: "count", name: "a" })).not.toThrow();
  await answered();
  process.off("unhandledRejection", rejected);
  expect(rejected).not.toHaveBeenCalled();
});
