/*
 * Microsoft Advertising, Universal Event Tracking, consent mode: https://help.ads.microsoft.com/#apex/ads/en/60119/1,
 * read 2026-11-23 as https://docs.cookiehub.com/advanced/microsoft-consent-mode gives it.
 */
import type { Start } from "../model/controller.js";
import { declareCookies, follow } from "./follow.js";

/** Tells UET whether it may keep advertising cookies. The page's own UET tag waits for the category, or stands as it is. */
export const start: Start<{ readonly category?: string }> = (controller, { category = "marketing" } = {}) => {
  declareCookies(controller, category, "Microsoft Advertising", { _uetsid: 1, _uetvid: 390, _uetmsclkid: 90 });
  // An array until Microsoft's script takes it over, which reads the three entries of a call one after the other.
  const page = window as { uetq?: unknown[] };
  let command = "default";
  follow(controller, () => {
    page.uetq ||= [];
    if (command === "default") page.uetq.push("consent", command, { ad_storage: "denied" });
    command = "update";
    if (controller.record())
      page.uetq.push("consent", command, { ad_storage: controller.has(category) ? "granted" : "denied" });
  });
};
