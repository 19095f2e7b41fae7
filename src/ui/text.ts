/// <reference lib="es2021.intl" />
import type { Text } from "../model/category.js";
import type { CoreConfig } from "../model/config.js";
import { english } from "./messages/en.js";

/** A sentence of the interface, by name. */
export type Key = keyof typeof english;

/** The interface's words in one language. */
export type Words = {
  /** Primary language tag, such as `ru`. */
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  /** The sentence of a key with each `{}` filled in turn; empty for a name that is no key, as of an owner's category. */
  readonly say: (key: string, ...values: readonly (string | number)[]) => string;
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
/** Languages written from right to left, of those that the interface speaks or may come to speak. */
const RIGHT_TO_LEFT = /^(ar|fa|he|ur)$/;

/**
 * The words in the configured language, else the page's, else the browser's. English is built in; other languages are
 * fetched: the length of all keys together, then the sentences in the order of the keys. Where that fails the interface
 * speaks English.
 */
export const loadWords = async (config: CoreConfig): Promise<Words> => {
  const tag = config.language || document.documentElement.lang || navigator.language;
  let language = /^[a-z]{2,3}(?![a-z])/i.exec(tag)?.[0].toLowerCase() || "en";
  const keys = Object.keys(english);
  let messages: Partial<Record<string, string>> = { ...english };
  if (language !== "en") {
    try {
      const signal = AbortSignal.timeout?.(LONGEST_WAIT_MILLISECONDS) ?? null;
      const [size, ...sentences] = await (await fetch(`${config.base}messages/${language}.json`, { signal })).json();
      // A file of another version, still in a cache, would say the wrong things.
      if (size !== keys.join("").length) throw size;
      keys.forEach((key, index) => {
        messages[key] = sentences[index];
      });
    } catch {
      // An owner may have written a language that Kivok does not ship.
      if (!config.messages?.[language]) language = "en";
    }
  }
  messages = { ...messages, ...config.messages?.[language] };
  // The built-in English is British.
  const locale = language === "en" ? "en-GB" : language;
  const pick: Words["pick"] = (text = "") =>
    typeof text === "string" ? text : (text[language] ?? text.en ?? Object.values(text)[0] ?? "");
  const unit = (value: number, unit: string): string =>
    joined(value.toLocaleString(locale, { style: "unit", unit, unitDisplay: "long" }));
  return {
    language,
    direction: RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr",
    say: (key, ...values) => {
      let next = 0;
      return (messages[key] || "").replace(/\{\}/g, () => `${values[next++]}`);
    },
    pick,
    list: (texts) => new Intl.ListFormat(locale).format(texts.map(pick)),
    days: (days) =>
      days < 1 ? unit(days * 1440, "minute") : days % 365 ? unit(days, "day") : unit(days / 365, "year"),
    date: (time) => joined(new Date(time).toLocaleDateString(locale, { dateStyle: "long" })),
  };
};

/** Keeps a number on one line with what it counts. */
const joined = (text: string): string => text.replace(" ", "\u00a0");
