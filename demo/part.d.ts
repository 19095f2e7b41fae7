import type { Markup } from "./html.mjs";

/** What a template may hold: lists are joined, `false`, `null` and `undefined` give nothing, text is escaped. */
export type Part = Markup | string | number | false | null | undefined | readonly Part[];
