/** @jsxRuntime classic */
/** @jsx h */
import { termOf } from "./declared.js";
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of h
import { type Content, h } from "./element.js";
import { Button, Pair, Policy, Title } from "./pieces.js";
import type { View } from "./view.js";

/** The first layer. Box and bar are a region that leaves focus where it is; the centred one is a modal dialog. */
export const Notice = (view: View): Element => {
  const { layout = "box", corner } = view.controller.config;
  const part = `notice ${layout}`;
  // Search engines know `data-nosnippet` on these elements, not on one of an own name.
  const content = [
    <div part="text" data-nosnippet="">
      {Text(view)}
    </div>,
    <div part="actions" data-nosnippet="">
      {Pair(view, "")}
      {Button("settings quiet", view.openSettings, view.words.say("settings"))}
    </div>,
  ];
  return layout === "dialog" ? (
    <dialog part={part} aria-labelledby="t" close={view.close}>
      {content}
    </dialog>
  ) : (
    <section part={part} aria-labelledby="t" data-at={corner} popover="manual">
      {content}
    </section>
  );
};

/** What is asked and why. Sentences that do not apply are left out. */
const Text = (view: View): Content => {
  const { say, pick, list, date, gap } = view.words;
  const { policy, refusal, thirdParties = [], limits, owner, button } = view.controller.config;
  const stored = view.controller.record() ? null : view.controller.stored();
  const isChanged = !!stored && stored.policyVersion !== `${policy.version}`;
  const term = termOf(view, "consent");
  const runBy = pick(owner);
  return [
    Title(say(isChanged ? "changedTitle" : "title")),
    isChanged && policy.date ? (
      <p>
        {say("changedText", date(`${policy.date}T00:00`))}
        {gap}
        {Policy(view)}
      </p>
    ) : (
      [
        <p>
          {!!stored && say("expired") + gap}
          {say("text")}
          {gap}
          {thirdParties[0] && say("third", list(thirdParties)) + gap}
          {limits && say("limit", pick(limits))}
        </p>,
        <p>
          {runBy && say("who", runBy) + gap}
          {refusal.days ? say("termDays", term, termOf(view, "refusal")) : say("term", term)}
          {gap}
          {say(`${button}` === "false" ? "changeLink" : "change")}
          {gap}
          {Policy(view)}
        </p>,
      ]
    ),
    isChanged &&
      policy.changes?.[0] && [
        <h3>{say("changedList")}</h3>,
        <ul part="changes">
          {policy.changes.map((change) => (
            <li>{pick(change)}</li>
          ))}
        </ul>,
      ],
  ];
};
