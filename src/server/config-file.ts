import { readFileSync } from "node:fs";
import { object, problemOf, type Schema } from "./api-schemas.js";
import { LOG_LEVELS, type LogLevel } from "./log.js";
import { MAX_K, MAX_RETENTION_DAYS } from "./site.js";

/** A site of the configuration file. */
export type ConfiguredSite = {
  readonly name: string;
  readonly origins?: readonly string[];
  readonly timeZone?: string;
  readonly retentionDays?: number;
  readonly k?: number;
};

/** What the configuration file may hold; flags and the environment win over it. */
export type ConfigFile = {
  readonly port?: number;
  readonly host?: string;
  readonly data?: string;
  readonly trustProxy?: string;
  readonly files?: string;
  readonly limit?: number;
  readonly receipts?: boolean;
  readonly logLevel?: LogLevel;
  readonly sites?: readonly ConfiguredSite[];
};

const optional = (properties: Readonly<Record<string, Schema>>): Schema => object(properties, Object.keys(properties));
const text = (description: string): Schema => ({ type: "string", description });
const whole = (minimum: number, maximum: number): Schema => ({
  type: "integer",
  minimum,
  maximum,
  description: `a number from ${minimum} to ${maximum}`,
});

/** The one description of the configuration file: it checks a file, and `kivok schema` prints it for editors. */
export const CONFIG_SCHEMA: Schema & { readonly $schema: string; readonly title: string } = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Kivok collector",
  ...optional({
    $schema: text("the address of this schema"),
    port: whole(0, 65_535),
    host: text("an address to listen on"),
    data: text("the path of the file that holds everything"),
    trustProxy: text("true, or addresses such as 127.0.0.1"),
    files: text("the folder of the browser files"),
    limit: whole(1, 1_000_000_000),
    receipts: { type: "boolean", description: "true or false" },
    logLevel: { enum: LOG_LEVELS, description: LOG_LEVELS.join(", ") },
    sites: {
      type: "array",
      description: "a list of sites",
      items: {
        ...optional({
          name: text("a host such as example.org"),
          origins: {
            type: "array",
            description: "a list of origins",
            items: text("an origin such as https://example.org"),
          },
          timeZone: text("an IANA time zone"),
          retentionDays: whole(0, MAX_RETENTION_DAYS),
          k: whole(1, MAX_K),
        }),
        required: ["name"],
      },
    },
  }),
};

/**
 * Reads a configuration file.
 * @returns what it says, or every issue: where, what was expected, what was found
 */
export const readConfigFile = (path: string): ConfigFile | { readonly issues: readonly string[] } => {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return { issues: [`--config: cannot read ${path}: ${error instanceof Error ? error.message : error}`] };
  }
  const issues = check(CONFIG_SCHEMA, value, path);
  return issues.length > 0 ? { issues } : (value as ConfigFile);
};

/** Checks a value by the part of JSON Schema that the schema above uses. */
const check = (schema: Schema, value: unknown, where: string): string[] => {
  const { type, description = String(type), minimum = 0, maximum = 0, items, properties, required = [] } = schema;
  const wrong = [problemOf(where, description === "object" ? "an object" : description, value)];
  if (type === "string") return typeof value === "string" ? [] : wrong;
  if (type === "integer")
    return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum ? [] : wrong;
  if (type === "array")
    return Array.isArray(value) && items
      ? value.flatMap((one, index) => check(items, one, `${where}[${index}]`))
      : wrong;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong;
  const known = properties ?? {};
  return [
    ...required
      .filter((name) => !Object.hasOwn(value, name))
      .map((name) => problemOf(`${where}.${name}`, known[name]?.description ?? "", undefined)),
    ...Object.entries(value).flatMap(([name, one]) => {
      const own = Object.hasOwn(known, name) ? known[name] : undefined;
      return own
        ? check(own, one, `${where}.${name}`)
        : [`${where}.${name}: expected no such key; known are ${Object.keys(known).join(", ")}`];
    }),
  ];
};
