// @ts-check

/** Markup that is already escaped; only {@link html} and {@link raw} make it. */
export class Markup {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/** @type {Readonly<Record<string, string>>} */
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** @typedef {import("./part.js").Part} Part */

/**
 * @param {Part} part
 * @returns {string}
 */
const write = (part) => {
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(write).join("");
  if (part === false || part === null || part === undefined) return "";
  return String(part).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
};

/**
 * Template tag for markup: every value is escaped for text and for quoted attributes.
 * @param {TemplateStringsArray} strings
 * @param {readonly Part[]} parts
 */
export const html = (strings, ...parts) =>
  new Markup(strings.reduce((text, string, index) => text + write(parts[index - 1]) + string));

/**
 * Markup that the caller vouches for.
 * @param {string} text
 */
export const raw = (text) => new Markup(text);

/**
 * A value for a `<script type="application/json">`: `<` is escaped, so that no text of it can end the element.
 * @param {unknown} value
 */
export const json = (value) => raw(JSON.stringify(value).replaceAll("<", "\\u003c"));
