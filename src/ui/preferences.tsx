/** @jsxRuntime classic */
/** @jsx h */
import { NECESSARY } from "../model/category.js";
import { optionalCategories } from "../model/consent-record.js";
import { CategoryRow } from "./category-row.js";
import { termOf } from "./declared.js";
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of h
import { h } from "./element.js";
import { Button, Pair, Policy, Title } from "./pieces.js";
import { Stored } from "./stored.js";
import { storedCookies } from "./stored-cookies.js";
import type { View } from "./view.js";

/**
 * The second layer. The switches hold what they show; saving reads them. What is closed or further down comes right
 * after the frame that shows the rest: else a slow device would take twice as long to answer the click.
 */
export const Preferences = (view: View): Element => {
  const { controller, words, close } = view;
  const { say } = words;
  const isRefusedBySignal =
    !controller.record() && (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  const later: (() => void)[] = [];
  const body = (
    <div part="body" data-nosnippet="">
      <p>{isRefusedBySignal ? say("gpc") : say("intro", termOf(view, "consent"))}</p>
      {[NECESSARY, ...optionalCategories(controller.config)].map((name) => CategoryRow(view, name, later))}
    </div>
  );
  frameShown()
    .then(storedCookies)
    .then((stored) => {
      for (const draw of later) draw();
      body.append(Stored(view, stored), Contact(view));
    });
  return (
    <dialog part="preferences" aria-labelledby="t" close={close}>
      <div part="head" data-nosnippet="">
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
      {body}
      <div part="foot" data-nosnippet="">
        {Pair(view, " plain")}
        {Button("save", view.save, say("save"))}
      </div>
    </dialog>
  );
};

/** Resolves when the next frame has been drawn: a task that is queued in its callback runs after it. */
const frameShown = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Whom to ask, the policy, and the record of the decision in force. */
const Contact = (view: View): Element => {
  const { controller, words } = view;
  const { contact, policy } = controller.config;
  const { say, pick } = words;
  const address = pick(contact?.address);
  return (
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
  );
};
