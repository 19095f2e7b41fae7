import type { JSX } from "preact";
import { reasonIn } from "./refused.js";
import { TagSnippet } from "./tag-snippet.js";
import { useWords } from "./words.js";

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
            <TagSnippet />
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
