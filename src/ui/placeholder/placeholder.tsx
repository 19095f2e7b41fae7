/** @jsxRuntime classic */
/** @jsx h */
import type { Controller } from "../../model/controller.js";
// biome-ignore lint/correctness/noUnusedImports: JSX becomes calls of h
import { h } from "../element.js";
import type { Words } from "../text.js";
import { providerOf } from "./providers.js";

/** What a placeholder is drawn from, and what its buttons do. */
export type Waiting = {
  readonly frame: HTMLIFrameElement;
  readonly controller: Controller;
  readonly words: Words;
  readonly once: () => void;
  readonly allow: () => void;
};

/**
 * What waits, who provides it, what is sent there when it is loaded, and the two ways to load it, which look the same.
 */
export const Placeholder = ({ frame, controller, words, once, allow }: Waiting): Element => {
  const { category = "", picture } = frame.dataset;
  const { name, host } = providerOf(frame);
  const provider = words.pick(name);
  const { title } = controller.config.categories[category] || {};
  const about = [
    words.say("embed", provider ? `${provider} (${host})` : host),
    words.say("embedAlways", words.pick(title) || words.say(category) || category),
  ].join(words.gap);
  return (
    <figure
      part={picture == null ? "placeholder" : "placeholder picture"}
      aria-labelledby="name"
      aria-describedby="about"
    >
      {picture && <img src={picture} alt="" />}
      {/* `all: initial` of the figure would take the language of an element above it (see host.ts). */}
      <div lang={words.language} part="card" data-nosnippet="">
        <b id="name">{[frame.title, provider || host].filter(Boolean).join(": ")}</b>
        <p id="about">{about}</p>
        <div part="actions">
          <button type="button" part="once plain" click={once} aria-describedby="about" title={about}>
            {words.say("once")}
          </button>
          <button type="button" part="allow plain" click={allow} aria-describedby="about" title={about}>
            {words.say("allow")}
          </button>
        </div>
      </div>
    </figure>
  );
};
