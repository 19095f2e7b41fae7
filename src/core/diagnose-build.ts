import { issue } from "../model/check.js";
import { formatIssue } from "../model/parse-config.js";
import { readSettings, runningTag } from "./settings.js";

/*
 * Development build of `kivok.js` only: says when the configuration needs the other build. Imported for its effect.
 */

const { kivok } = window as { kivok?: { has?: unknown } };
/** The configuration may be anything here. */
const { services } = readSettings(runningTag()) as { services?: unknown };
if (!kivok?.has && Array.isArray(services) && services.length > 0)
  console.warn(
    `[kivok] ${formatIssue(
      issue(
        "config.services",
        "kivok-services.js in place of kivok.js",
        "kivok.js",
        "which holds none of them back; kivok-services.dev.js says what it holds",
      ),
    )}`,
  );
