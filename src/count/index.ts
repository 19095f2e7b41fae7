import type { Start } from "../model/controller.js";
import { onPageSeen } from "./page-seen.js";
import { createPageViews } from "./page-view.js";
import { createSender } from "./send.js";
import { onTimeVisible } from "./visible-time.js";

/**
 * Counts this page and the ones that follow without a load, until the visitor withdraws. A page inside a frame is part of
 * another page and is not counted.
 */
export const start: Start = (controller) => {
  if (self !== top) return;
  const send = createSender(controller);
  const views = createPageViews(controller, send);
  onPageSeen(views.see);
  onTimeVisible((seconds) => views.path() && send({ kind: "time", path: views.path(), seconds }));
  controller.counted = (name) => send({ kind: "count", path: views.path(), name });
  controller.waiting.forEach(controller.counted);
};
