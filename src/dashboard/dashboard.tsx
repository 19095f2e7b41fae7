import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { logOut } from "./api.js";
import { ErrorBox } from "./error-box.js";
import { formatIn } from "./format.js";
import { Login } from "./login.js";
import { SettingsPage } from "./settings-page.js";
import { SiteReport } from "./site-report.js";
import { textIn } from "./text.js";
import { useAddress } from "./use-address.js";
import { useSites } from "./use-sites.js";
import { WordsContext } from "./words.js";

/** The whole dashboard: the login, the report, or the settings. Holds the language, the theme and the address. */
export const Dashboard = (): JSX.Element => {
  const [address, go] = useAddress();
  const { state, ask, lock } = useSites();
  const { language, theme } = address;
  const words = useMemo(
    () => ({ text: textIn(language), format: formatIn(language, new Date().getFullYear()) }),
    [language],
  );
  const isLocked = state.is === "locked";
  useEffect(() => {
    document.documentElement.lang = language;
    if (isLocked) document.title = words.text.loginTitle;
  }, [language, isLocked, words]);
  useEffect(() => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);

  return (
    <WordsContext.Provider value={words}>
      {state.is === "locked" && !address.share && <Login onIn={ask} />}
      {state.is === "locked" && address.share && (
        <main class="card">
          <h1>{words.text.loginTitle}</h1>
          <p>{words.text.settings.shareEnded}</p>
        </main>
      )}
      {state.is === "open" && address.view === "settings" && !address.share && (
        <SettingsPage address={address} onGo={go} onLoginNeeded={lock} onSitesChanged={ask} />
      )}
      {state.is === "open" && (address.view === "report" || address.share) && (
        <SiteReport
          sites={state.sites}
          address={address}
          onGo={go}
          onLoginNeeded={lock}
          onAskSites={ask}
          onLogOut={() => void logOut().then(lock)}
        />
      )}
      {state.is === "failed" && (
        <main class="lone">
          <h1 class="sr">{words.text.loginTitle}</h1>
          <ErrorBox title={words.text.sitesFailed} failed={state.failed} onRetry={ask} />
        </main>
      )}
    </WordsContext.Provider>
  );
};
