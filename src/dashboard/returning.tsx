import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Report } from "../model/report.js";
import { gapCount } from "./gap-count.js";
import { GapHistogram } from "./gap-histogram.js";
import { rhythmOf } from "./rhythm.js";
import { Segmented } from "./segmented.js";
import { useWords } from "./words.js";

/** How many are new, and after how long the others came back. */
export const Returning = ({ report }: { readonly report: Report }): JSX.Element => {
  const { text } = useWords();
  const [isTable, setTable] = useState(false);
  const [at, setAt] = useState<number>();
  return (
    <section class="panel w12" aria-labelledby="returning">
      <div class="back">
        <div>
          <h2 id="returning">{text.returning}</h2>
          <Split report={report} />
          <Sentence gaps={report.gaps} />
        </div>
        <div>
          <div class="bar">
            <h3>{text.gapTitle}</h3>
            <GapRead report={report} at={isTable ? undefined : at} />
            <Segmented
              label={`${text.gapTitle}: ${text.chart} / ${text.table}`}
              value={isTable}
              options={[
                { value: false, label: text.chart },
                { value: true, label: text.table },
              ]}
              onPick={setTable}
            />
          </div>
          {isTable ? (
            <GapTable report={report} />
          ) : (
            <GapHistogram gaps={report.gaps} k={report.k} at={at} onRead={setAt} />
          )}
          <p class="mute under">{text.gapNote}</p>
        </div>
      </div>
    </section>
  );
};

const Split = ({ report }: { report: Report }): JSX.Element => {
  const { text, format } = useWords();
  const { visitors, visitorsHigh } = report.totals;
  const fresh = report.gaps[0] ?? 0;
  const [low, high] = [Math.max(0, visitors - fresh), Math.max(0, visitorsHigh - fresh)];
  // Of a range of visitors, the share of new ones is largest where the fewest are counted.
  const shareOfFresh = (all: number): number => (all > 0 ? Math.min(1, fresh / all) : 0);
  const [least, most] = [shareOfFresh(visitorsHigh), shareOfFresh(visitors)];
  return (
    <>
      <div class="split" aria-hidden="true">
        <i style={{ "--v": fresh }} />
        <i style={{ "--v": high }} />
      </div>
      <dl class="two">
        <div>
          <dt>{text.fresh}</dt>
          <dd>
            <b>{format.number(fresh)}</b>
            {visitorsHigh > 0 && <span class="mute">{format.betweenShares(least, most)}</span>}
          </dd>
        </div>
        <div>
          <dt>{text.returned}</dt>
          <dd>
            <b>{format.between(low, high)}</b>
            {visitorsHigh > 0 && <span class="mute">{format.betweenShares(1 - most, 1 - least)}</span>}
          </dd>
        </div>
      </dl>
    </>
  );
};

const Sentence = ({ gaps }: { gaps: readonly number[] }): JSX.Element | null => {
  const { text, format } = useWords();
  const rhythm = rhythmOf(gaps);
  if (!rhythm) return null;
  const last = rhythm.peaks.at(-1);
  return (
    <p>
      {text.median(rhythm.median)}
      {last !== undefined && ` ${text.peaks(format.list(rhythm.peaks.map(String)), last)}`}
    </p>
  );
};

const GapRead = ({ report, at }: { report: Report; at: number | undefined }): JSX.Element => {
  const { text, format } = useWords();
  return (
    <p class="read" aria-hidden="true">
      {at !== undefined && text.gapCount(at, gapCount(report.gaps[at] ?? 0, report.k, text, format))}
    </p>
  );
};

const GapTable = ({ report }: { report: Report }): JSX.Element => {
  const { text, format } = useWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="scroll low" tabIndex={0} aria-label={`${text.gapTitle}: ${text.table}`}>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{text.gapDays}</th>
            <th scope="col">{text.visitors}</th>
          </tr>
        </thead>
        <tbody>
          {report.gaps.map((count, gap) => (
            <tr key={gap}>
              <th scope="row">
                <span>{gap === 0 ? text.firstVisit : gap === 32 ? "32+" : gap}</span>
              </th>
              <td>{gapCount(count, report.k, text, format)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
