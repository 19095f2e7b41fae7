/*
 * Matomo, read 2026-11-23:
 * https://developer.matomo.org/guides/tracking-consent
 */
import type { Start } from "../model/controller.js";
import { declareCookies, follow } from "./follow.js";

/**
 * Lets the page's own Matomo tag count without cookies until the category is granted; with `tracking`, not at all. Nothing
 * is remembered by Matomo: the decision is told on every page.
 */
export const start: Start<{ readonly tracking?: boolean; readonly category?: string }> = (
  controller,
  { tracking, category = "statistics" } = {},
) => {
  declareCookies(controller, category, "Matomo", { "_pk_*": 393 });
  const what = tracking ? "Consent" : "CookieConsent";
  const page = window as { _paq?: string[][] };
  let isGranted = false;
  page._paq ||= [];
  page._paq.push([`require${what}`]);
  follow(controller, () => {
    if (controller.has(category) === isGranted) return;
    isGranted = !isGranted;
    // `setConsentGiven` and `forgetConsentGiven`, or the same of cookies.
    page._paq?.push([`${isGranted ? "set" : "forget"}${what}Given`]);
  });
};
