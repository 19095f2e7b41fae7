import { isIP } from "node:net";
import { parseArgs } from "node:util";
import { type ConfigFile, readConfigFile } from "./config-file.js";
import { LOG_LEVELS, type LogLevel } from "./log.js";
import { createSite, parseSite, type Site } from "./site.js";

/** What the collector is started with. */
export type Settings = {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Path of the file that holds everything. */
  readonly data: string;
  readonly sites: readonly Site[];
  /** The owner's password; `undefined` keeps the one of the start before, or makes one. */
  readonly password: string | undefined;
  /** Whom to believe `X-Forwarded-*` from: nobody, everybody, or these addresses and networks, separated by commas. */
  readonly trustProxy: boolean | string;
  /** Folder of the browser files and of `dashboard/`. */
  readonly files: string;
  /** Beacons that one address may send in a minute. */
  readonly limit: number;
  /** Whether receipts of consents are taken and kept. */
  readonly receipts: boolean;
  readonly logLevel: LogLevel;
};

/** Enough for an office or a mobile network behind one address, too little to fill the counters with nonsense. */
const DEFAULT_LIMIT_PER_MINUTE = 600;

/**
 * Reads the settings: a flag wins over its environment variable, and that over the configuration file.
 * @param files default of `--files`
 * @returns the settings, or every issue: which setting, what was expected, what was found
 */
export const parseSettings = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  files: string,
): Settings | { readonly issues: readonly string[] } => {
  const flags = readFlags(args);
  if ("issues" in flags) return flags;
  const path = flags.config ?? environment.KIVOK_CONFIG;
  const file: ConfigFile | { readonly issues: readonly string[] } = path ? readConfigFile(path) : {};
  if ("issues" in file) return file;
  const issues: string[] = [];
  const text = (flag: Exclude<TextFlag, "config">, variable: string, otherwise: string): string =>
    flags[flag] ??
    environment[variable] ??
    String((flag === "trust-proxy" ? file.trustProxy : flag === "log-level" ? file.logLevel : file[flag]) ?? otherwise);
  const integer = (
    flag: Exclude<TextFlag, "config">,
    variable: string,
    otherwise: number,
    least: number,
    most: number,
  ): number => {
    const found = text(flag, variable, String(otherwise));
    const value = /^\d+$/.test(found) ? Number(found) : Number.NaN;
    if (value >= least && value <= most) return value;
    issues.push(`--${flag} (${variable}): expected a number from ${least} to ${most}, found ${JSON.stringify(found)}`);
    return otherwise;
  };
  const sites: Site[] = [];
  for (const given of flags.site ?? (environment.KIVOK_SITES ?? "").split(";").filter((part) => part.trim() !== "")) {
    const site = parseSite(given);
    if ("issue" in site) issues.push(`--site (KIVOK_SITES): ${site.issue}`);
    else if (sites.some(({ name }) => name === site.name))
      issues.push(`--site (KIVOK_SITES): expected each site once, found ${site.name} twice`);
    else sites.push(site);
  }
  for (const [index, { name, ...given }] of (file.sites ?? []).entries()) {
    const site = createSite(name, given);
    if ("issue" in site) issues.push(`${path}.sites[${index}]: ${site.issue}`);
    // A site that is given twice is the flag's; within the file it is a mistake.
    else if (file.sites?.findIndex((other) => other.name === name) !== index)
      issues.push(`${path}.sites[${index}]: expected each site once, found ${name} twice`);
    else if (!sites.some((other) => other.name === name)) sites.push(site);
  }
  const trustProxy = readTrust(text("trust-proxy", "KIVOK_TRUST_PROXY", ""));
  if (typeof trustProxy === "string" && !isProxyList(trustProxy))
    issues.push(
      `--trust-proxy (KIVOK_TRUST_PROXY): expected true or addresses such as 127.0.0.1, found ${JSON.stringify(trustProxy)}`,
    );
  const receipts = text("receipts", "KIVOK_RECEIPTS", "false");
  if (!/^(true|false)$/.test(receipts))
    issues.push(`--receipts (KIVOK_RECEIPTS): expected true or false, found ${JSON.stringify(receipts)}`);
  const asked = text("log-level", "KIVOK_LOG_LEVEL", "info");
  const logLevel = LOG_LEVELS.find((level) => level === asked);
  if (logLevel === undefined)
    issues.push(`--log-level (KIVOK_LOG_LEVEL): expected ${LOG_LEVELS.join(", ")}, found ${JSON.stringify(asked)}`);
  const settings: Settings = {
    port: integer("port", "KIVOK_PORT", 8081, 0, 65_535),
    host: text("host", "KIVOK_HOST", "127.0.0.1"),
    data: text("data", "KIVOK_DATA", "kivok.db"),
    sites,
    // Only from the environment: the arguments of a process are visible to everybody on the machine.
    password: environment.KIVOK_PASSWORD || undefined,
    trustProxy,
    files: text("files", "KIVOK_FILES", files),
    limit: integer("limit", "KIVOK_LIMIT", DEFAULT_LIMIT_PER_MINUTE, 1, 1_000_000_000),
    receipts: receipts === "true",
    logLevel: logLevel ?? "info",
  };
  return issues.length > 0 ? { issues } : settings;
};

type TextFlag = "config" | "port" | "host" | "data" | "trust-proxy" | "files" | "limit" | "receipts" | "log-level";
type Flags = { [Flag in TextFlag]?: string } & { site?: string[] };

const readFlags = (args: readonly string[]): Flags | { issues: string[] } => {
  const one = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        config: one,
        port: one,
        host: one,
        data: one,
        "trust-proxy": one,
        files: one,
        limit: one,
        receipts: one,
        "log-level": one,
        site: { type: "string", multiple: true },
      },
    }).values;
  } catch (error) {
    return { issues: [error instanceof Error ? error.message : String(error)] };
  }
};

const readTrust = (text: string): boolean | string =>
  text === "" || text === "false" ? false : text === "true" ? true : text;

/** The presets of proxy-addr, an address, or a network in CIDR notation. */
const isProxyList = (text: string): boolean =>
  text.split(",").every((part) => {
    const [address = "", bits = "0"] = part.trim().split("/");
    return /^(loopback|linklocal|uniquelocal)$/.test(part.trim()) || (isIP(address) > 0 && /^\d{1,3}$/.test(bits));
  });
