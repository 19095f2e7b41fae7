/*
 * Microsoft Clarity, consent API version 2, read 2026-11-23:
 * https://learn.microsoft.com/en-us/clarity/setup-and-installation/clarity-consent-api-v2
 */
import type { CategoryName } from "../model/category.js";
import type { Start } from "../model/controller.js";
import { declareCookies, follow } from "./follow.js";

type Clarity = { (...command: unknown[]): void; q?: IArguments[] };

/** Tells Clarity which of its two permissions are granted. The page's own Clarity tag waits, or stands as it is. */
export const start: Start<{ readonly category?: string }> = (controller, { category = "statistics" } = {}) => {
  declareCookies(controller, category, "Microsoft Clarity", { _clck: 365, _clsk: 1 });
  const page = window as { clarity?: Clarity };
  const state = (name: CategoryName): string => (controller.has(name) ? "granted" : "denied");
  follow(controller, () => {
    // Calls made before Clarity's script has come wait in its queue, as its own tag leaves them there.
    page.clarity ||= function queue() {
      const { clarity } = page as { clarity: Clarity };
      clarity.q ||= [];
      // biome-ignore lint/complexity/noArguments: Clarity applies what it finds in the queue
      clarity.q.push(arguments);
    };
    page.clarity("consentv2", { ad_Storage: state("marketing"), analytics_Storage: state(category) });
  });
};
