import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { logIn, TOO_MANY_TRIES } from "./api.js";
import { LogoIcon } from "./icons.js";
import { useWords } from "./words.js";

/** The only way in: one password. */
export const Login = ({ onIn }: { readonly onIn: () => void }): JSX.Element => {
  const { text } = useWords();
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy || !field.current) return;
    setBusy(true);
    const answer = await logIn(field.current.value);
    setBusy(false);
    if (answer === "in") return onIn();
    const { failed, attemptsLeft } = answer;
    if (failed === TOO_MANY_TRIES) setProblem(text.tooManyTries);
    else if (failed === 401)
      setProblem(
        attemptsLeft === undefined ? text.wrongPassword : `${text.wrongPassword} ${text.triesLeft(attemptsLeft)}`,
      );
    else setProblem(failed === 0 ? text.noAnswer : text.answered(failed));
    field.current?.select();
    return undefined;
  };

  return (
    <main class="card">
      <div>
        <span class="logo">
          <LogoIcon />
          <span>kivok</span>
        </span>
      </div>
      <h1>{text.loginTitle}</h1>
      <form onSubmit={submit}>
        <div class="fld">
          <label for="password">{text.password}</label>
          <input
            ref={field}
            class="in"
            id="password"
            type="password"
            autocomplete="current-password"
            required
            aria-invalid={problem ? true : undefined}
            aria-describedby="password-problem"
          />
          <p class="err" id="password-problem" role="alert">
            {problem}
          </p>
        </div>
        <button class="btn main" type="submit" disabled={busy}>
          {text.logIn}
        </button>
      </form>
      <p class="mute">{text.forgotten}</p>
    </main>
  );
};
