/// <reference lib="es2021.intl" />
import type { Text } from "../model/category.js";
import type { CoreConfig } from "../model/config.js";
import { languageOf } from "../model/language.js";
import { dateOf, formOf, type Unit, type Units } from "./units.js";

/** Sentences by key. */
export type Messages = Readonly<Record<string, string>>;

/** The interface's words in one language. */
export type Words = {
  /** Tag of the language, such as `ru` or `sr-Latn`. */
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  /** What stands between two sentences: nothing in Chinese and Japanese. */
  readonly gap: "" | " ";
  /**
   * The sentence of a key with each `{}` filled in turn; empty for a name that is no key, as of an owner's category.
   */
  readonly say: (key: string, ...values: readonly (string | number)[]) => string;
  /** Fetches the sentences of optional parts; resolves when they can be said, in English where they did not come. */
  readonly add: (english: Messages) => Promise<void>;
  /** An owner's text in this language, else in English, else in whichever there is. */
  readonly pick: (text: Text | undefined) => string;
  /** A list as a sentence names it. */
  readonly list: (texts: readonly Text[]) => string;
  /** A duration in days, also a part of one, as a sentence names it: "30 minutes", "180 days", "1 year". */
  readonly days: (days: number) => string;
  /** A calendar date in the visitor's zone; `time` is epoch milliseconds or a date and time without a zone. */
  readonly date: (time: number | string) => string;
};

/** A server that hangs must not keep the visitor from being asked. */
const LONGEST_WAIT_MILLISECONDS = 4000;
/** Languages written from right to left, of those that the interface speaks or that an owner may write. */
const RIGHT_TO_LEFT = /^(ar|fa|he|iw|ur)$/;

/**
 * The words in the configured language, else the page's, else the browser's: first those of `english`. English is built
 * into the file that asks; other languages are fetched. Where that fails the interface speaks English.
 * @param suffix of the language's file: `-extra` for the sentences of optional parts alone
 */
export const loadWords = async (config: CoreConfig, english: Messages, suffix = ""): Promise<Words> => {
  const tag = config.language || document.documentElement.lang || navigator.language;
  let language = languageOf(tag);
  const messages: Record<string, string> = {};

  const fetchJson = async (file: string): Promise<unknown> => {
    const signal = AbortSignal.timeout?.(LONGEST_WAIT_MILLISECONDS) ?? null;
    return (await fetch(`${config.base}messages/${language}${file}.json`, { signal })).json();
  };
  /** Adds these sentences, in the language if they come; resolves to whether they did. */
  const add = async (english: Messages, suffix: string): Promise<boolean> => {
    Object.assign(messages, english);
    if (language === "en") return true;
    const keys = Object.keys(english);
    try {
      // The length of all keys together, then the sentences in the order of the keys.
      const [size, ...sentences] = (await fetchJson(suffix)) as [number, ...string[]];
      // A file of another version, still in a cache, would say the wrong things.
      if (size !== keys.join("").length) return false;
      keys.forEach((key, index) => {
        messages[key] = sentences[index] as string;
      });
      return true;
    } catch {
      return false;
    }
  };

  const ownIn = (language: string): Messages => ({ ...config.messages?.[language], ...config.messages?.[tag] });
  // An owner may have written a language that Kivok does not ship.
  const isShipped = await add(english, suffix);
  if (!isShipped && !Object.keys(ownIn(language))[0]) language = "en";
  const own = ownIn(language);
  // The built-in English is British, and Nynorsk is shown Bokmål.
  const locale = language === "en" ? "en-GB" : language === "nn" ? "nb" : language;
  const direction = RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr";
  const pick: Words["pick"] = (text = "") => {
    const own = typeof text === "string" ? text : (text[tag] ?? text[language] ?? text.en ?? Object.values(text)[0]);
    // An address or a name in Latin letters keeps its own order, its marks and digits too (Unicode 9, isolates).
    return own && direction === "rtl" ? `\u2068${own}\u2069` : (own ?? "");
  };
  // Made once: to make one takes longer than all that it is asked for, and the settings name many durations.
  const formats: { [unit in Unit]?: Intl.NumberFormat } = {};
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  // Chromium leaves out some languages, and would put another into the sentence. Of Kazakh it has lists, but dates
  // such as "1970 M01 1".
  const isLacking = !Intl.ListFormat.supportedLocalesOf(locale)[0] || /M\d/.test(dates.format(0));
  const units =
    isShipped && language !== "en" && isLacking
      ? ((await fetchJson("-units").catch(() => undefined)) as Units | undefined)
      : undefined;
  const unit = (value: number, unit: Unit): string => {
    if (units) return joined(formOf(units[unit], value));
    formats[unit] ??= new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" });
    return joined(formats[unit].format(value));
  };
  return {
    language,
    direction,
    gap: /^(ja|zh)/.test(language) ? "" : " ",
    say: (key, ...values) => {
      let next = 0;
      return (own[key] ?? messages[key] ?? "").replace(/\{\}/g, () => `${values[next++]}`);
    },
    add: async (english) => {
      await add(english, "-extra");
    },
    pick,
    list: (texts) => {
      const picked = texts.map(pick);
      return units ? picked.join(", ") : new Intl.ListFormat(locale).format(picked);
    },
    days: (days) =>
      days < 1 ? unit(days * 1440, "minute") : days % 365 ? unit(days, "day") : unit(days / 365, "year"),
    date: (time) => {
      const date = new Date(time);
      return units ? dateOf(date, units) : joined(dates.format(date));
    },
  };
};

/** Keeps a number on one line with what it counts. */
const joined = (text: string): string => text.replace(" ", "\u00a0");
