/** @jsxRuntime classic */
/** @jsx h */
import { optionalCategories } from "../model/consent-record.js";
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of h
import { type Content, h } from "./element.js";
import type { View } from "./view.js";

/** A layer's title, which names the layer and can take focus by script. */
export const Title = (text: string): Element => (
  <h2 id="t" tabindex="-1">
    {text}
  </h2>
);

/**
 * A button; without `plain` or `quiet` among its parts it is the main one. `name` is for one whose content is no text.
 */
export const Button = (part: string, click: () => void, content: Content, name?: string): Element => (
  <button type="button" part={part} click={click} aria-label={name}>
    {content}
  </button>
);

/** Accept and Reject, always side by side in the same style. */
export const Pair = ({ controller, words, choose }: View, style: "" | " plain"): Content => [
  Button(`accept${style}`, () => choose(optionalCategories(controller.config)), words.say("accept")),
  Button(`reject${style}`, () => choose([]), words.say("reject")),
];

/** The link to the privacy policy, if there is an address. */
export const Policy = ({ controller, words }: View): Content =>
  controller.config.policy.url && (
    <a part="policy" href={controller.config.policy.url}>
      {words.say("policy")}
    </a>
  );
