import type { JSX } from "preact";
import type { Report } from "../model/report.js";
import type { Text } from "./text.js";
import { useWords } from "./words.js";

/** A reason of the closed list in words; the list may grow before this dashboard does. */
export const reasonIn = (text: Text, reason: string): string =>
  (text.reasons as Readonly<Record<string, string>>)[reason] ?? reason;

/** Beacons that did not count, by reason; reasons without any stay, so that their 0 can be seen. */
export const Refused = ({ report }: { readonly report: Report }): JSX.Element => {
  const { text, format } = useWords();
  const rows = Object.entries(report.refused).sort(([, a], [, b]) => b - a);
  const sum = rows.reduce((all, [, count]) => all + count, 0);
  const most = Math.max(1, rows[0]?.[1] ?? 0);
  const { views } = report.totals;
  return (
    <section class="panel" aria-labelledby="refused">
      <h2 class="tabs" id="refused">
        {text.refused}
      </h2>
      <table class="rows warn">
        <caption class="sr">{text.refused}</caption>
        <thead>
          <tr>
            <th scope="col">{text.reason}</th>
            <th scope="col">{text.times}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([reason, count]) => (
            <tr key={reason} style={{ "--w": `${(count / most) * 100}%` }}>
              <th scope="row">
                <span title={reason}>{reasonIn(text, reason)}</span>
              </th>
              <td>{format.number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="mute under">
        {views > 0
          ? text.refusedRate(format.number(sum), format.decimal((sum / views) * 100))
          : text.refusedSum(format.number(sum))}
      </p>
    </section>
  );
};
