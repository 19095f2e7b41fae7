import { expect, test } from "vitest";
import { dayNumber } from "../../src/model/visit.js";
import {
  createDayClock,
  HOUR_MILLISECONDS,
  hoursOfDay,
  isoDate,
  parseIsoDate,
  startOfDay,
} from "../../src/server/calendar.js";

const day = (text: string): number => parseIsoDate(text) ?? Number.NaN;

test.each([
  "2026-02-30",
  "2026-2-3",
  "26-02-03",
  "2026-02-03T00",
  " 2026-02-03",
  "2026-13-01",
  "",
  5,
  undefined,
  ["2026-02-03"],
])("%j is no date", (text) => expect(parseIsoDate(text)).toBeUndefined());

test("a date and its number are the same day", () => {
  expect(isoDate(0)).toBe("1970-01-01");
  expect(parseIsoDate("2024-02-29")).toBe(Date.UTC(2024, 1, 29) / 86_400_000);
  expect(isoDate(day("2024-02-29"))).toBe("2024-02-29");
});

const HOURS: readonly [zone: string, date: string, start: string, hours: number, labels: number][] = [
  ["UTC", "2026-03-29", "2026-03-29T00:00Z", 24, 24],
  ["Europe/Berlin", "2026-03-29", "2026-03-28T23:00Z", 23, 23],
  ["Europe/Berlin", "2026-10-25", "2026-10-24T22:00Z", 25, 24],
  ["Europe/Moscow", "2026-03-29", "2026-03-28T21:00Z", 24, 24],
  ["America/New_York", "2026-11-01", "2026-11-01T04:00Z", 25, 24],
  // Summer time begins at midnight: the day has no first hour.
  ["Africa/Cairo", "2026-04-24", "2026-04-23T22:00Z", 23, 23],
  ["Asia/Kolkata", "2026-06-15", "2026-06-14T18:30Z", 25, 24],
  ["Asia/Kathmandu", "2026-06-15", "2026-06-14T18:15Z", 25, 24],
  ["Pacific/Kiritimati", "2026-06-15", "2026-06-14T10:00Z", 24, 24],
  ["Pacific/Pago_Pago", "2026-06-15", "2026-06-15T11:00Z", 24, 24],
  // Half an hour of summer time.
  ["Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00Z", 25, 24],
];
test.each(HOURS)(
  "[C10] in %s the day %s begins at %s and touches %i hours of UTC",
  (zone, date, start, hours, labels) => {
    expect(startOfDay(day(date), zone)).toBe(Date.parse(start));
    const found = hoursOfDay(day(date), zone);
    expect(found).toHaveLength(hours);
    expect(new Set(found.map(({ local }) => local)).size).toBe(labels);
    expect(found[0]?.hour).toBe(Math.floor(Date.parse(start) / HOUR_MILLISECONDS));
  },
);

test("[C10] a day that a zone skipped has no hours", () => {
  expect(hoursOfDay(day("2011-12-30"), "Pacific/Apia")).toEqual([]);
  expect(hoursOfDay(day("2011-12-31"), "Pacific/Apia")).toHaveLength(24);
});

test("[C10] the day clock says the same as the calendar, through a change of the clocks", () => {
  for (const zone of ["Europe/Berlin", "Asia/Kathmandu", "America/Santiago"]) {
    const clock = createDayClock(zone);
    for (let now = Date.UTC(2026, 2, 28, 12); now < Date.UTC(2026, 2, 30); now += 7 * 60_000)
      expect(clock(now)).toBe(dayNumber(now, zone));
  }
});
