/** @jsxRuntime classic */
/** @jsx h */
import { NECESSARY } from "../model/category.js";
import { optionalCategories } from "../model/consent-record.js";
import { cellsOf, cookiesOf, termOf, titleOf } from "./declared.js";
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of h
import { h } from "./element.js";
import { Button, Pair, Policy, Title } from "./pieces.js";
import { Stored } from "./stored.js";
import { Table } from "./table.js";
import type { View } from "./view.js";

/** The second layer. The switches hold what they show; saving reads them. */
export const Preferences = (view: View): Element => {
  const { controller, words, close } = view;
  const { contact, policy } = controller.config;
  const { say, pick } = words;
  const isRefusedBySignal =
    !controller.record() && (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  const address = pick(contact?.address);
  return (
    <dialog part="preferences" aria-labelledby="t" close={close}>
      <div part="head">
        {Title(say("preferences"))}
        {Button(
          "close quiet",
          close,
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M6 6l12 12M18 6L6 18" />
          </svg>,
          say("close"),
        )}
      </div>
      <div part="body">
        <p>{isRefusedBySignal ? say("gpc") : say("intro", termOf(view, "consent"))}</p>
        {[NECESSARY, ...optionalCategories(controller.config)].map((name) => CategoryRow(view, name))}
        {Stored(view)}
        <div part="contact">
          {contact && [
            <h3>{say("contact")}</h3>,
            <p>
              {contact.email && <a href={`mailto:${contact.email}`}>{contact.email}</a>}
              {address && [contact.email && <br />, address]}
            </p>,
          ]}
          {policy.url && <p>{Policy(view)}</p>}
          {!!controller.record() && Button("receipt quiet", view.saveReceipt, say("receipt"))}
        </div>
      </div>
      <div part="foot">
        {Pair(view, " plain")}
        {Button("save", view.save, say("save"))}
      </div>
    </dialog>
  );
};

const CategoryRow = (view: View, name: string): Element => {
  const { config, has } = view.controller;
  const { say, pick } = view.words;
  const { purpose, limits } = config.categories[name] || {};
  const cookies = cookiesOf(name, config);
  return (
    <div part="category">
      <h3 id={name}>{titleOf(view, name)}</h3>
      {name === NECESSARY ? <span part="state">{say("always")}</span> : Switch(name, has(name))}
      <p>{pick(purpose) || say(`${name}Purpose`)}</p>
      {limits && <p part="limit">{say("limit", pick(limits))}</p>}
      {cookies[0] && (
        <details>
          <summary>{say("cookies", cookies.length)}</summary>
          {Table(
            view.words,
            ["name", "provider", "purpose", "lifetime"],
            cookies.map((cookie) => [cookie.name, ...cellsOf(view, cookie)]),
          )}
        </details>
      )}
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
