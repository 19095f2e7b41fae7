/** One thing that is wrong with a value from outside. */
export type Issue = {
  /** Where: `config.categories.statistics.cookies[2].name`. */
  readonly path: string;
  /** What belongs there: `a string`. */
  readonly expected: string;
  /** What is there: a type (`number`), or the value where only the value is wrong (`"blue"`). */
  readonly found: string;
  /** What to do, if that can be told. */
  readonly remedy?: string;
};

/** Everything that is wrong with one value, which is found at `path`. */
export type Check = (value: unknown, path: string) => Issue[];

/** A check for each key of a type, so that a key added to it cannot be forgotten. */
export type Checks<Part> = Readonly<Record<keyof Part & string, Check>>;

/** One issue; an empty remedy is left out. */
export const issue = (path: string, expected: string, found: string, remedy = ""): Issue => ({
  path,
  expected,
  found,
  ...(remedy && { remedy }),
});

/** Whether a value is an object, and no array. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const typeOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

/** A text in quotes, a number as it is, at most 60 characters of either. */
export const quote = (value: unknown): string => {
  const text = typeof value === "string" ? JSON.stringify(value) : `${value}`;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** The path of a key: `path.key`, or `path["a key"]`. */
export const at = (path: string, key: string): string =>
  /^[\w$]+$/.test(key) ? `${path}.${key}` : `${path}[${quote(key)}]`;

/**
 * The known word that was probably meant, as a question: all of it is there but for one slip of two letters at most.
 */
export const didYouMean = (word: string, known: readonly string[]): string => {
  const nearest = known.find((name) => {
    const [one, other] = [word.toLowerCase(), name.toLowerCase()];
    let start = 0;
    while (start < other.length && one[start] === other[start]) start++;
    let end = 0;
    while (end < Math.min(one.length, other.length) - start && one.slice(-1 - end)[0] === other.slice(-1 - end)[0])
      end++;
    return Math.max(one.length, other.length) - start - end <= Math.min(2, (other.length - 1) / 2);
  });
  return nearest ? `did you mean ${quote(nearest)}?` : "";
};

/**
 * A string, number or boolean.
 * @param expected what belongs there, beyond the type if `isValid` is given
 * @param isValid asked for a value of the right type, with its text
 * @param remedy asked for a value that is not valid, with its text
 */
export const leaf =
  (
    type: "string" | "number" | "boolean",
    expected: string,
    isValid?: (text: string) => boolean,
    remedy = (_text: string): string => "",
  ): Check =>
  (value, path) => {
    const found = typeOf(value);
    if (found !== type) return [issue(path, isValid ? `a ${type}` : expected, found)];
    return !isValid || isValid(`${value}`) ? [] : [issue(path, expected, quote(value), remedy(`${value}`))];
  };

/** A string that the pattern matches. */
export const like = (expected: string, pattern: RegExp): Check =>
  leaf("string", expected, (text) => pattern.test(text));

/** One of these strings. */
export const oneOf = (...known: string[]): Check =>
  leaf(
    "string",
    known.map(quote).join(" or "),
    (text) => known.includes(text),
    (text) => didYouMean(text, known),
  );

/** An array. */
export const list =
  (check: Check): Check =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((entry, index) => check(entry, `${path}[${index}]`))
      : [issue(path, "an array", typeOf(value))];

/** An object whose keys the owner chooses, as the pattern allows. */
export const map =
  (key: RegExp, expected: string, check: Check): Check =>
  (value, path) =>
    isObject(value)
      ? Object.keys(value).flatMap((name) => [
          ...(key.test(name) ? [] : [issue(at(path, name), expected, quote(name))]),
          ...check(value[name], at(path, name)),
        ])
      : [issue(path, "an object", typeOf(value))];

/** An object with these keys, each of which may be left out. */
export const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, path) =>
    isObject(value)
      ? Object.keys(value).flatMap((name) =>
          Object.keys(checks).includes(name)
            ? (checks[name] as Check)(value[name], at(path, name))
            : [issue(at(path, name), "no such key", quote(name), didYouMean(name, Object.keys(checks)))],
        )
      : [issue(path, "an object", typeOf(value))];
