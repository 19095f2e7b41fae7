import type { JSX } from "preact";
import type { Live, Report } from "../model/report.js";
import type { Address } from "./address.js";
import { Chart } from "./chart.js";
import { Consent } from "./consent.js";
import { LivePanel } from "./live.js";
import { Numbers } from "./numbers.js";
import { Pairs } from "./pairs.js";
import { Panel } from "./panel.js";
import { Refused } from "./refused.js";
import { Returning } from "./returning.js";
import { useWords } from "./words.js";

/** The report: numbers, chart, live, returning visitors, consent rate, lists, refused beacons. */
export const ReportView = (props: {
  readonly report: Report;
  readonly live: Live | undefined;
  readonly address: Address;
  readonly onGo: (change: Partial<Address>) => void;
}): JSX.Element => {
  const { text } = useWords();
  const { report, address } = props;
  return (
    <>
      <Numbers
        report={report}
        measure={address.measure}
        compare={address.compare}
        onPick={(measure) => props.onGo({ measure })}
      />
      <div class="cols first">
        <div class="w9">
          {/* A new period starts without a step that is read. */}
          <Chart
            key={`${report.from} ${report.to}`}
            report={report}
            measure={address.measure}
            compare={address.compare}
          />
        </div>
        <div class="w3">
          <LivePanel live={props.live} />
        </div>
      </div>
      <div class="cols">
        <Returning report={report} />
        <Consent report={report} compare={address.compare} />
      </div>
      <div class="cols lists">
        <Panel id="content" title={text.content} dimensions={["page", "entry", "exit"]} report={report} />
        <Panel id="origin" title={text.origin} dimensions={["source", "campaign"]} report={report} />
        <Panel id="count" title={text.lists.count} dimensions={["count"]} report={report} />
        <Panel id="place" title={text.place} dimensions={["country", "language"]} report={report} />
        <Panel id="technology" title={text.technology} dimensions={["browser", "system", "screen"]} report={report} />
        <Refused report={report} />
        <Pairs report={report} />
      </div>
      <div popover="auto" id="few-why" role="note">
        <h2>{text.fewTitle}</h2>
        <p>{text.fewWhy(report.k)}</p>
      </div>
    </>
  );
};
