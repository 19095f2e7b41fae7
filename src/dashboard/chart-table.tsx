import type { JSX } from "preact";
import { MEASURES, measured } from "./measure.js";
import type { Step } from "./steps.js";
import { useWords } from "./words.js";

/** The chart's steps as rows, with all headline numbers. */
export const ChartTable = ({ steps }: { readonly steps: readonly Step[] }): JSX.Element => {
  const { text, format } = useWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="scroll tall" tabIndex={0} aria-label={text.table}>
      <table class="rows flat">
        <thead>
          <tr>
            <th scope="col">{text.date}</th>
            {MEASURES.map((measure) => (
              <th scope="col" key={measure}>
                {text[measure]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map(
            ({ label, part, now }) =>
              now && (
                <tr key={now.at}>
                  <th scope="row">
                    <span>{part ? `${label} · ${part}` : label}</span>
                  </th>
                  {MEASURES.map((measure) => (
                    <td key={measure}>
                      {measure === "visitors"
                        ? format.between(now.visitors, now.visitorsHigh)
                        : format.measure(measure, measured(measure, now))}
                    </td>
                  ))}
                </tr>
              ),
          )}
        </tbody>
      </table>
    </section>
  );
};
