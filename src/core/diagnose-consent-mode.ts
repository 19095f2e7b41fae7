import { issue } from "../model/check.js";
import { formatIssue } from "../model/parse-config.js";

/*
 * Development build only: says when a Google tag was told something before the Consent Mode default, which comes too late
 * for it then. Imported for its effect.
 * https://developers.google.com/tag-platform/security/guides/consent
 */

/** What the entries of the data layer say: commands of `gtag` are `arguments` objects, events are plain ones. */
const nameOf = (entry: unknown): string => {
  const [command, action] = Object.prototype.toString.call(entry) === "[object Arguments]" ? (entry as unknown[]) : [];
  return command ? `${command}${command === "consent" ? ` ${action}` : ""}` : `${(entry as { event?: string })?.event}`;
};

/** What a tag acts upon; `set` and the like only describe the page. */
const ACTS = ["js", "config", "event", "consent update", "gtm.js"];

const { kivok } = window as { kivok?: { has?: unknown } };
const isFirst = !kivok?.has;

// All of the page's own tags have run by then.
addEventListener("load", () => {
  const { dataLayer } = window as { dataLayer?: unknown };
  if (!isFirst || !Array.isArray(dataLayer)) return;
  const names = dataLayer.map(nameOf);
  const isLate = (name: string, index: number): boolean =>
    ACTS.includes(name) && index < names.indexOf("consent default");
  const first = names.findIndex(isLate);
  if (first < 0) return;
  const found = issue(
    `dataLayer[${first}]`,
    '"consent default" before any other command',
    `"${names[first]}"`,
    "put adapters/google-consent-mode.js right after Kivok's tag, above the Google tag",
  );
  console.warn(`[kivok] ${formatIssue(found)}`);
});
