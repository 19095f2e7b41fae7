import { expect, test } from "vitest";
import { type Address, formatAddress, parseAddress } from "../../../src/dashboard/address.js";

const DEFAULTS: Address = {
  site: "",
  period: "d28",
  compare: true,
  measure: "visitors",
  language: "en",
  theme: "auto",
  view: "report",
  share: "",
};

test("an empty address is every default, in the browser's language if there are words for it", () => {
  expect(parseAddress("", "de-DE")).toEqual(DEFAULTS);
  expect(parseAddress("#", "ru-RU")).toEqual({ ...DEFAULTS, language: "ru" });
});

test.each([
  ["#period=d90", { period: "d90" }],
  ["#from=2026-03-01&to=2026-03-09", { period: { from: "2026-03-01", to: "2026-03-09" } }],
  ["#from=2026-03-01&to=2026-03-09&period=d7", { period: { from: "2026-03-01", to: "2026-03-09" } }],
  [
    "#site=shop.example&number=bounce&compare=0&theme=dark&lang=ru",
    {
      site: "shop.example",
      measure: "bounce",
      compare: false,
      theme: "dark",
      language: "ru",
    },
  ],
] as const)("reads %s", (hash, change) => expect(parseAddress(hash, "en")).toEqual({ ...DEFAULTS, ...change }));

test.each([
  "#period=forever",
  "#from=2026-03-09&to=2026-03-01",
  "#from=2026-03-01",
  "#from=2026-02-31x&to=2026-03-01",
  "#number=toString&theme=pink&lang=xx",
])("what is wrong in %s gets its default", (hash) => expect(parseAddress(hash, "en")).toEqual(DEFAULTS));

test("an address that is written and read again is the same", () => {
  const addresses: Address[] = [
    DEFAULTS,
    { ...DEFAULTS, site: "a.example:8080", period: { from: "2026-01-01", to: "2026-01-31" }, language: "ru" },
    { ...DEFAULTS, period: "y1", compare: false, measure: "time", theme: "light" },
  ];
  for (const address of addresses) expect(parseAddress(formatAddress(address), "de")).toEqual(address);
});

test("site, period and language are always written, the rest where it is not the default", () => {
  expect(formatAddress({ ...DEFAULTS, site: "a.example" })).toBe("#site=a.example&period=d28&lang=en");
});
