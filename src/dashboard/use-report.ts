import { useCallback, useEffect, useState } from "preact/hooks";
import type { Report } from "../model/report.js";
import { fetchReport, isFailure, LOGIN_NEEDED } from "./api.js";
import type { Days } from "./period.js";

/** A report on its way, or here. */
export type ReportState = {
  /** The last one that came; it may be of another period than the one that is asked for. */
  readonly report?: Report;
  /** When it came. */
  readonly at?: Date;
  /** Whether nothing has been counted yet, so that there is nothing to report on. */
  readonly isEmpty: boolean;
  /** Whether an answer takes so long that this should be shown. */
  readonly isSlow: boolean;
  /** Status of an answer that was no report, 0 if none came; `undefined` while all is well. */
  readonly failed?: number;
};

/** Below this many milliseconds a wait is not noticed, and saying so would only flicker. */
const SLOW_MILLISECONDS = 400;
/** An open page asks again when it is looked at after this long; the day may be another. */
const STALE_MILLISECONDS = 600_000;
/** How often a page without views looks for the first one, in milliseconds. */
const EMPTY_MILLISECONDS = 15_000;

/**
 * Loads the report of a site, again when the period changes, and when an open page is looked at after a while.
 * @param onLoginNeeded runs when the session has ended
 * @returns the state, and a function that asks once more
 */
export const useReport = (
  site: string | undefined,
  days: Days,
  onLoginNeeded: () => void,
): readonly [ReportState, () => void] => {
  const [state, setState] = useState<ReportState>({ isEmpty: false, isSlow: false });
  const [round, setRound] = useState(0);
  const { from, to } = days;
  const retry = useCallback((): void => setRound((before) => before + 1), []);

  useEffect(() => {
    if (site === undefined) return undefined;
    const abort = new AbortController();
    // A failure that comes again is said again.
    setState(({ failed: _, ...before }) => before);
    const slow = setTimeout(() => setState((before) => ({ ...before, isSlow: true })), SLOW_MILLISECONDS);
    const load = async (): Promise<void> => {
      const answer = await fetchReport(site, { from, to }, abort.signal);
      if (abort.signal.aborted) return;
      clearTimeout(slow);
      if (!isFailure(answer))
        return setState({ report: answer, at: new Date(), isEmpty: answer.since === null, isSlow: false });
      if (answer.failed === LOGIN_NEEDED) return onLoginNeeded();
      // Numbers of another site are worse than none.
      setState((before) => ({
        ...(before.report?.site === site ? before : { isEmpty: false }),
        isSlow: false,
        failed: answer.failed,
      }));
    };
    void load();
    return () => {
      clearTimeout(slow);
      abort.abort();
    };
  }, [site, from, to, round, onLoginNeeded]);

  const { at, isEmpty } = state;
  useEffect(() => {
    if (!at) return undefined;
    const look = (least: number): void => {
      if (document.visibilityState === "visible" && Date.now() - at.getTime() >= least) retry();
    };
    const lookBack = (): void => look(STALE_MILLISECONDS);
    document.addEventListener("visibilitychange", lookBack);
    const timer = isEmpty ? setInterval(() => look(0), EMPTY_MILLISECONDS) : 0;
    return () => {
      document.removeEventListener("visibilitychange", lookBack);
      clearInterval(timer);
    };
  }, [at, isEmpty, retry]);

  return [state, retry];
};
