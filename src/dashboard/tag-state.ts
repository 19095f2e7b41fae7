import type { FetchedPage } from "../model/report.js";

/** What can be right or wrong about a page's tag, in the order in which it is told. */
export const TAG_CHECKS = ["answers", "found", "early", "endpoint", "policy"] as const;
export type TagCheck = (typeof TAG_CHECKS)[number];

/**
 * Looks for Kivok's tag in a page. The page is parsed and not run: nothing of it is loaded.
 * @param collector origin of the collector that should be named
 * @returns for each check whether it holds
 */
export const tagState = (page: FetchedPage, collector: string): Readonly<Record<TagCheck, boolean>> => {
  const parsed = new DOMParser().parseFromString(page.html, "text/html");
  const scripts = [...parsed.scripts];
  const tag = scripts.find((script) => /^kivok(\.dev)?\.js$/.test(fileOf(script.getAttribute("src"), page.url)));
  const config = parsed.getElementById("kivok-config")?.textContent ?? "";
  const running = scripts.filter(({ type }) => type === "" || type === "module" || /javascript/.test(type));
  return {
    answers: page.status === 200,
    found: tag !== undefined,
    early: tag !== undefined && running[0] === tag && !tag.async && !tag.defer && parsed.head.contains(tag),
    endpoint: tag?.dataset.endpoint === collector || endpointIn(config) === collector,
    policy:
      allows(page, "connect-src", collector) &&
      (tag === undefined || allows(page, "script-src", originOf(tag.getAttribute("src"), page.url))),
  };
};

const urlOf = (address: string | null, base: string): URL | undefined => {
  try {
    return new URL(address ?? "", base);
  } catch {
    return undefined;
  }
};
const fileOf = (address: string | null, base: string): string => urlOf(address, base)?.pathname.split("/").at(-1) ?? "";
const originOf = (address: string | null, base: string): string => urlOf(address, base)?.origin ?? "";

const endpointIn = (config: string): unknown => {
  try {
    return (JSON.parse(config) as { endpoint?: unknown } | null)?.endpoint;
  } catch {
    return undefined;
  }
};

/**
 * Whether a policy lets requests to an origin through, as far as its header tells: a nonce or a hash may allow more.
 * @see https://www.w3.org/TR/CSP3/#match-url-to-source-expression
 */
const allows = ({ policy, url }: FetchedPage, directive: string, origin: string): boolean => {
  const directives = new Map(
    policy.split(";").map((part) => {
      const [name = "", ...sources] = part.trim().split(/\s+/);
      return [name.toLowerCase(), sources] as const;
    }),
  );
  const sources = directives.get(directive) ?? directives.get("default-src");
  if (sources === undefined) return true;
  const { protocol, host, hostname } = new URL(origin);
  return sources.some(
    (source) =>
      (source === "*" && /^https?:$/.test(protocol)) ||
      source === protocol ||
      (source === "'self'" && new URL(url).origin === origin) ||
      (/^'(nonce-|sha\d+-)|^'strict-dynamic'$/.test(source) && directive === "script-src") ||
      [origin, host, `${origin}/`].includes(source) ||
      (/^(https?:\/\/)?\*\./.test(source) && hostname.endsWith(source.replace(/^(https?:\/\/)?\*/, ""))),
  );
};
