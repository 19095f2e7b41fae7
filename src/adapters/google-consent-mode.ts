/*
 * Google Consent Mode v2, read 2026-11-23:
 * https://developers.google.com/tag-platform/security/guides/consent
 *
 * A classic script of its own, since the default must come before any tag of Google's. It stands right after Kivok's tag:
 * <script src="…/adapters/google-consent-mode.js" data-defaults='[{ "wait_for_update": 500 }]'></script>
 * Basic use: the page's Google tag waits (`type="text/plain" data-category`). Advanced use: it stands as it is, below.
 */
import type { CategoryName } from "../model/category.js";

type Kivok = {
  readonly has?: (category: CategoryName) => boolean;
  readonly record?: unknown;
  readonly on?: (name: "decision", listener: () => void) => unknown;
  readonly queue?: unknown[];
};
type Page = { kivok?: Kivok; dataLayer?: unknown[] };

/** Signals that belong to `marketing`; `analytics_storage` belongs to `statistics`. */
const MARKETING = ["ad_storage", "ad_user_data", "ad_personalization"];

const page = window as Page;
page.dataLayer ||= [];

/** Google's tags take an `arguments` object for a command, and an array for something else. */
function gtag(..._command: unknown[]): void {
  // biome-ignore lint/complexity/noArguments: see above
  page.dataLayer?.push(arguments);
}

const state = (category: CategoryName): string => (page.kivok?.has?.(category) ? "granted" : "denied");
const update = (): void =>
  gtag("consent", "update", {
    ...Object.fromEntries(MARKETING.map((signal) => [signal, state("marketing")])),
    analytics_storage: state("statistics"),
  });

const readDefaults = (): readonly object[] => {
  try {
    return JSON.parse(document.currentScript?.dataset.defaults || "[{}]");
  } catch {
    // Not JSON: everything is denied everywhere.
    return [{}];
  }
};

// Several with a `region` each: the most specific one counts, in whichever order.
for (const own of readDefaults())
  gtag("consent", "default", {
    ...Object.fromEntries([...MARKETING, "analytics_storage"].map((signal) => [signal, "denied"])),
    ...own,
  });
page.kivok ||= { queue: [] };
if (page.kivok.record) update();
// Kivok comes later, from a module or by mistake: nothing is granted until it has read the decision.
if (page.kivok.has) page.kivok.on?.("decision", update);
else page.kivok.queue?.push(["on", "decision", update]);
