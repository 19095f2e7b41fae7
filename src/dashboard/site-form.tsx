import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Settings, SiteSettings } from "../model/report.js";
import { AskDialog } from "./ask-dialog.js";
import { Field, Part } from "./field.js";
import { isRefusal, saveSite } from "./settings-api.js";
import { useWords } from "./words.js";

const zones = (chosen: string): string[] => {
  const known = Intl.supportedValuesOf("timeZone");
  return ["UTC", ...known, ...(known.includes(chosen) || chosen === "UTC" ? [] : [chosen])];
};

/** Origins, zone, retention and k of a site. */
export const SiteForm = (props: {
  readonly settings: SiteSettings;
  readonly onSaved: (settings: Settings) => void;
}): JSX.Element => {
  const { text, format } = useWords();
  const words = text.settings;
  const { settings } = props;
  const [draft, setDraft] = useState(settings);
  const [origins, setOrigins] = useState(settings.origins.join("\n"));
  const [said, setSaid] = useState("");
  const [problem, setProblem] = useState("");

  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setSaid("");
    const answer = await saveSite({ ...draft, origins: origins.split(/\s+/).filter(Boolean) });
    if (isRefusal(answer)) return setProblem(answer.message || text.answered(answer.failed));
    setProblem("");
    setSaid(words.saved(format.clock(new Date())));
    return props.onSaved(answer);
  };
  const number = (key: "retentionDays" | "k", label: string, hint: string, least: number, most: number) => (
    <Field id={key} label={label} hint={hint}>
      <input
        class="in short"
        id={key}
        type="number"
        required
        min={least}
        max={most}
        value={draft[key]}
        aria-describedby={`${key}-hint`}
        onInput={(event) => setDraft({ ...draft, [key]: event.currentTarget.valueAsNumber })}
      />
    </Field>
  );
  return (
    <form onSubmit={save}>
      <Part title={words.site} {...(settings.isFixed ? { hint: words.fixed } : {})}>
        <Field id="zone" label={words.zone} hint={words.zoneHint}>
          <select
            id="zone"
            disabled={settings.isFixed}
            value={draft.timeZone}
            aria-describedby="zone-hint"
            onChange={(event) => setDraft({ ...draft, timeZone: event.currentTarget.value })}
          >
            {zones(settings.timeZone).map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
        </Field>
        <Field id="origins" label={words.origins} hint={words.originsHint}>
          <textarea
            class="in"
            id="origins"
            rows={4}
            spellcheck={false}
            disabled={settings.isFixed}
            value={origins}
            aria-describedby="origins-hint"
            onInput={(event) => setOrigins(event.currentTarget.value)}
          />
        </Field>
      </Part>
      <Part title={words.privacy}>
        {number("retentionDays", words.keep, words.keepHint, 0, 36_500)}
        {number("k", words.k, words.kHint, 1, 100)}
        <p class="err" role="alert">
          {problem}
        </p>
        <div class="said">
          <button class="btn main" type="submit">
            {words.save}
          </button>
          <span class="mute" role="status">
            {said}
          </span>
        </div>
      </Part>
    </form>
  );
};

/** A button that declares another site, with the collector's defaults. */
export const NewSite = ({ onAdded }: { readonly onAdded: (settings: Settings, site: string) => void }): JSX.Element => {
  const { text } = useWords();
  const words = text.settings;
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [problem, setProblem] = useState("");
  const add = async (): Promise<void> => {
    const site = name.trim();
    const origins = [`https://${site}`, `http://${site}`];
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const answer = await saveSite({ site, origins, timeZone, retentionDays: 0, k: 3 });
    if (isRefusal(answer)) return setProblem(answer.message || text.answered(answer.failed));
    setOpen(false);
    return onAdded(answer, site);
  };
  return (
    <Part title={words.newSiteTitle}>
      <div>
        <button class="btn" type="button" onClick={() => setOpen(true)}>
          {words.newSite}
        </button>
      </div>
      {isOpen && (
        <AskDialog
          title={words.newSiteTitle}
          hint={words.newSiteHint}
          action={words.add}
          problem={problem}
          onSubmit={() => void add()}
          onClose={() => setOpen(false)}
        >
          <Field id="new-site" label={words.site}>
            <input
              class="in"
              id="new-site"
              required
              autocapitalize="off"
              spellcheck={false}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </Field>
        </AskDialog>
      )}
    </Part>
  );
};
