import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { TokenEntry } from "../model/report.js";
import { AskDialog } from "./ask-dialog.js";
import { CopyText } from "./copy-text.js";
import { Field, Part } from "./field.js";
import { isRefusal, makeToken, revokeToken } from "./settings-api.js";
import { useWords } from "./words.js";

/** Share links of a site, or, without one, API tokens for all of them: what there is, a new one, an end to an old one. */
export const TokensPart = (props: {
  readonly site?: string;
  readonly tokens: readonly TokenEntry[];
  readonly onChanged: () => void;
}): JSX.Element => {
  const { text, format } = useWords();
  const words = text.settings;
  const { site } = props;
  const isLink = site !== undefined;
  const own = props.tokens.filter((token) => token.site === (site ?? null));
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [problem, setProblem] = useState("");
  const [made, setMade] = useState("");

  const make = async (): Promise<void> => {
    const answer = await makeToken(name.trim(), site);
    if (isRefusal(answer)) return setProblem(answer.message || text.answered(answer.failed));
    setOpen(false);
    setName("");
    setMade(isLink ? `${location.origin}/#share=${answer.token}` : answer.token);
    return props.onChanged();
  };
  const revoke = async (id: string): Promise<void> => {
    await revokeToken(id);
    setMade("");
    props.onChanged();
  };
  const title = isLink ? words.links : words.tokens;
  return (
    <Part title={title} hint={isLink ? words.linksHint : words.tokensHint}>
      {own.length === 0 ? (
        <p class="mute">{words.none}</p>
      ) : (
        <ul class="list">
          {own.map((token) => (
            <li key={token.id}>
              <span>
                {token.name} <span class="mute">· {words.since(format.days(token.created, token.created))}</span>
              </span>
              <button
                class="btn bare"
                type="button"
                aria-label={words.revokeOf(token.name)}
                onClick={() => void revoke(token.id)}
              >
                {words.revoke}
              </button>
            </li>
          ))}
        </ul>
      )}
      {made && (
        <div>
          <p role="status">{words.once}</p>
          <CopyText value={made} />
        </div>
      )}
      <div>
        <button class="btn" type="button" onClick={() => setOpen(true)}>
          {isLink ? words.newLink : words.newToken}
        </button>
      </div>
      {isOpen && (
        <AskDialog
          title={isLink ? words.newLink : words.newToken}
          hint={words.nameHint}
          action={words.add}
          problem={problem}
          onSubmit={() => void make()}
          onClose={() => setOpen(false)}
        >
          <Field id="token-name" label={words.name}>
            <input
              class="in"
              id="token-name"
              required
              maxlength={100}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </Field>
        </AskDialog>
      )}
    </Part>
  );
};
