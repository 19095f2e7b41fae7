import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Live } from "../model/report.js";
import { fetchLive, isFailure, LOGIN_NEEDED } from "./api.js";
import { useWords } from "./words.js";

/** Seconds between two questions, while the page is visible. */
const POLL_SECONDS = 15;
/** A minute with this many views is drawn full, so that one view alone stays a low bar. */
const LEAST_FULL = 4;

/**
 * What happens on a site now, asked again and again while the page is visible.
 * `undefined` until it is known, and when the collector stops answering: an old "now" would be wrong.
 */
export const useLive = (site: string | undefined, onLoginNeeded: () => void): Live | undefined => {
  const [live, setLive] = useState<Live>();
  useEffect(() => {
    setLive(undefined);
    if (site === undefined) return undefined;
    const abort = new AbortController();
    let timer = 0;
    const ask = async (): Promise<void> => {
      clearTimeout(timer);
      if (document.visibilityState === "hidden") return;
      const answer = await fetchLive(site, abort.signal);
      if (abort.signal.aborted) return;
      if (isFailure(answer) && answer.failed === LOGIN_NEEDED) return onLoginNeeded();
      setLive(isFailure(answer) ? undefined : answer);
      clearTimeout(timer);
      timer = setTimeout(ask, POLL_SECONDS * 1000);
    };
    void ask();
    document.addEventListener("visibilitychange", ask, { signal: abort.signal });
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [site, onLoginNeeded]);
  return live;
};

/** The last 30 minutes. Never announced by itself. */
export const LivePanel = ({ live }: { readonly live: Live | undefined }): JSX.Element => {
  const { text, format } = useWords();
  const minutes = live?.minutes ?? Array.from({ length: 30 }, () => 0);
  const full = Math.max(LEAST_FULL, ...minutes);
  const most = live?.pages[0]?.count ?? 1;
  return (
    <section class="panel livep" aria-labelledby="live">
      <div class="tabs">
        <h2 id="live" tabIndex={-1}>
          {text.liveTitle}
        </h2>
      </div>
      <div>
        <dl class="two">
          <LiveNumber label={text.views} value={live?.views} unit={text.liveViews(live?.views ?? 0)} />
          <LiveNumber label={text.visits} value={live?.visits} unit={text.liveVisits(live?.visits ?? 0)} />
        </dl>
        <div class="pulse" aria-hidden="true">
          {minutes.map((views, minute) => (
            <i key={minute} class={views ? "" : "z"} style={{ "--v": `${(views / full) * 100}%` }} />
          ))}
        </div>
        <div class="bar ends mute">
          <span>{text.liveAgo}</span>
          <span>{text.liveNow}</span>
        </div>
      </div>
      <div>
        {live && live.pages.length > 0 && (
          <table class="rows">
            <caption class="sr">{text.lists.page}</caption>
            <thead class="sr">
              <tr>
                <th scope="col">{text.one.page}</th>
                <th scope="col">{text.views}</th>
              </tr>
            </thead>
            <tbody>
              {live.pages.map(({ value, count }) => (
                <tr key={value} style={{ "--w": `${(count / most) * 100}%` }}>
                  <th scope="row">
                    <span title={value}>{value}</span>
                  </th>
                  <td>{format.number(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p class="mute under">{text.liveNote}</p>
      </div>
    </section>
  );
};

const LiveNumber = (props: { label: string; value: number | undefined; unit: string }): JSX.Element => {
  const { format } = useWords();
  return (
    <div>
      <dt class="sr">{props.label}</dt>
      <dd>
        <b>{props.value === undefined ? "–" : format.number(props.value)}</b>
        <span class="mute">{props.unit}</span>
      </dd>
    </div>
  );
};
