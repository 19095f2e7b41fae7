/*
 * Google Tag Manager, read 2026-11-23: custom events on the data layer.
 * https://developers.google.com/tag-platform/tag-manager/datalayer
 */
import type { Start } from "../model/controller.js";
import { follow } from "./follow.js";

/**
 * Pushes `{ event: "kivok_decision", kivok_granted, kivok_denied }` (category names, joined by commas) for the decision in
 * force, and at each new one: a trigger for tags that wait for a category in the container.
 */
export const start: Start<object> = (controller) => {
  const page = window as { dataLayer?: unknown[] };
  let told: unknown;
  follow(controller, () => {
    const record = controller.record();
    page.dataLayer ||= [];
    // Started while a decision is made, it finds the record and hears of it as well.
    if (record && record !== told)
      page.dataLayer.push({
        event: "kivok_decision",
        kivok_granted: `${record.granted}`,
        kivok_denied: `${record.denied}`,
      });
    told = record;
  });
};
