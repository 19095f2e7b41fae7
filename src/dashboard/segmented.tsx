import type { JSX } from "preact";

/** One choice of few, all of them visible. `lang` is for a label in a language of its own. */
export const Segmented = <Value extends string | number | boolean>(props: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly lang?: string }[];
  readonly onPick: (value: Value) => void;
}): JSX.Element => (
  <fieldset class="seg" aria-label={props.label}>
    {props.options.map(({ value, label, lang }) => (
      <button
        key={label}
        type="button"
        lang={lang}
        aria-pressed={value === props.value}
        onClick={() => props.onPick(value)}
      >
        {label}
      </button>
    ))}
  </fieldset>
);
