import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Report } from "../model/report.js";
import { ChartPlot } from "./chart-plot.js";
import { ChartTable } from "./chart-table.js";
import { type Measure, measured } from "./measure.js";
import { Segmented } from "./segmented.js";
import { stepsOf } from "./steps.js";
import { useWords } from "./words.js";

/** The chosen number over the period, as a picture that can be read step by step, or as a table of all five. */
export const Chart = (props: {
  readonly report: Report;
  readonly measure: Measure;
  readonly compare: boolean;
}): JSX.Element => {
  const { text, format } = useWords();
  const { report, measure } = props;
  const [isTable, setTable] = useState(false);
  const [at, setAt] = useState<number>();
  const compare = props.compare && report.before !== null;
  const steps = stepsOf(report, format, text);
  const last = steps.reduce((latest, each, index) => (each.now ? index : latest), -1);
  const step = steps[Math.min(at ?? last, steps.length - 1)];
  // Each visitor of a day is counted in one of its hours.
  const word = report.bucket === "month" ? text.byMonth : text[report.bucket];
  const unit = report.bucket === "hour" && measure === "visitors" ? text.hourOfArrival : word;
  const now = step?.now && format.measure(measure, measured(measure, step.now));
  const before = compare && step?.before && format.measure(measure, measured(measure, step.before));
  return (
    <section class="panel" aria-labelledby="chart">
      <div class="bar">
        <h2 id="chart">
          {text[measure]} <span class="mute">{unit}</span>
        </h2>
        {step && !isTable && (
          <p class="read" aria-hidden="true">
            <span class="key" />
            {step.label} {step.part && <span class="mute">({step.part}) </span>}
            <b>{now ?? "–"}</b>
            {before && (
              <span class="mute">
                <span class="key was" />
                {step.beforeLabel} <b>{before}</b>
              </span>
            )}
          </p>
        )}
        <Segmented
          label={`${text.chart} / ${text.table}`}
          value={isTable}
          options={[
            { value: false, label: text.chart },
            { value: true, label: text.table },
          ]}
          onPick={setTable}
        />
      </div>
      {isTable ? (
        <ChartTable steps={steps} />
      ) : (
        <ChartPlot
          steps={steps}
          bucket={report.bucket}
          measure={measure}
          compare={compare}
          at={at}
          rest={Math.max(0, last)}
          valueText={`${step?.label ?? ""}${step?.part ? ` (${step.part})` : ""}: ${now ?? "–"}${before ? `; ${text.before}: ${before}` : ""}`}
          onRead={setAt}
        />
      )}
    </section>
  );
};
