import { ID_COOKIE } from "../model/category.js";
import { DAY_MILLISECONDS } from "../model/consent-record.js";
import type { Start } from "../model/controller.js";
import { MAX_DAYS } from "../model/resolve-config.js";

/**
 * Gives this browser a random number of its own, so that the site's server can tell browsers apart (abuse protection). It
 * identifies the browser, never the person, and is never part of a beacon. It ends with the consent that it rests on, so
 * that the next consent makes another one; the guard removes it at a withdrawal.
 */
export const start: Start = ({ config, has, record, setCookie, cookies }) => {
  const consent = record();
  // Pages of plain http have no `randomUUID` (Web Cryptography API, section 10.1): there is no number on them.
  if (!consent || !has("functional") || cookies.read().includes(`${ID_COOKIE}=`)) return;
  setCookie(ID_COOKIE, crypto.randomUUID(), {
    sameSite: "Lax",
    secure: location.protocol === "https:",
    ...config.cookie,
    expires: new Date(consent.time + Math.min(config.consent.days, MAX_DAYS) * DAY_MILLISECONDS),
  });
};
