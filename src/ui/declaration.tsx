/** @jsxRuntime classic */
/** @jsx h */
import { NECESSARY } from "../model/category.js";
import { optionalCategories } from "../model/consent-record.js";
import type { Start } from "../model/controller.js";
import { cellsOf, cookiesOf, titleOf } from "./declared.js";
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of h
import { h } from "./element.js";
import { english } from "./messages/en.js";
import { Heads } from "./table.js";
import { loadWords } from "./text.js";
import type { Speaker } from "./view.js";

const MARKED = "[data-kivok=declaration]";
const TABLE = "kivok-declaration";

let started = false;

/**
 * The declaration of cookies in the page (M14), `kivok-declaration.js`: fills every element with
 * `data-kivok="declaration"`, also one that comes later, in the page's language and look, in place of what the page had
 * there; drawn anew when a decision changes what is granted. It is the page's own content: no shadow root and no style
 * of ours.
 *
 * Classes: `kivok-declaration` (the table), `kivok-category` (a group of rows, with `data-state` `always`, `granted` or
 * `denied`). Each cell has its column's name in `data-label`, for tables that stack in a narrow window.
 */
export const start: Start = async (controller) => {
  if (started) return;
  started = true;
  const speaker = { controller, words: await loadWords(controller.config, english) };
  const fill = (isAnew?: boolean): void => {
    for (const element of document.querySelectorAll(MARKED))
      if (isAnew || !element.querySelector(`.${TABLE}`)) element.replaceChildren(Declaration(speaker));
  };
  fill(true);
  controller.on("change", () => fill(true));
  new MutationObserver(() => fill()).observe(document, { childList: true, subtree: true });
};

const Declaration = (speaker: Speaker): Element => {
  const { config, has } = speaker.controller;
  const { say, language, direction } = speaker.words;
  const categories = [NECESSARY, ...optionalCategories(config)].map((name) => ({
    name,
    cookies: cookiesOf(name, config),
  }));
  const heads = ["name", "provider", "purpose", "lifetime"].map((key) => say(key));
  return (
    <table class={TABLE} lang={language} dir={direction}>
      <caption>{say("cookies", categories.flatMap(({ cookies }) => cookies).length)}</caption>
      {Heads(heads)}
      {categories.map(
        ({ name, cookies }) =>
          !!cookies[0] && (
            <tbody class="kivok-category" data-state={name === NECESSARY ? "always" : has(name) ? "granted" : "denied"}>
              <tr>
                <th colspan="4" scope="rowgroup">
                  {titleOf(speaker, name)}
                </th>
              </tr>
              {cookies.map((cookie) => (
                <tr>
                  <th scope="row">
                    <code dir="ltr">{cookie.name}</code>
                  </th>
                  {cellsOf(speaker, cookie).map((cell, index) => (
                    <td data-label={heads[index + 1]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          ),
      )}
    </table>
  );
};
