import {
  DAY_COOKIE,
  type DeclaredCookie,
  ID_COOKIE,
  NECESSARY,
  RECORD_COOKIE,
  VISIT_COOKIE,
} from "../model/category.js";
import type { CoreConfig } from "../model/config.js";
import { MAX_DAYS } from "../model/resolve-config.js";
import { VISIT_SECONDS } from "../model/visit.js";
import type { Speaker } from "./view.js";

/** The name under which a category is shown: the owner's, else the built-in one, else its key. */
export const titleOf = ({ controller, words }: Speaker, name: string): string => {
  const { title } = controller.config.categories[name] || {};
  return words.pick(title) || words.say(name) || name;
};

/** The cookies declared in a category, Kivok's own among them unless the owner declares them. */
export const cookiesOf = (name: string, { browserId, categories, consent }: CoreConfig): readonly DeclaredCookie[] => {
  const { cookies = [] } = categories[name] || {};
  const days = Math.min(consent.days, MAX_DAYS);
  const own: readonly DeclaredCookie[] =
    name === NECESSARY
      ? [{ name: RECORD_COOKIE, days }]
      : name === "statistics"
        ? [
            { name: DAY_COOKIE, days },
            { name: VISIT_COOKIE, days: VISIT_SECONDS / 86_400 },
          ]
        : name === "functional" && browserId
          ? [{ name: ID_COOKIE, days }]
          : [];
  return [...own.filter((cookie) => !cookies.some((declared) => declared.name === cookie.name)), ...cookies];
};

/** How long an answer holds, in words; bounded as the record is. */
export const termOf = ({ controller, words }: Speaker, answer: "consent" | "refusal"): string =>
  words.days(Math.min(controller.config[answer].days, MAX_DAYS));

/** How long a declared cookie lives, in words. */
export const lifetimeOf = ({ words }: Speaker, { days }: DeclaredCookie): string =>
  days ? words.days(days) : days === 0 ? words.say("sessionLifetime") : "—";

/** What a table says of a declared cookie beside its name: who sets it, what for, how long it lives. */
export const cellsOf = (speaker: Speaker, cookie: DeclaredCookie): readonly string[] => {
  const { pick, say } = speaker.words;
  return [
    pick(cookie.provider) || location.hostname,
    // The browser's number is just what the category's own purpose speaks of.
    pick(cookie.purpose) || say(cookie.name === ID_COOKIE ? "functionalPurpose" : cookie.name) || "—",
    lifetimeOf(speaker, cookie),
  ];
};
