import type { JSX } from "preact";
import type { Live, Sites } from "../model/report.js";
import type { Address } from "./address.js";
import { LogoIcon } from "./icons.js";
import { jumpTo } from "./jump.js";
import { Menu } from "./menu.js";
import { PeriodPicker } from "./period-picker.js";
import { useWords } from "./words.js";

/** Logo, site, period, what happens now, and the menu. */
export const TopBar = (props: {
  readonly sites: Sites;
  /** The site that is shown; `undefined` if the collector has none. */
  readonly site: string | undefined;
  readonly address: Address;
  readonly today: string;
  /** Whether there is a report to choose a period for. */
  readonly hasReport: boolean;
  readonly live: Live | undefined;
  readonly onGo: (change: Partial<Address>) => void;
  readonly onLogOut: () => void;
}): JSX.Element => {
  const { text, format } = useWords();
  const { site, sites, live } = props;
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it goes to a place on this page, without changing the address */}
      <a class="skip" href="#main" onClick={jumpTo("main")}>
        {text.skip}
      </a>
      <header class="top">
        <span class="logo">
          <LogoIcon />
          <span>kivok</span>
        </span>
        {sites.length > 1 ? (
          <select
            aria-label={text.site}
            value={site}
            onChange={(event) => props.onGo({ site: event.currentTarget.value })}
          >
            {sites.map((each) => (
              <option key={each.site}>{each.site}</option>
            ))}
          </select>
        ) : (
          site && <strong>{site}</strong>
        )}
        {props.hasReport && <PeriodPicker address={props.address} today={props.today} onGo={props.onGo} />}
        <div class="end">
          {props.hasReport && live && (
            // biome-ignore lint/a11y/useValidAnchor: it goes to a place on this page, without changing the address
            <a class="btn bare live" href="#live" onClick={jumpTo("live")}>
              <span class="dot" />
              <span>
                <b>{format.number(live.views)}</b> {text.live}
              </span>
            </a>
          )}
          <Menu address={props.address} onGo={props.onGo} onLogOut={props.onLogOut} />
        </div>
      </header>
    </>
  );
};
