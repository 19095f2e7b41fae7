import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Pair, Report } from "../model/report.js";
import { fetchPairs, isFailure } from "./api.js";
import { nameOf } from "./lists.js";
import { useWords } from "./words.js";

/** The pairs of a report's days; none until they have come. A failure leaves this one table out. */
const usePairs = (report: Report): readonly Pair[] => {
  const [pairs, setPairs] = useState<readonly Pair[]>([]);
  const { site, from, to } = report;
  useEffect(() => {
    if (site === "") return undefined;
    const abort = new AbortController();
    void fetchPairs(site, { from, to }, abort.signal).then((answer) => {
      if (!abort.signal.aborted) setPairs(isFailure(answer) ? [] : answer);
    });
    return () => abort.abort();
    // Once for each report that comes, also when its days are the same.
  }, [site, from, to, report]);
  return pairs;
};

/** Which source leads to which entry page: the one crossing that is counted. The darker a cell, the more visits. */
export const Pairs = ({ report }: { readonly report: Report }): JSX.Element | null => {
  const words = useWords();
  const { text, format } = words;
  const pairs = usePairs(report);
  const sources = [...new Set(pairs.map(({ source }) => source))];
  // The first line has the entry pages in their order, but perhaps not all of them.
  const sumOf = (entry: string): number =>
    pairs.reduce((sum, pair) => (pair.entry === entry ? sum + (pair.count ?? 0) : sum), 0);
  const entries = [...new Set(pairs.map(({ entry }) => entry))].sort((a, b) => sumOf(b) - sumOf(a));
  const most = Math.max(1, ...pairs.map(({ count }) => count ?? 0));
  if (pairs.length === 0) return null;
  return (
    <section class="panel pairs" aria-labelledby="pairs">
      <div class="tabs">
        <h2 id="pairs">{text.pairs}</h2>
        <span class="mute">{text.pairsNote}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={`${text.pairs}: ${text.table}`}>
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">{text.one.source}</th>
              {entries.map((entry) => (
                <th scope="col" key={entry}>
                  {entry}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => (
              <tr key={source}>
                <th scope="row">{nameOf("source", source, words).name}</th>
                {entries.map((entry) => {
                  const pair = pairs.find((one) => one.source === source && one.entry === entry);
                  if (!pair) return <td key={entry}>–</td>;
                  if (pair.count === null)
                    return (
                      <td key={entry}>
                        <span class="mute" aria-hidden="true">
                          ··
                        </span>
                        <span class="sr">{text.few}</span>
                      </td>
                    );
                  return (
                    <td key={entry} style={{ "--v": Math.round(Math.sqrt(pair.count / most) * 100) }}>
                      {format.number(pair.count)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {pairs.some(({ count }) => count === null) && (
        <p class="mute under">
          ·· {text.few}
          <button class="q" type="button" popovertarget="few-why" aria-label={text.fewTitle}>
            ?
          </button>
        </p>
      )}
    </section>
  );
};
