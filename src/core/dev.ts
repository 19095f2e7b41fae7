import "./diagnose.js";
import "./diagnose-build.js";
import "./diagnose-consent-mode.js";
import "./tag.js";
import "./diagnose-counts.js";
import type { Api } from "./api.js";
import { reportCookies } from "./cookie-report.js";
import { startStorageGuard } from "./start-storage-guard.js";

startStorageGuard(false);

type Page = { readonly kivok?: Api & { isReported?: true } };

// The page must never notice; the tag twice on a page reports once.
try {
  const { kivok } = window as Page;
  if (kivok?.has && !kivok.isReported) {
    kivok.isReported = true;
    reportCookies(kivok);
  }
} catch (error) {
  console.warn("[kivok] cookies: cannot be reported:", error);
}
