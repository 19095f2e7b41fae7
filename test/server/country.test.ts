import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { countryOfZone } from "../../src/server/country.js";

test.each([
  ["Europe/Moscow", "RU"],
  ["Europe/Kiev", "UA"],
  ["Europe/Kyiv", "UA"],
  ["Asia/Calcutta", "IN"],
  ["America/Argentina/Buenos_Aires", "AR"],
  ["America/Buenos_Aires", "AR"],
  ["Africa/Accra", "GH"],
  ["Iceland", "IS"],
  ["Atlantic/Reykjavik", "IS"],
  ["GB", "GB"],
  ["NZ", "NZ"],
  ["NZ-CHAT", "NZ"],
  ["US/Pacific", "US"],
  ["UTC", "ZZ"],
  ["Etc/GMT+3", "ZZ"],
  ["EST5EDT", "ZZ"],
  ["CET", "ZZ"],
  ["Nowhere/Atlantis", "ZZ"],
  ["constructor", "ZZ"],
])("%s lies in %s", (zone, country) => expect(countryOfZone(zone)).toBe(country));

test("every zone that this runtime can name has a country, unless it is no place", () => {
  const missing = Intl.supportedValuesOf("timeZone").filter((zone) => countryOfZone(zone) === "ZZ");
  expect(missing.filter((zone) => !/^(Etc\/|UTC$|[A-Z]{3}(\d[A-Z]{3})?$)/.test(zone))).toEqual([]);
});

const ZONE_TAB = "/usr/share/zoneinfo/zone.tab";
test.skipIf(!existsSync(ZONE_TAB))("agrees with the system's zone.tab", () => {
  for (const line of readFileSync(ZONE_TAB, "utf8").split("\n")) {
    const [country, , zone] = line.split("\t");
    if (!line.startsWith("#") && zone !== undefined) expect([zone, countryOfZone(zone)]).toEqual([zone, country]);
  }
});
