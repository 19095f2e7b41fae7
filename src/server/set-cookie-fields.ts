/** One header field; its value is whatever the server was given. */
export type Field = readonly [name: unknown, value: unknown];

/**
 * The fields of the `headers` that `writeHead` takes: an object, a flat array of names and values, or an array of pairs.
 * None for anything else, and for what Node refuses.
 * @see https://nodejs.org/docs/latest-v20.x/api/http.html#responsewriteheadstatuscode-statusmessage-headers
 */
export const readFields = (headers: unknown): readonly Field[] => {
  if (typeof headers !== "object" || !headers) return [];
  if (!Array.isArray(headers)) return Object.entries(headers);
  if (headers.every(Array.isArray)) return headers.map(([name, value]) => [name, value]);
  return headers.length % 2
    ? []
    : headers.flatMap((name, index) => (index % 2 ? [] : [[name, headers[index + 1]] as const]));
};

/** The fields in the shape in which they were given, since not every shape may be repeated or mixed with `setHeader`. */
export const writeFields = (fields: readonly Field[], headers: unknown): unknown => {
  if (!Array.isArray(headers)) return Object.fromEntries(fields);
  return headers.every(Array.isArray) ? fields : fields.flat();
};

/** Whether a field has this name; names are case-insensitive (RFC 9110, section 5.1), and Node's HTTP/2 trims them. */
export const isNamed = (name: unknown, lowerCase: string): boolean =>
  typeof name === "string" && name.trim().toLowerCase() === lowerCase;

/** Values of a list field as one text (RFC 9110, section 5.3); empty if there is none. */
export const joinValues = (values: readonly unknown[]): string =>
  values
    .flat()
    .filter((value) => value !== undefined)
    .map(String)
    .join(", ");

/** Adds `Cookie` to a `Vary` field, unless it is named or every field is (`*`). */
export const varyByCookie = (vary: string): string =>
  /(^|[\s,])(cookie|\*)(?=[\s,]|$)/i.test(vary) ? vary : vary ? `${vary}, Cookie` : "Cookie";

/**
 * Adds `private` to a `Cache-Control` field that lets shared caches store, in place of `public` if that is there.
 * `private="set-cookie"` lets them store the rest, so it is not enough (RFC 9111, section 5.2.2.7).
 */
export const forbidSharedCaches = (cacheControl: string): string => {
  // A comma inside a quoted string separates nothing.
  const directives = (cacheControl.match(/(?:[^,"]|"(?:\\.|[^"\\])*"?)+/g) ?? []).map((directive) => directive.trim());
  if (directives.some((directive) => /^(private|no-store)$/i.test(directive))) return cacheControl;
  return [...directives.filter((directive) => directive && !/^public$/i.test(directive)), "private"].join(", ");
};
