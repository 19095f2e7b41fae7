import type { ComponentChildren, JSX } from "preact";

/** A label, its control and what the control means; the control names `${id}-hint` as its description. */
export const Field = (props: {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <div class="fld">
    <label for={props.id}>{props.label}</label>
    {props.children}
    {props.hint && (
      <small id={`${props.id}-hint`} class="mute">
        {props.hint}
      </small>
    )}
  </div>
);

/** One part of the settings: its title and hint beside its content. */
export const Part = (props: {
  readonly title: string;
  readonly hint?: string;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <section class="set">
    <div>
      <h2>{props.title}</h2>
      {props.hint && <p class="mute">{props.hint}</p>}
    </div>
    <div>{props.children}</div>
  </section>
);
