import { COUNT_NAME, type Properties } from "../model/beacon.js";
import type { Controller } from "../model/controller.js";
import { scrubHost, scrubPath } from "../model/scrub.js";
import type { Counted, Counting, More } from "./counting.js";

type Tell = (name: string, properties?: Properties) => unknown;

/** What stands for a value that was not declared. */
const OTHER = "other";
/** Links to these are downloads: documents, tables, archives, programs, sound and film. */
const FILE =
  /\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|txt|csv|epub|zip|rar|7z|t?gz|dmg|pkg|exe|msi|apk|iso|mp[34]|wav|ogg|flac|avi|mov|mkv|webm)$/i;
const NOT_FOUND = 404;

/**
 * `kivok-count-clicks.js`, loaded where an owner configured `count.properties`, `outbound`, `downloads` or `notFound`.
 * @returns what takes custom counts, with the declared properties
 */
export const start: More<undefined> = (counting): Counted => {
  const { properties: declared = {}, outbound, downloads, notFound } = counting.config.count ?? {};
  const tell: Tell = (name, properties = {}) =>
    counting.send(
      { kind: "count", name, properties: Object.keys(properties).length > 0 ? properties : undefined },
      true,
    );
  if (outbound || downloads) followLinks(tell, !!outbound, !!downloads);
  if (notFound && isNotFound()) tellOnce(counting, () => tell("not-found", { path: counting.path }));
  return ([name, given]) => {
    if (COUNT_NAME.test(name)) tell(name, choose(declared, given));
  };
};

/** Only what the owner declared leaves the browser: the properties by name, their values out of a list. */
const choose = (
  declared: Readonly<Record<string, readonly string[]>>,
  given: Controller["waiting"][number][1] = {},
): Properties =>
  Object.fromEntries(
    Object.entries(declared).flatMap(([name, values]) => {
      const value = given[name];
      return value === undefined ? [] : [[name, values.includes(`${value}`) ? `${value}` : OTHER]];
    }),
  );

/**
 * Counts clicks on links, the middle button's too. Listens while the event goes down, since a page may stop it on its
 * way up; the click goes on as it would, at once.
 */
const followLinks = (tell: Tell, outbound: boolean, downloads: boolean): void => {
  const follow = (event: Event): void => {
    const link = event
      .composedPath()
      .find((target) => target instanceof HTMLAnchorElement || target instanceof HTMLAreaElement);
    if (!(link instanceof HTMLAnchorElement || link instanceof HTMLAreaElement) || !/^https?:$/.test(link.protocol))
      return;
    if (downloads && (link.hasAttribute("download") || FILE.test(link.pathname)))
      tell("download", { file: scrubPath(link.pathname) });
    else if (outbound && link.host !== location.host) tell("outbound", { to: scrubHost(link.hostname) || "*" });
  };
  for (const name of ["click", "auxclick"]) addEventListener(name, follow, true);
};

/** Whether the server answered with 404, where the browser tells. */
const isNotFound = (): boolean => {
  const [entry] = performance.getEntriesByType("navigation") as (PerformanceEntry & {
    readonly responseStatus?: number;
  })[];
  return entry?.responseStatus === NOT_FOUND;
};

/** Runs `run` after the first view was told, when the page has a path. */
const tellOnce = (counting: Counting, run: () => void): void => {
  const { send } = counting;
  counting.send = (happening, again) => {
    send(happening, again);
    if (happening.kind !== "view") return;
    counting.send = send;
    run();
  };
};
