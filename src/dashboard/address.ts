import { isMeasure, type Measure } from "./measure.js";
import { isDay, isPreset, type Period } from "./period.js";
import { isLanguage, type Language } from "./text.js";

/** Colour schemes; `auto` follows the system. */
export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** What the address bar holds after `#`: a link or a bookmark shows the same report again. */
export type Address = {
  /** Empty: the first site. */
  readonly site: string;
  readonly period: Period;
  readonly compare: boolean;
  readonly measure: Measure;
  readonly language: Language;
  readonly theme: Theme;
  readonly view: "report" | "settings";
  /** Token of a share link; empty for the owner. */
  readonly share: string;
};

/**
 * Reads the part after `#`. What is missing or wrong gets its default.
 * @param preferred the browser's language, for an address that names none
 */
export const parseAddress = (hash: string, preferred: string): Address => {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const [from, to, preset] = [given.get("from"), given.get("to"), given.get("period")];
  const [measure, language, theme] = [given.get("number"), given.get("lang"), given.get("theme")];
  return {
    site: given.get("site") ?? "",
    period: isDay(from) && isDay(to) && from <= to ? { from, to } : isPreset(preset) ? preset : "d28",
    compare: given.get("compare") !== "0",
    measure: isMeasure(measure) ? measure : "visitors",
    language: isLanguage(language) ? language : preferred.startsWith("ru") ? "ru" : "en",
    view: given.get("view") === "settings" ? "settings" : "report",
    share: given.get("share") ?? "",
    theme: theme === "light" || theme === "dark" ? theme : "auto",
  };
};

/** Writes the part after `#`, with site, period and language always, the rest where it is not the default. */
export const formatAddress = ({ site, period, compare, measure, language, theme, view, share }: Address): string => {
  const parts = new URLSearchParams({
    ...(site ? { site } : {}),
    ...(typeof period === "string" ? { period } : period),
    ...(measure === "visitors" ? {} : { number: measure }),
    ...(compare ? {} : { compare: "0" }),
    ...(view === "report" ? {} : { view }),
    ...(share ? { share } : {}),
    lang: language,
    ...(theme === "auto" ? {} : { theme }),
  });
  return `#${parts}`;
};
