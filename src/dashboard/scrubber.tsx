import type { JSX } from "preact";

/**
 * A transparent slider over a picture: hover, touch and arrow keys read its steps one by one, and a screen reader
 * hears each by `aria-valuetext`.
 */
export const Scrubber = (props: {
  readonly label: string;
  readonly last: number;
  /** The step that is read now; `undefined` while nobody points. */
  readonly at: number | undefined;
  /** The step that is read while nobody points. */
  readonly rest: number;
  readonly valueText: string;
  /** The step nearest to a place, in CSS pixels from the picture's left edge. */
  readonly nearest: (x: number) => number;
  readonly onRead: (step: number | undefined) => void;
}): JSX.Element => (
  <input
    type="range"
    min={0}
    max={props.last}
    value={props.at ?? props.rest}
    aria-label={props.label}
    aria-valuetext={props.valueText}
    onInput={(event) => props.onRead(Number(event.currentTarget.value))}
    onPointerMove={(event) =>
      props.onRead(props.nearest(event.clientX - event.currentTarget.getBoundingClientRect().left))
    }
    onPointerLeave={() => props.onRead(undefined)}
    onFocus={(event) => event.currentTarget.matches(":focus-visible") && props.onRead(props.at ?? props.rest)}
    onBlur={() => props.onRead(undefined)}
  />
);
