import { expect, test } from "vitest";
import { columnsOf, nameOf } from "../../../src/dashboard/lists.js";
import type { List } from "../../../src/model/report.js";
import { report, totals, words } from "./reports.js";

const en = words("en");
const list = (...rows: List["rows"]): List => ({ rows, few: null });

test("pages show the time of a view, entries their bounce, never above all of them", () => {
  const page = list({ value: "/", count: 4, second: 250 });
  const entry = list({ value: "/", count: 4, second: 5 });
  const found = report({ lists: { page, entry } });
  const [pages, entries] = [columnsOf("page", found, en), columnsOf("entry", found, en)];
  expect([pages.first, pages.second, pages.secondOf({ value: "/", count: 4, second: 250 })]).toEqual([
    "Views",
    "Time",
    "1:03",
  ]);
  expect([entries.second, entries.secondOf({ value: "/", count: 4, second: 5 })]).toEqual(["Bounce", "100%"]);
  expect(pages.secondOf({ value: "/", count: 4 })).toBe("");
});

test("exits show how many of the views were the last, but not of a page whose views are folded", () => {
  const found = report({ lists: { page: list({ value: "/a", count: 10 }), exit: list({ value: "/a", count: 4 }) } });
  const { secondOf } = columnsOf("exit", found, en);
  expect(secondOf({ value: "/a", count: 4 })).toBe("40%");
  expect(secondOf({ value: "/b", count: 4 })).toBe("");
});

test("shares are of the whole list with its folded rows, of campaigns of all visits", () => {
  const some: List = { rows: [{ value: "a", count: 6 }], few: { rows: 2, count: 4 } };
  const found = report({ totals: totals({ visits: 100 }), lists: { country: some, campaign: some } });
  expect(columnsOf("country", found, en).secondOf({ value: "a", count: 6 })).toBe("60%");
  expect(columnsOf("campaign", found, en).secondOf({ value: "a", count: 6 })).toBe("6%");
});

test("visitors stand between visits and share where they are known, and a dash where they are too few", () => {
  const source = list({ value: "a", count: 6, visitors: 1200 }, { value: "b", count: 4, visitors: null });
  const { first, second, visitorsOf } = columnsOf("source", report({ lists: { source } }), en);
  expect([first, second]).toEqual(["Visits", "Share"]);
  expect(source.rows.map((row) => visitorsOf?.(row))).toEqual(["1,200", "—"]);
  expect(columnsOf("country", report({ lists: { country: list({ value: "DE", count: 6 }) } }), en)).not.toHaveProperty(
    "visitorsOf",
  );
});

test("custom counts are for 100 visits, and without a visit for none", () => {
  const count = list({ value: "booking", count: 5 });
  const row = { value: "booking", count: 5 };
  expect(columnsOf("count", report({ totals: totals({ visits: 40 }), lists: { count } }), en).secondOf(row)).toBe(
    "12.5",
  );
  expect(columnsOf("count", report({ lists: { count } }), en).secondOf(row)).toBe("");
});

test.each([
  ["source", "(direct)", { name: "(direct)" }],
  ["page", "(other)", { name: "(other)" }],
  ["browser", "(unknown)", { name: "(unknown)" }],
  ["country", "ZZ", { name: "(unknown)" }],
  ["country", "DE", { name: "Germany", code: "DE" }],
  ["language", "ru", { name: "Russian", code: "ru" }],
  ["screen", "small", { name: "Small, below 640 px" }],
  ["screen", "huge", { name: "huge" }],
  ["page", "/prices", { name: "/prices" }],
] as const)("of %s, %s is named for a person", (dimension, value, name) => {
  expect(nameOf(dimension, value, en)).toEqual(name);
});

test("names are in the chosen language", () => {
  expect(nameOf("country", "DE", words("ru"))).toEqual({ name: "Германия", code: "DE" });
  expect(nameOf("language", "en", words("ru"))).toEqual({ name: "Английский", code: "en" });
  expect(nameOf("source", "(direct)", words("ru"))).toEqual({ name: "(напрямую)" });
});
