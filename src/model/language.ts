/**
 * The language of the files that suit a language tag: its primary tag, and `sr-latn` where Serbian is written so. What
 * else needs no file of its own (`nb`, `iw` …) has a copy that the build makes. English for what is no tag.
 * @see https://www.rfc-editor.org/rfc/rfc5646#section-2.1
 */
export const languageOf = (tag: string): string =>
  (/^(sr-latn|[a-z]{2,3})(?![a-z])/i.exec(tag)?.[0] || "en").toLowerCase();
