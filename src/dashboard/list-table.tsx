import type { CSSProperties, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Dimension, Report } from "../model/report.js";
import { columnsOf, nameOf } from "./lists.js";
import { useWords } from "./words.js";

/** Rows that are shown before somebody asks for all. */
const ROWS_SHOWN = 8;

/** One list of a report. Each row is underlined by its own bar; what was folded stays visible at the end. */
export const ListTable = (props: { readonly dimension: Dimension; readonly report: Report }): JSX.Element => {
  const words = useWords();
  const { text, format } = words;
  const [isOpen, setOpen] = useState(false);
  const { dimension, report } = props;
  const { rows, few } = report.lists[dimension];
  if (rows.length === 0 && !few) return <p class="none">{text.nothing}</p>;
  const columns = columnsOf(dimension, report, words);
  const most = rows[0]?.count ?? few?.count ?? 1;
  const bar = (count: number): CSSProperties => ({ "--w": `${Math.min(100, (count / most) * 100).toFixed(1)}%` });
  return (
    <>
      <table class="rows">
        <caption class="sr">{text.lists[dimension]}</caption>
        <thead>
          <tr>
            <th scope="col">{text.one[dimension]}</th>
            <th scope="col">{columns.first}</th>
            {columns.visitorsOf && (
              <th scope="col" class="who">
                {text.visitors}
              </th>
            )}
            <th scope="col" class={columns.visitorsOf && "extra"}>
              {columns.second}
            </th>
          </tr>
        </thead>
        <tbody>
          {(isOpen ? rows : rows.slice(0, ROWS_SHOWN)).map((row) => {
            const { name, code } = nameOf(dimension, row.value, words);
            return (
              <tr key={row.value} style={bar(row.count)}>
                <th scope="row">
                  <span title={name}>
                    {code && (
                      <span class="code" aria-hidden="true">
                        {code}
                      </span>
                    )}
                    {name}
                  </span>
                </th>
                <td>{format.number(row.count)}</td>
                {columns.visitorsOf && <td>{columns.visitorsOf(row)}</td>}
                <td class={columns.visitorsOf && "extra"}>{columns.secondOf(row)}</td>
              </tr>
            );
          })}
          {few && (
            <tr class="few" style={bar(few.count)}>
              <th scope="row">
                <span>
                  {text.few} · {text.fewRows(few.rows)}
                </span>
                <button class="q" type="button" popovertarget="few-why" aria-label={text.fewTitle}>
                  ?
                </button>
              </th>
              <td>{format.number(few.count)}</td>
              {columns.visitorsOf && <td />}
              <td class={columns.visitorsOf && "extra"} />
            </tr>
          )}
        </tbody>
      </table>
      {columns.visitorsOf && <p class="what">{text.visitorsBy}</p>}
      {rows.length > ROWS_SHOWN && (
        <button class="more" type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? text.fold : text.all(format.number(rows.length))}
        </button>
      )}
    </>
  );
};
