import type { JSX } from "preact";
import type { Decisions, Report } from "../model/report.js";
import { changeOfShare } from "./change.js";
import { useWords } from "./words.js";

/** What visitors decided, where the site tells: the consent rate and what it is made of. Nothing where nobody decided. */
export const Consent = (props: { readonly report: Report; readonly compare: boolean }): JSX.Element | null => {
  const { text } = useWords();
  const { report } = props;
  const { decisions } = report;
  if (!decisions && !report.decisionsBefore) return null;
  const before = props.compare ? report.decisionsBefore : null;
  return (
    <section class="panel w12" aria-labelledby="consent">
      <div class="back">
        <div>
          <h2 id="consent">{text.consent}</h2>
          <Rate now={decisions} before={before} k={report.k} />
        </div>
        <div>
          {decisions && <Groups decisions={decisions} before={before} hasBefore={props.compare} />}
          <p class="mute under">{text.consentNote}</p>
        </div>
      </div>
    </section>
  );
};

/** Share of those who agreed to all or some among all who decided; `undefined` where it is not told. */
const rateOf = (decisions: Decisions | null): number | undefined =>
  typeof decisions?.agreed === "number" ? decisions.agreed / decisions.total : undefined;

const Rate = (props: { now: Decisions | null; before: Decisions | null; k: number }): JSX.Element => {
  const { text, format } = useWords();
  const [rate, old] = [rateOf(props.now), rateOf(props.before)];
  const change = rate === undefined || old === undefined ? undefined : changeOfShare(rate, old, format, text);
  return (
    <div class="rate">
      <b>{rate === undefined ? "–" : format.percent(rate)}</b>
      <p class="chg">
        {change && (
          <i>
            {change.direction === "same" ? (
              "="
            ) : (
              <>
                <span aria-hidden="true">{change.direction === "up" ? "↑" : "↓"}</span>
                <span class="sr">{change.direction === "up" ? text.rose : text.fell}</span> {change.size}
              </>
            )}
          </i>
        )}
        {change && " "}
        {old !== undefined && `${text.was} ${format.percent(old)}`}
      </p>
      <p class="mute">
        {props.now ? text.decided(props.now.total, format.number(props.now.total)) : text.decidedFew(props.k)}
        {props.now && rate === undefined && (
          <button class="q" type="button" popovertarget="few-why" aria-label={text.fewTitle}>
            ?
          </button>
        )}
      </p>
    </div>
  );
};

const Groups = (props: { decisions: Decisions; before: Decisions | null; hasBefore: boolean }): JSX.Element => {
  const { text, format } = useWords();
  const { decisions, before } = props;
  const shareOf = ({ total }: Decisions, count: number): string => format.percent(count / total, true);
  return (
    <table class="rows whole">
      <caption class="sr">{text.consent}</caption>
      <thead>
        <tr>
          <th scope="col">{text.decision}</th>
          <th scope="col">{text.times}</th>
          <th scope="col">{text.share}</th>
          {props.hasBefore && (
            <th scope="col" class="extra">
              {text.was}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {decisions.groups.map(({ granted, count }) => {
          const name = granted.join(" ") as keyof typeof text.granted;
          // Folded otherwise then: there is nothing to compare with.
          const old = before?.groups.find((group) => group.granted.join(" ") === name);
          return (
            <tr key={name} style={{ "--w": `${((count / decisions.total) * 100).toFixed(1)}%` }}>
              <th scope="row">
                <span>{text.granted[name]}</span>
              </th>
              <td>{format.number(count)}</td>
              <td>{shareOf(decisions, count)}</td>
              {props.hasBefore && <td class="extra">{before && old ? shareOf(before, old.count) : "–"}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};
