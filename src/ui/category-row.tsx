/** @jsxRuntime classic */
/** @jsx h */
import { NECESSARY } from "../model/category.js";
import { cellsOf, cookiesOf, titleOf } from "./declared.js";
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of h
import { h } from "./element.js";
import { Table } from "./table.js";
import type { View } from "./view.js";

/**
 * A category in the settings: name, switch, purpose, limit, and its cookies behind a line that opens them.
 * @param later takes what draws the table of the cookies
 */
export const CategoryRow = (view: View, name: string, later: (() => void)[]): Element => {
  const { config, has } = view.controller;
  const { say, pick } = view.words;
  const { purpose, limits } = config.categories[name] || {};
  const cookies = cookiesOf(name, config);
  const details = (
    <details>
      <summary>{say("cookies", cookies.length)}</summary>
    </details>
  );
  later.push(() =>
    details.append(
      Table(
        view.words,
        ["name", "provider", "purpose", "lifetime"],
        cookies.map((cookie) => [cookie.name, ...cellsOf(view, cookie)]),
      ),
    ),
  );
  return (
    <div part="category">
      <h3 id={name}>{titleOf(view, name)}</h3>
      {name === NECESSARY ? <span part="state">{say("always")}</span> : Switch(name, has(name))}
      <p>{pick(purpose) || say(`${name}Purpose`)}</p>
      {limits && <p part="limit">{say("limit", pick(limits))}</p>}
      {cookies[0] && details}
    </div>
  );
};

/**
 * A native checkbox says itself whether it is checked, so it must not have `aria-checked` (ARIA in HTML, section 4).
 */
const Switch = (name: string, checked: boolean): Element => (
  // biome-ignore lint/a11y/useAriaPropsForRole: see above
  <input type="checkbox" role="switch" part="switch" name={name} aria-labelledby={name} checked={checked} />
);
