import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Settings } from "../model/report.js";
import type { Address } from "./address.js";
import { isFailure, LOGIN_NEEDED } from "./api.js";
import { ErrorBox } from "./error-box.js";
import { Part } from "./field.js";
import { LogoIcon } from "./icons.js";
import { NumbersPart } from "./numbers-part.js";
import { daysOf } from "./period.js";
import { fetchSettings } from "./settings-api.js";
import { NewSite, SiteForm } from "./site-form.js";
import { TagCheck } from "./tag-check.js";
import { TagSnippet } from "./tag-snippet.js";
import { TokensPart } from "./tokens-part.js";
import { useToday } from "./use-today.js";
import { useWords } from "./words.js";

/** Everything that the owner can change of the site that the address names. */
export const SettingsPage = (props: {
  readonly address: Address;
  readonly onGo: (change: Partial<Address>) => void;
  readonly onLoginNeeded: () => void;
  /** The list of sites may be another now. */
  readonly onSitesChanged: () => void;
}): JSX.Element => {
  const { text } = useWords();
  const { address, onGo, onLoginNeeded } = props;
  const [settings, setSettings] = useState<Settings>();
  const [failed, setFailed] = useState<number>();
  const load = useCallback(async (): Promise<void> => {
    const answer = await fetchSettings(new AbortController().signal);
    if (!isFailure(answer)) {
      setFailed(undefined);
      return setSettings(answer);
    }
    return answer.failed === LOGIN_NEEDED ? onLoginNeeded() : setFailed(answer.failed);
  }, [onLoginNeeded]);
  useEffect(() => void load(), [load]);
  useEffect(() => {
    document.title = `${text.settings.title} · Kivok`;
  }, [text]);
  const [today] = useToday("UTC");

  const site = settings?.sites.find((one) => one.site === address.site) ?? settings?.sites[0];
  const change = (next: Settings): void => {
    setSettings(next);
    props.onSitesChanged();
  };
  return (
    <>
      <header class="top">
        <span class="logo">
          <LogoIcon />
          <span>kivok</span>
        </span>
        {settings && settings.sites.length > 1 && (
          <select
            aria-label={text.site}
            value={site?.site}
            onChange={(event) => onGo({ site: event.currentTarget.value })}
          >
            {settings.sites.map((one) => (
              <option key={one.site}>{one.site}</option>
            ))}
          </select>
        )}
        <div class="end">
          <button class="btn bare" type="button" onClick={() => onGo({ view: "report" })}>
            {text.settings.back}
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1} class="setw">
        <h1>
          {text.settings.title} {site && <span class="mute">{site.site}</span>}
        </h1>
        {failed !== undefined && <ErrorBox title={text.failed} failed={failed} onRetry={() => void load()} />}
        {settings && (
          <>
            {site && <SiteForm key={site.site} settings={site} onSaved={change} />}
            <Part title={text.settings.tag} hint={text.settings.tagHint}>
              <TagSnippet />
              {site && <TagCheck key={site.site} site={site.site} />}
            </Part>
            {site && <TokensPart site={site.site} tokens={settings.tokens} onChanged={() => void load()} />}
            <TokensPart tokens={settings.tokens} onChanged={() => void load()} />
            {site && (
              <NumbersPart
                key={site.site}
                site={site.site}
                days={daysOf(address.period, today)}
                onDeleted={(next) => {
                  change(next);
                  onGo({ site: next.sites[0]?.site ?? "" });
                }}
              />
            )}
            <NewSite
              onAdded={(next, name) => {
                change(next);
                onGo({ site: name });
              }}
            />
          </>
        )}
      </main>
    </>
  );
};
