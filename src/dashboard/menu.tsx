import type { JSX } from "preact";
import { type Address, THEMES } from "./address.js";
import { DownIcon } from "./icons.js";
import { Segmented } from "./segmented.js";
import { isLanguage, LANGUAGES } from "./text.js";
import { useWords } from "./words.js";

/** Language, theme, and for the owner the settings and the way out. */
export const Menu = (props: {
  readonly address: Address;
  readonly onGo: (change: Partial<Address>) => void;
  readonly onLogOut: () => void;
}): JSX.Element => {
  const { text } = useWords();
  return (
    <>
      <button class="btn bare" type="button" popovertarget="menu">
        {text.more}
        <DownIcon />
      </button>
      <div popover="auto" id="menu" role="dialog" aria-label={text.more}>
        <div class="fld">
          <small>{text.language}</small>
          <Segmented
            label={text.language}
            value={props.address.language}
            options={Object.entries(LANGUAGES).flatMap(([value, label]) =>
              isLanguage(value) ? [{ value, label, lang: value }] : [],
            )}
            onPick={(language) => props.onGo({ language })}
          />
        </div>
        <div class="fld">
          <small>{text.theme}</small>
          <Segmented
            label={text.theme}
            value={props.address.theme}
            options={THEMES.map((value) => ({ value, label: text[value] }))}
            onPick={(theme) => props.onGo({ theme })}
          />
        </div>
        {!props.address.share && (
          <>
            <button class="opt" type="button" onClick={() => props.onGo({ view: "settings" })}>
              {text.settings.open}
            </button>
            <button class="opt" type="button" onClick={props.onLogOut}>
              {text.logOut}
            </button>
          </>
        )}
      </div>
    </>
  );
};
