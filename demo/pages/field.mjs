// @ts-check
import { html } from "../html.mjs";

/**
 * A labelled input, with the sentence of its error if there is one.
 * @param {{
 *   id: string, label: string, value?: string | undefined, error?: string | undefined, type?: string,
 *   autocomplete: string, placeholder?: string, isFocused?: boolean,
 * }} field
 */
export const field = ({ id, label, value = "", error, type = "text", autocomplete, placeholder, isFocused }) =>
  html`<div class="f"><label for="${id}">${label}</label><input id="${id}" name="${id}" type="${type}" value="${value}" autocomplete="${autocomplete}"${placeholder && html` placeholder="${placeholder}"`} required${error && html` aria-invalid="true" aria-describedby="${id}-error"`}${isFocused && html` autofocus`}>${errorText(id, error)}</div>`;

/**
 * @param {string} id of what it belongs to
 * @param {string | undefined} error
 */
export const errorText = (id, error) => error && html`<p class="error" id="${id}-error">${error}</p>`;
