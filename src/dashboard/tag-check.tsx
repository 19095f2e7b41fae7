import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { isFailure } from "./api.js";
import { fetchPage } from "./settings-api.js";
import { TAG_CHECKS, tagState } from "./tag-state.js";
import { useWords } from "./words.js";

/** A button that has the collector fetch the site's first page, and says what of the tag is right. */
export const TagCheck = ({ site }: { readonly site: string }): JSX.Element => {
  const { text } = useWords();
  const words = text.settings;
  const [state, setState] = useState<ReturnType<typeof tagState>>();
  const [said, setSaid] = useState("");
  const check = async (): Promise<void> => {
    setSaid(words.checking);
    const answer = await fetchPage(site);
    if (isFailure(answer)) {
      setState(undefined);
      setSaid(("message" in answer && answer.message) || text.answered(answer.failed));
      return;
    }
    setState(tagState(answer, location.origin));
    setSaid(answer.url);
  };
  return (
    <>
      <div class="said">
        <button class="btn" type="button" onClick={() => void check()}>
          {words.checkTag}
        </button>
        <span class="mute" role="status">
          {said}
        </span>
      </div>
      {state && (
        <ul class="checks">
          {TAG_CHECKS.map((one) => (
            <li key={one} class={state[one] ? "" : "no"}>
              {words[one]}
              <span class="sr">: {state[one] ? words.right : words.wrong}</span>
              {!state[one] && <p class="mute">{words[`${one}Not`]}</p>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
};
