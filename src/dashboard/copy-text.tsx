import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { useWords } from "./words.js";

/** A text that is shown as it is, with a button that copies it. */
export const CopyText = ({ value }: { readonly value: string }): JSX.Element => {
  const { text } = useWords();
  const code = useRef<HTMLPreElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    if (code.current) getSelection()?.selectAllChildren(code.current);
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // Without https there is no clipboard: the text is selected, and the keyboard copies it.
    }
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the text can be read and copied by keyboard */}
      <pre ref={code} tabIndex={0}>
        {value}
      </pre>
      <div class="said">
        <button class="btn main" type="button" onClick={copy}>
          {text.copy}
        </button>
        <span class="mute" role="status">
          {isCopied && text.copied}
        </span>
      </div>
    </>
  );
};
