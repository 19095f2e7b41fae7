import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { DIMENSIONS, type Dimension, type Settings } from "../model/report.js";
import { AskDialog } from "./ask-dialog.js";
import { Field, Part } from "./field.js";
import type { Days } from "./period.js";
import {
  deleteDays,
  deleteSite,
  deleteValue,
  downloadOf,
  importFile,
  isRefusal,
  type Refusal,
} from "./settings-api.js";
import { useWords } from "./words.js";

type Question = "days" | "value" | "site";

/** Downloads, import and deletions of a site's numbers. Each deletion asks for the site's name first. */
export const NumbersPart = (props: {
  readonly site: string;
  /** Days of the report that is open. */
  readonly days: Days;
  readonly onDeleted: (settings: Settings) => void;
}): JSX.Element => {
  const { text } = useWords();
  const words = text.settings;
  const { site } = props;
  const [question, setQuestion] = useState<Question>();
  const [days, setDays] = useState(props.days);
  const [dimension, setDimension] = useState<Dimension>("page");
  const [value, setValue] = useState("");
  const [name, setName] = useState("");
  const [problem, setProblem] = useState("");
  const [said, setSaid] = useState("");
  const file = useRef<HTMLInputElement>(null);

  const ask = (next: Question | undefined): void => {
    setQuestion(next);
    setName("");
    setProblem("");
  };
  const settle = (answer: object | Refusal, done: string): void => {
    if (isRefusal(answer)) {
      setProblem(answer.message || text.answered(answer.failed));
      return;
    }
    ask(undefined);
    setSaid(done);
  };
  const submit = async (): Promise<void> => {
    if (name !== site) return setProblem(words.confirm(site));
    if (question === "days") {
      const answer = await deleteDays(site, days);
      return settle(answer, "removed" in answer && !answer.removed ? words.nothingRemoved : words.removed);
    }
    if (question === "value") {
      const answer = await deleteValue(site, dimension, value);
      return settle(answer, "counters" in answer && answer.counters === 0 ? words.nothingRemoved : words.removed);
    }
    const answer = await deleteSite(site);
    if (isRefusal(answer)) return setProblem(answer.message || text.answered(answer.failed));
    return props.onDeleted(answer);
  };
  const take = async (): Promise<void> => {
    const chosen = file.current?.files?.[0];
    if (!chosen) return;
    const answer = await importFile(site, chosen);
    setSaid(isRefusal(answer) ? answer.message || text.answered(answer.failed) : words.imported);
    if (file.current) file.current.value = "";
  };
  const day = (key: "from" | "to", label: string) => (
    <Field id={`delete-${key}`} label={label}>
      <input
        class="in"
        id={`delete-${key}`}
        type="date"
        required
        value={days[key]}
        onInput={(event) => setDays({ ...days, [key]: event.currentTarget.value })}
      />
    </Field>
  );
  const QUESTIONS = {
    days: [words.deleteDaysTitle, words.deleteDaysHint],
    value: [words.deleteValueTitle, words.deleteValueHint],
    site: [words.deleteSiteTitle, words.deleteSiteHint],
  } as const;
  return (
    <Part title={words.data} hint={words.dataHint}>
      <div class="said">
        <a class="btn" href={downloadOf("report.csv", site, props.days)} download>
          {words.csv}
        </a>
        <a class="btn" href={downloadOf("export", site, props.days)} download>
          {words.json}
        </a>
        <button class="btn" type="button" onClick={() => file.current?.click()}>
          {words.importFile}
        </button>
        <input ref={file} type="file" accept=".json,application/json" hidden onChange={() => void take()} />
      </div>
      <div class="said">
        <button class="btn risk" type="button" onClick={() => ask("days")}>
          {words.deleteDays}
        </button>
        <button class="btn risk" type="button" onClick={() => ask("value")}>
          {words.deleteValue}
        </button>
        <button class="btn risk" type="button" onClick={() => ask("site")}>
          {words.deleteSite}
        </button>
      </div>
      <p class="mute" role="status">
        {said}
      </p>
      {question && (
        <AskDialog
          title={QUESTIONS[question][0]}
          hint={QUESTIONS[question][1]}
          action={words.remove}
          isRisky
          problem={problem}
          onSubmit={() => void submit()}
          onClose={() => ask(undefined)}
        >
          {question === "days" && (
            <>
              {day("from", text.from)}
              {day("to", text.to)}
            </>
          )}
          {question === "value" && (
            <>
              <Field id="delete-list" label={words.list}>
                <select
                  id="delete-list"
                  value={dimension}
                  onChange={(event) => setDimension(DIMENSIONS[event.currentTarget.selectedIndex] ?? "page")}
                >
                  {DIMENSIONS.map((each) => (
                    <option key={each} value={each}>
                      {text.lists[each]}
                    </option>
                  ))}
                </select>
              </Field>
              <Field id="delete-value" label={words.value}>
                <input
                  class="in"
                  id="delete-value"
                  required
                  spellcheck={false}
                  value={value}
                  onInput={(event) => setValue(event.currentTarget.value)}
                />
              </Field>
            </>
          )}
          <Field id="confirm" label={words.confirm(site)}>
            <input
              class="in"
              id="confirm"
              required
              autocapitalize="off"
              autocomplete="off"
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
