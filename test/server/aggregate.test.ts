import { expect, test } from "vitest";
import { aggregate, type Increments } from "../../src/server/aggregate.js";
import { customCount, pageView, visibleTime } from "./beacons.js";

const CIRCUMSTANCES = { hour: 480_000, browser: "Firefox", system: "Linux", country: "DE" };
/** Increments as `dimension:value` to `[count, second]`. */
const countsOf = ({ counts }: Increments) =>
  Object.fromEntries(counts.map(({ dimension, value, count, second }) => [`${dimension}:${value}`, [count, second]]));

test("[A6] the entry page adds a view, a visit and a bounce, and everything that is counted once a visit", () => {
  const view = pageView({ path: "/a", gap: 5, referrer: "search.example", campaign: "mail/news/may" });
  const increments = aggregate(view, CIRCUMSTANCES);
  expect(increments).toMatchObject({ day: view.day, hour: 480_000, views: 1, visits: 1, bounces: 1, seconds: 0 });
  expect(countsOf(increments)).toEqual({
    "pair:search.example /a": [1, 0],
    "forgets:rest": [1, 0],
    "page:/a": [1, 0],
    "exit:/a": [1, 0],
    "gap:5": [1, 0],
    "sourcegap:05 search.example": [1, 0],
    "campaigngap:05 mail/news/may": [1, 0],
    "countrygap:05 DE": [1, 0],
    "screengap:05 large": [1, 0],
    "entry:/a": [1, 1],
    "source:search.example": [1, 0],
    "campaign:mail/news/may": [1, 0],
    "country:DE": [1, 0],
    "language:en": [1, 0],
    "screen:large": [1, 0],
    "browser:Firefox": [1, 0],
    "system:Linux": [1, 0],
  });
});

test("[A5] a second visit of a day is nobody new, whatever its source; nor has a visit over midnight a source", () => {
  for (const view of [pageView({ referrer: "search.example" }), pageView({ step: 4, gap: 1 })]) {
    const dimensions = aggregate(view, CIRCUMSTANCES).counts.map(({ dimension }) => dimension);
    expect(dimensions.filter((dimension) => dimension.endsWith("gap") && dimension !== "gap")).toEqual([]);
  }
});

test("[A6] the second page takes back the bounce of the entry and its exit, and adds no visit", () => {
  const increments = aggregate(pageView({ path: "/b", step: 2, previous: "/a" }), CIRCUMSTANCES);
  expect(increments).toMatchObject({ views: 1, visits: 0, bounces: -1 });
  expect(countsOf(increments)).toEqual({
    "page:/b": [1, 0],
    "exit:/b": [1, 0],
    "exit:/a": [-1, 0],
    "entry:/a": [0, -1],
  });
});

test("[A6] later pages move the exit only", () => {
  const increments = aggregate(pageView({ path: "/c", step: 3, previous: "/b" }), CIRCUMSTANCES);
  expect(increments).toMatchObject({ views: 1, visits: 0, bounces: 0 });
  expect(countsOf(increments)).toEqual({ "page:/c": [1, 0], "exit:/c": [1, 0], "exit:/b": [-1, 0] });
});

test("visible time adds seconds to the page and to the hour, and no view", () => {
  const increments = aggregate(visibleTime(42, { path: "/a" }), CIRCUMSTANCES);
  expect(increments).toMatchObject({ views: 0, visits: 0, bounces: 0, seconds: 42 });
  expect(countsOf(increments)).toEqual({ "page:/a": [0, 42] });
});

test("[A9] a custom count adds one under its name and nothing else", () => {
  const increments = aggregate(customCount("booking"), CIRCUMSTANCES);
  expect(increments).toMatchObject({ views: 0, visits: 0, bounces: 0, seconds: 0 });
  expect(countsOf(increments)).toEqual({ "count:booking": [1, 0] });
});

test.each([undefined, "", "a b", "x\u0000y", "\ud800"])("a visit with the referrer %j is direct", (referrer) => {
  const view = referrer === undefined ? pageView() : pageView({ referrer });
  expect(countsOf(aggregate(view, CIRCUMSTANCES))).toHaveProperty(["source:(direct)"]);
});

test("a campaign that was emptied because it could identify somebody is not counted", () => {
  const { counts } = aggregate(pageView({ campaign: "" }), CIRCUMSTANCES);
  expect(counts.some(({ dimension }) => dimension === "campaign")).toBe(false);
});
