import type { Start } from "../model/controller.js";
import { onPageSeen } from "./page-seen.js";
import { createPageViews } from "./page-view.js";
import { type CountedPage, createSender } from "./send.js";

/**
 * Counts this page and the ones that follow without a load, until the visitor withdraws. A page inside a frame is part of
 * another page and is not counted.
 */
export const start: Start = (controller) => {
  if (self !== top) return;
  const page: CountedPage = { path: "" };
  const send = createSender(controller, page);
  onPageSeen(createPageViews(controller, page, send));
  controller.counted = (name) => send({ kind: "count", name });
  controller.waiting.forEach(controller.counted);
};
