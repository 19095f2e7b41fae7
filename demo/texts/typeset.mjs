// @ts-check

/**
 * Russian spacing: a no-break space after a word of one letter and before a dash. Functions among the texts stay as they are.
 * @template T
 * @param {T} texts
 * @returns {T}
 */
export const typeset = (texts) => {
  if (typeof texts === "string")
    return /** @type {T} */ (
      texts.replace(/(?<![\p{L}\p{N}])([вкосуияа]) /giu, "$1\u00a0").replaceAll(" —", "\u00a0—")
    );
  if (typeof texts !== "object" || texts === null) return texts;
  if (Array.isArray(texts)) return /** @type {T} */ (texts.map(typeset));
  return /** @type {T} */ (Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, typeset(text)])));
};
