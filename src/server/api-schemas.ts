/** A part of a JSON Schema, as far as the API uses it. Its description says what was expected, in errors and in OpenAPI. */
export type Schema = {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
};

/** An object with these properties and no others. */
export const object = (properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema => ({
  type: "object",
  additionalProperties: false,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});

/** One of the declared sites, by its name. */
export const SITE: Schema = { type: "string", description: "one of the declared sites" };
/** A day of the site's zone. */
export const DATE: Schema = { type: "string", format: "date", description: "a date as YYYY-MM-DD" };

/** Some days of a site. */
export const SITE_AND_DAYS: Readonly<Record<"site" | "from" | "to", Schema>> = { site: SITE, from: DATE, to: DATE };

/** Steps of the chart of a report. */
export const BUCKET: Schema = {
  type: "string",
  enum: ["hour", "day", "week", "month"],
  description: "hour (up to 32 days), day, week or month",
};

/** Rows of each list. */
export const TOP: Schema = {
  type: "string",
  pattern: "^[1-9]\\d{0,3}$",
  description: "a number of rows from 1 to 9999",
};

/** A failed check, as Ajv tells it with `verbose`. */
type SchemaError = {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: unknown;
  readonly data?: unknown;
};

/** Says where, what was expected and what was found. */
export const messageOfSchemaError = ({ instancePath, keyword, params, parentSchema, data }: SchemaError): string => {
  const path = instancePath.slice(1).replaceAll("/", ".");
  const { missingProperty, additionalProperty } = params as Readonly<Record<string, string | undefined>>;
  const schema = parentSchema as Schema;
  if (keyword === "required" && missingProperty !== undefined) {
    const expected = schema.properties?.[missingProperty]?.description ?? "a value";
    return problemOf([path, missingProperty].filter(Boolean).join("."), expected, undefined);
  }
  if (keyword === "additionalProperties") {
    const known = Object.keys(schema.properties ?? {}).join(", ");
    return `${[path, additionalProperty].filter(Boolean).join(".")}: expected no such key; known are ${known}`;
  }
  return problemOf(path || "body", schema.description ?? String(schema.type ?? "another value"), data);
};

/** `where: expected what, found what`, with at most 100 characters of what was found. */
export const problemOf = (where: string, expected: string, found: unknown): string =>
  `${where}: expected ${expected}, found ${JSON.stringify(found)?.slice(0, 100) ?? "nothing"}`;
