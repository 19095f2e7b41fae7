import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { reasonIn } from "./refused.js";
import { useWords } from "./words.js";

const tagFor = (origin: string): string =>
  `<script src="${origin}/kivok.js"\n  data-policy="/privacy"\n  data-endpoint="${origin}"></script>`;

/** What to do before the first view: three steps. */
export const Empty = (props: {
  /** Refused beacons by reason, which tell why nothing is counted. */
  readonly refused: Readonly<Record<string, number>>;
  /** When the collector was asked last. */
  readonly checkedAt: Date;
  readonly onCheck: () => void;
}): JSX.Element => {
  const { text, format } = useWords();
  const reasons = Object.entries(props.refused).filter(([, count]) => count > 0);
  const refused = reasons.reduce((sum, [, count]) => sum + count, 0);
  return (
    <div class="slim">
      <h1>{text.emptyTitle}</h1>
      <p class="mute lead">{text.emptyLead}</p>
      <ol class="steps">
        <li data-n="1">
          <div>
            <h2>{text.pasteTag}</h2>
            <p class="mute">{text.pasteTagHow}</p>
            <Tag />
          </div>
        </li>
        <li data-n="2">
          <div>
            <h2>{text.openSite}</h2>
            <p class="mute">{text.openSiteHow}</p>
          </div>
        </li>
        <li data-n="3">
          <div>
            <h2>{text.check}</h2>
            <ul class="checks">
              <li class="no">
                {text.firstView}
                <p class="mute">{text.firstViewNot}</p>
                {refused > 0 && (
                  <p class="err">
                    {text.beaconsRefused(
                      format.number(refused),
                      format.list(reasons.map(([reason]) => reasonIn(text, reason).toLocaleLowerCase())),
                    )}
                  </p>
                )}
              </li>
            </ul>
            <div class="said">
              <button class="btn" type="button" onClick={props.onCheck}>
                {text.checkNow}
              </button>
              <span class="mute">{text.checked(format.clock(props.checkedAt))}</span>
            </div>
          </div>
        </li>
      </ol>
    </div>
  );
};

const Tag = (): JSX.Element => {
  const { text } = useWords();
  const code = useRef<HTMLPreElement>(null);
  const [isCopied, setCopied] = useState(false);
  const tag = tagFor(location.origin);
  const copy = async (): Promise<void> => {
    if (code.current) getSelection()?.selectAllChildren(code.current);
    try {
      await navigator.clipboard.writeText(tag);
      setCopied(true);
    } catch {
      // Without https there is no clipboard: the tag is selected, and the keyboard copies it.
    }
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the tag can be read and copied by keyboard */}
      <pre ref={code} tabIndex={0}>
        {tag}
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
