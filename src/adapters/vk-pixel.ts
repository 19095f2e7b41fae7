/*
 * Pixel of VK Ads (counter of Top.Mail.Ru), read 2026-11-23:
 * https://target.my.com/help/advertisers/sourcetopmailru/ru
 * https://docs.tracker.my.com/sdk/web/api (`_tmr`)
 */
import type { Start } from "../model/controller.js";
import { declareCookies, follow, loadScript } from "./follow.js";

/**
 * Loads the pixel on a grant and counts the page once. It knows no withdrawal: its cookies go, and from the next page on it
 * is not loaded; with `reload` that is at once.
 */
export const start: Start<{ readonly id: string; readonly category?: string }> = (
  controller,
  { id, category = "marketing" } = { id: "" },
) => {
  declareCookies(controller, category, "VK", { "tmr_*": 390, domain_sid: 390 });
  const page = window as { _tmr?: unknown[] };
  let isLoaded = false;
  follow(controller, () => {
    if (isLoaded || !controller.has(category)) return;
    isLoaded = true;
    page._tmr ||= [];
    page._tmr.push({ id, type: "pageView", start: Date.now() });
    loadScript("https://top-fwz1.mail.ru/js/code.js");
  });
};
