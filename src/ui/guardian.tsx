/** @jsxRuntime classic */
/** @jsx h */
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of h
import { h } from "./element.js";
import { englishExtra } from "./messages/en-extra.js";
import { Button, Policy, Title } from "./pieces.js";
import type { View } from "./view.js";

/** Days by which the years of an age are named. */
const YEAR_DAYS = 365;

/**
 * The guardian step (N18), `kivok-guardian.js`: asks in place of a layer's content whether the visitor is of age or a
 * parent or guardian agrees; all answers look the same. Nothing is kept but the decision and, in its `how`, a
 * guardian's agreement.
 * Parts: `guardian` (the card meanwhile), `text`, `actions` with `stack`, `self`, `parent`, `reject`, `back`.
 * @param card the layer; "Back" gives it its content again, as it was
 * @param answer makes the decision
 */
export const ask = async (view: View, card: Element, answer: (how?: "guardian") => void): Promise<void> => {
  const { controller, words, choose } = view;
  const { say } = words;
  await words.add(englishExtra);
  const part = card.getAttribute("part") ?? "";
  if (/guardian/.test(part)) return;
  const age = words.days((controller.config.guardian?.age ?? 0) * YEAR_DAYS);
  const content = [...card.childNodes];
  const asked = (card.getRootNode() as ShadowRoot).activeElement ?? card.querySelector("[part~=accept]");
  const title = Title(say("guardianTitle"));
  const back = (): void => {
    card.setAttribute("part", part);
    card.replaceChildren(...content);
    (asked as HTMLElement | null)?.focus();
  };
  // The settings are wide and have no padding of their own: for this step they look as the centred notice does.
  card.setAttribute("part", `${part.replace("preferences", "notice dialog")} guardian`);
  card.replaceChildren(
    <div part="text" data-nosnippet="">
      {title}
      <p>
        {say("guardianText", age)}
        {words.gap}
        {Policy(view)}
      </p>
    </div>,
    <div part="actions stack" data-nosnippet="">
      {Button("self", () => answer(), say("guardianSelf", age))}
      {Button("parent", () => answer("guardian"), say("guardianParent"))}
      {Button("reject", () => choose([]), say("reject"))}
      {Button("back quiet", back, say("back"))}
    </div>,
  );
  (title as HTMLElement).focus();
};
