/** A unit of a duration, as `Intl` calls it. */
export type Unit = "minute" | "day" | "year";

/** Forms of a unit: the first one whose pattern is found in the number's digits, with `{}` for the number. */
type Forms = readonly (readonly [pattern: string, form: string])[];

/** How a language that the browser's `Intl` does not know names durations and dates (`units/<language>.json`). */
export type Units = Readonly<Record<Unit, Forms>> & {
  /** What stands between day, month and year. */
  readonly date: string;
};

/** A number with its unit in the form that it takes. */
export const formOf = (forms: Forms, value: number): string => {
  const [, form = ""] = forms.find(([pattern]) => new RegExp(pattern).test(`${value}`)) ?? [];
  return form.replace("{}", `${value}`);
};

/** A date in digits. */
export const dateOf = (date: Date, { date: between }: Units): string =>
  [date.getDate(), date.getMonth() + 1, date.getFullYear()].map((part) => `${part}`.padStart(2, "0")).join(between);
