import { expect, test } from "vitest";
import { words } from "./reports.js";

const en = words("en").format;
const ru = words("ru").format;
/** Blanks of every kind as plain ones: which are used depends on the runtime's tables. */
const plain = (text: string): string => text.replace(/\s/g, " ");

test("numbers have no decimals and the separators of the language", () => {
  expect([en.number(1234567), en.decimal(3)]).toEqual(["1,234,567", "3.0"]);
  expect([ru.number(1234567), ru.decimal(3)].map(plain)).toEqual(["1 234 567", "3,0"]);
});

test("percents are whole, or with one decimal below a tenth where it is asked for", () => {
  expect([en.percent(0.456), en.percent(0.0123), en.percent(0.0123, true), en.percent(0.456, true)]).toEqual([
    "46%",
    "1%",
    "1.2%",
    "46%",
  ]);
});

test.each([
  [0, "0:00"],
  [59.6, "1:00"],
  [128, "2:08"],
  [3725, "62:05"],
])("%d seconds are %s", (seconds, text) => expect(en.seconds(seconds)).toBe(text));

test("a headline number is written as what it is, and a missing one is a dash", () => {
  expect([en.measure("views", 1200), en.measure("bounce", 0.4), en.measure("time", 61)]).toEqual([
    "1,200",
    "40%",
    "1:01",
  ]);
  expect(en.measure("time", undefined)).toBe("–");
});

test("a range is two numbers, or one if both read the same", () => {
  expect([en.between(5, 5), en.between(2436, 2551)]).toEqual(["5", "2,436–2,551"]);
  expect([en.betweenShares(0.401, 0.404), en.betweenShares(0.4, 0.5)]).toEqual(["40%", "40–50%"]);
  expect(plain(ru.betweenShares(0.4, 0.5))).toBe("40–50 %");
});

test("days are written as the language does, and never shifted by a zone", () => {
  expect([en.dayShort("2026-11-22"), en.dayLong("2026-11-22"), en.weekday("2026-11-22")]).toEqual([
    "22 Nov",
    "Sun 22 November",
    "Sun 22",
  ]);
  expect(plain(ru.dayShort("2026-10-26"))).toBe("26 окт");
  expect(plain(ru.dayLong("2026-11-22"))).toBe("вс, 22 ноября");
});

test("a range of days names the year only if it is another one, or if it is long", () => {
  expect(plain(en.days("2026-10-26", "2026-11-22"))).toBe("26 Oct – 22 Nov");
  expect(plain(en.days("2026-11-22", "2026-11-22"))).toBe("22 November");
  expect(en.days("2025-11-22", "2025-11-22")).toContain("2025");
  expect(en.days("2025-11-24", "2026-11-22")).toMatch(/2025.*2026/);
  expect(ru.days("2025-11-24", "2026-11-22")).not.toMatch(/\.|г/);
});

test("names of countries and languages fall back to the code", () => {
  expect([en.country("FR"), en.country("x1"), en.languageName("kk"), en.languageName("?")]).toEqual([
    "France",
    "x1",
    "Kazakh",
    "?",
  ]);
  expect(en.list(["7", "14", "21"])).toBe("7, 14, and 21");
});
