/// <reference lib="es2021.weakref" />
import type { Controller, Start } from "../model/controller.js";
import { followElements } from "./elements.js";
import { longestWait, releaseScripts } from "./scripts.js";

type Root = Document | ShadowRoot;

/** Shadow roots in which something waits, or has; weakly, since pages throw components away. */
const shadowRoots: WeakRef<ShadowRoot>[] = [];
/** Releases run one after the other: a second decision must not overtake a script that is still loading. */
let running: Promise<unknown>;
/** What was granted at the decision before; nothing until the first time. */
let granted: readonly string[];

/**
 * Releases what waits for a granted category, now and after each decision, and unloads what belongs to a denied one. Safe to
 * call again: each element is released once. A script that ran cannot be undone: an owner who sets `reload` has the page
 * loaded anew instead.
 * @param root where elements were added that may wait; absent when the page has been parsed
 */
export const start: Start<Root> = async (controller, root = document) => {
  // Whoever listens hears of a decision that is being carried out before anything is released by it.
  if (controller.aligned) await controller.aligned.then(() => new Promise((resolve) => setTimeout(resolve)));
  // A frame's document has a tag of its own, or means something else.
  if ((root.ownerDocument || root) !== document) return;
  if (!roots().includes(root)) shadowRoots.push(new WeakRef(root as ShadowRoot));
  if (!granted) {
    granted = controller.record()?.granted || [];
    controller.on("decision", () => followDecision(controller));
    // Before the first script is released, so that a third party knows what is granted before its tag runs.
    running = Promise.race([startAdapters(controller), new Promise(longestWait)]);
  }
  // The order of scripts is known when the page has been parsed; then the core calls again.
  if (document.readyState !== "loading") for (const each of roots()) follow(each, controller, true);
};

const roots = (): Root[] => [document, ...shadowRoots.flatMap((root) => root.deref() || [])];

const followDecision = (controller: Controller): void => {
  if (controller.config.reload && granted.some((category) => !controller.has(category))) location.reload();
  granted = controller.record()?.granted || [];
  for (const root of roots()) follow(root, controller);
};

const follow = (root: Root, controller: Controller, isLate?: boolean): void => {
  followElements(root, controller, isLate);
  showOwnParts(root, controller);
  running = running.then(() => releaseScripts(root, controller.has));
};

/** Loads a file of Kivok's and starts it; one that does not come, or throws, stops no other. */
const bring = async (file: string, controller: Controller, detail?: unknown): Promise<void> => {
  try {
    await ((await import(`${controller.config.base}${file}.js`)) as { start: Start }).start(controller, detail);
  } catch {
    // What it would have done is left out: a third party is not told, a frame stays empty.
  }
};

const startAdapters = (controller: Controller): Promise<unknown> =>
  Promise.all(
    Object.entries(controller.config.adapters || {}).map(([name, options]) =>
      bring(`adapters/${name}`, controller, options),
    ),
  );

/** Frames that still wait; `data-placeholder="false"` leaves one to the page. */
const WAITING = "iframe[data-category][data-src]:not([src],[data-placeholder=false])";

/** Placeholders and declarations are files of their own, for pages with a frame that waits or a declaration. */
const showOwnParts = (root: Root, controller: Controller): void => {
  const frames = [...root.querySelectorAll<HTMLIFrameElement>(WAITING)].filter(
    ({ dataset }) => controller.config.categories[dataset.category as string],
  );
  if (frames[0]) bring("kivok-placeholder", controller, frames);
  if (root.querySelector("[data-kivok=declaration]")) bring("kivok-declaration", controller);
};
