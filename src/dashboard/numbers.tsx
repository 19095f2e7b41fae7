import type { JSX } from "preact";
import type { Report, Totals } from "../model/report.js";
import { changeOf } from "./change.js";
import { MEASURES, type Measure, measured } from "./measure.js";
import { useWords } from "./words.js";

/** The five headline numbers; the chosen one is drawn in the chart. */
export const Numbers = (props: {
  readonly report: Report;
  readonly measure: Measure;
  readonly compare: boolean;
  readonly onPick: (measure: Measure) => void;
}): JSX.Element => {
  const { text, format } = useWords();
  const { totals, before, comparable, from, to, today, hour } = props.report;
  // Today is compared up to its last whole hour, and says so.
  const until = from <= today && today <= to && hour > 0 ? text.until(hour) : "";
  // Without a share there is a reason to doubt and no number for it.
  const { overCount } = props.report;
  const part = totals.visitors > 0 ? (overCount ?? 0) / totals.visitors : 0;
  // Below half a percent it would read as none at all.
  const share = part < 0.005 ? undefined : part;
  const isRange = totals.visitors < totals.visitorsHigh;
  return (
    <section aria-label={text.pickNumber}>
      <div class="nums">
        {MEASURES.map((measure) => (
          <div class="num" key={measure}>
            <button
              class="pick"
              type="button"
              aria-pressed={measure === props.measure}
              onClick={() => props.onPick(measure)}
            >
              <span class="lbl">{text[measure]}</span>
              <b>
                <Value measure={measure} totals={totals} />
              </b>{" "}
              {props.compare && before && (
                <ChangeLine measure={measure} now={comparable ?? totals} before={before} until={until} />
              )}
            </button>
            {measure === "visitors" && (
              <button class="hint" type="button" popovertarget="visitors-why">
                {isRange
                  ? text.between
                  : share === undefined
                    ? text.overCount
                    : text.overCountUpTo(format.percent(share))}
              </button>
            )}
          </div>
        ))}
      </div>
      <div popover="auto" id="visitors-why" role="note">
        <h2>{isRange ? text.betweenTitle : text.overCountTitle}</h2>
        {isRange && <p>{text.betweenWhy}</p>}
        <p>{text.overCountForgets}</p>
        <p class="mute">{text.onlyAgreed}</p>
      </div>
    </section>
  );
};

const Value = ({ measure, totals }: { measure: Measure; totals: Totals }): JSX.Element => {
  const { format } = useWords();
  return (
    <>
      {measure === "visitors"
        ? format.between(totals.visitors, totals.visitorsHigh)
        : format.measure(measure, measured(measure, totals))}
    </>
  );
};

const ChangeLine = (props: { measure: Measure; now: Totals; before: Totals; until: string }): JSX.Element => {
  const { text, format } = useWords();
  const change = changeOf(props.measure, props.now, props.before, format, text);
  return (
    <span class="chg">
      {change &&
        (change.direction === "same" ? (
          <i>=</i>
        ) : (
          <i class={change.better ? "up" : "down"}>
            <span aria-hidden="true">{change.direction === "up" ? "↑" : "↓"}</span>
            <span class="sr">{change.direction === "up" ? text.rose : text.fell}</span> {change.size}
          </i>
        ))}
      {text.was} <Value measure={props.measure} totals={props.before} />
      {props.until && ` ${props.until}`}
    </span>
  );
};
