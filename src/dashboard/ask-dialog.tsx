import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useWords } from "./words.js";

/** A modal question with fields. Esc and Cancel close it, and focus goes back to what opened it. */
export const AskDialog = (props: {
  readonly title: string;
  readonly hint: string;
  /** Label of the button that does it. */
  readonly action: string;
  readonly isRisky?: boolean;
  /** What was wrong with the last attempt; empty for nothing. */
  readonly problem: string;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element => {
  const { text } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="ask" aria-labelledby={title} onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubmit();
        }}
      >
        <h2 id={title}>{props.title}</h2>
        <p class="mute">{props.hint}</p>
        {props.children}
        <p class="err" role="alert">
          {props.problem}
        </p>
        <div class="said">
          <button class={props.isRisky ? "btn risk" : "btn main"} type="submit">
            {props.action}
          </button>
          <button class="btn" type="button" onClick={() => dialog.current?.close()}>
            {text.settings.cancel}
          </button>
        </div>
      </form>
    </dialog>
  );
};
