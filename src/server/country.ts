import { ZONES_BY_COUNTRY } from "./zone-country.js";

/** Code for a zone that is no place, or that nobody knows; `Intl.DisplayNames` has a name for it. */
export const UNKNOWN_COUNTRY = "ZZ";

/**
 * Country of an IANA time zone, old names included.
 * @returns ISO 3166-1 alpha-2, `ZZ` for zones such as `UTC` that lie nowhere
 */
export const countryOfZone = (zone: string): string => COUNTRIES.get(zone) ?? UNKNOWN_COUNTRY;

const readTable = (text: string): ReadonlyMap<string, string> => {
  const countries = new Map<string, string>();
  let region = "";
  let country = "";
  for (const word of text.trim().split(/\s+/)) {
    if (word.endsWith("/")) region = word === "/" ? "" : word;
    else if (word.endsWith(":")) country = word.slice(0, -1);
    else countries.set(region + word, country);
  }
  return countries;
};

const COUNTRIES: ReadonlyMap<string, string> = readTable(ZONES_BY_COUNTRY);
