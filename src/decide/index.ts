import { RECORD_COOKIE } from "../model/category.js";
import type { Choice } from "../model/consent-record.js";
import { createRecord, encodeRecord, recordDays } from "../model/consent-record.js";
import type { Controller, Start } from "../model/controller.js";
import { alignFoundCookies, removeEverywhere, security } from "./found-cookies.js";
import { restoreLifetimes } from "./restore.js";

/**
 * What only a decision needs, and cookies that are not as the decision in force says. Lifetimes are given back before
 * anybody is told of the decision, so that a script that runs then finds its cookies as it left them.
 */
export const start: Start<Choice> = (controller, choice) => {
  if (choice) storeChoice(controller, choice);
  restoreLifetimes(controller);
  controller.aligned = alignFoundCookies(controller);
  return controller.aligned;
};

/** Makes the record of a choice and keeps it: a consent for its days, a refusal for the browser's session unless configured. */
const storeChoice = ({ adopt, config, cookies, setCookie }: Controller, choice: Choice): void => {
  const random = crypto.getRandomValues(new BigUint64Array(1)) as unknown as [bigint];
  // 64 random bits: enough that two receipts of one site hardly ever meet, and they name nobody.
  const record = createRecord(choice, config, random[0].toString(36), Date.now());
  const days = recordDays(record, config);
  adopt(record);
  // An earlier record of another path or domain would speak again when this one has ended.
  removeEverywhere(RECORD_COOKIE, cookies);
  // What was written while something was granted has to be looked for again.
  cookies.known.clear();
  setCookie(RECORD_COOKIE, encodeRecord(record), {
    SameSite: "Lax",
    Secure: !!security,
    ...config.cookie,
    ...(days && { expires: days }),
  });
};
