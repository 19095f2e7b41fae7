import { type Context, createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Format, formatIn } from "./format.js";
import { type Text, textIn } from "./text.js";

/** Words and formats of the chosen language, for every component below. */
export type Words = { readonly text: Text; readonly format: Format };

/** Holds the words; the dashboard's outermost component sets it. */
export const WordsContext: Context<Words> = createContext<Words>({ text: textIn("en"), format: formatIn("en", 0) });

/** The words of the chosen language. */
export const useWords = (): Words => useContext(WordsContext);
