import { en } from "./text-en.js";
import { ru } from "./text-ru.js";

/** Words of one language; English sets the shape. */
export type Text = typeof en;

/** Languages of the dashboard, each under its own name. */
export const LANGUAGES = { ru: "Русский", en: "English" } as const;
export type Language = keyof typeof LANGUAGES;

/** Whether a text names a language of the dashboard. */
export const isLanguage = (tag: string | null): tag is Language => tag === "ru" || tag === "en";

/** The words of a language. */
export const textIn = (language: Language): Text => (language === "ru" ? ru : en);
