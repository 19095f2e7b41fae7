import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Sites } from "../model/report.js";
import type { Address } from "./address.js";
import { Empty } from "./empty.js";
import { ErrorBox } from "./error-box.js";
import { useLive } from "./live.js";
import { daysOf } from "./period.js";
import { placeholderReport } from "./placeholder.js";
import { ReportView } from "./report-view.js";
import { TopBar } from "./top-bar.js";
import { useReport } from "./use-report.js";
import { useToday } from "./use-today.js";
import { useWords } from "./words.js";

/** The frame around the report of one site: loading, failed, empty, or here. */
export const SiteReport = (props: {
  readonly sites: Sites;
  readonly address: Address;
  readonly onGo: (change: Partial<Address>) => void;
  readonly onLoginNeeded: () => void;
  readonly onAskSites: () => void;
  readonly onLogOut: () => void;
}): JSX.Element => {
  const { text, format } = useWords();
  const { sites, address, onGo, onLoginNeeded } = props;
  const chosen = sites.find(({ site }) => site === address.site) ?? sites[0];
  const site = chosen?.site;
  const [today, learnToday] = useToday(chosen?.timeZone ?? "UTC");
  const days = daysOf(address.period, today);
  const [state, retry] = useReport(site, days, onLoginNeeded);
  const live = useLive(site, onLoginNeeded);
  const report = state.report?.site === site ? state.report : undefined;
  const isEmpty = state.isEmpty || site === undefined;

  useEffect(() => {
    if (report) learnToday(report.today);
  }, [report, learnToday]);
  useEffect(() => {
    if (site) document.title = `${text.visitors} · ${site} · Kivok`;
  }, [site, text]);

  const isWaiting = state.isSlow && state.failed === undefined;
  const shown = report ?? (isWaiting ? placeholderReport(days) : undefined);
  const title = [site, typeof address.period === "string" ? text[address.period] : "", format.days(days.from, days.to)];
  return (
    <>
      <TopBar
        sites={sites}
        site={site}
        address={address}
        today={today}
        hasReport={!isEmpty}
        live={live}
        onGo={onGo}
        onLogOut={props.onLogOut}
      />
      <main id="main" tabIndex={-1} class={isWaiting ? "wait" : ""} aria-busy={isWaiting}>
        {!isEmpty && <h1 class="sr">{title.filter(Boolean).join(", ")}</h1>}
        <p class="sr" role="status">
          {isWaiting && text.loading}
        </p>
        {address.share && <p class="note">{text.settings.shared}</p>}
        {state.failed !== undefined && (
          <ErrorBox
            title={text.failed}
            failed={state.failed}
            {...(report && state.at
              ? { shown: text.shown(format.days(report.from, report.to), format.clock(state.at)) }
              : {})}
            onRetry={() => {
              // The button goes with its box; focus stays near the numbers that will come.
              document.getElementById("main")?.focus();
              retry();
            }}
          />
        )}
        {isEmpty ? (
          <Empty
            refused={report?.refused ?? {}}
            checkedAt={state.at ?? new Date()}
            onCheck={site ? retry : props.onAskSites}
          />
        ) : (
          shown && (
            // Of a frame without numbers there is nothing to read or to press.
            <div inert={!report}>
              <ReportView report={shown} live={live} address={address} onGo={onGo} />
            </div>
          )
        )}
      </main>
      <footer class="foot">
        <span>{text.whoCounts}</span>
        <span>{text.onlyCounters}</span>
        {chosen && <span>{text.zone(chosen.timeZone)}</span>}
      </footer>
    </>
  );
};
