import type { Config } from "../model/config.js";

/** The button's name by language: the same words as the title of the settings. */
const NAMES: Readonly<Record<string, string>> = { en: "Cookie settings", ru: "Настройки cookie" };

/** The name in a language; the owner's wording (`messages.<language>.preferences`) wins, English is the last resort. */
export const nameIn = (language: string, messages: Config["messages"] = {}): string => {
  const [primary = ""] = language.split("-", 1);
  return messages[language]?.preferences ?? messages[primary]?.preferences ?? NAMES[primary] ?? (NAMES.en as string);
};
