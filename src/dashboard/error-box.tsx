import type { JSX } from "preact";
import { useWords } from "./words.js";

/** Says what failed and why, what is shown instead, and offers to try again. */
export const ErrorBox = (props: {
  readonly title: string;
  /** Status of the answer, 0 if none came. */
  readonly failed: number;
  readonly shown?: string;
  readonly onRetry: () => void;
}): JSX.Element => {
  const { text } = useWords();
  const reason = props.failed === 0 ? text.noAnswer : text.answered(props.failed);
  return (
    <div class="note bad" role="alert">
      <p>
        <b>{props.title}</b> {reason} {props.shown}
      </p>
      <button class="btn" type="button" onClick={props.onRetry}>
        {text.retry}
      </button>
    </div>
  );
};
