import type { Api, QueuedCall } from "./api.js";
import { start } from "./index.js";
import { readSettings, runningTag } from "./settings.js";

type Page = { kivok?: Api | { readonly has?: undefined; readonly queue?: readonly QueuedCall[] } };

// The tag twice on a page: the first one has it all. Nothing may be thrown into the page, whatever happens.
try {
  const page = window as Page;
  const early = page.kivok;
  if (!early?.has) {
    const kivok = /*@__INLINE__*/ start(readSettings(runningTag()));
    page.kivok = kivok;
    early?.queue?.map(kivok.queue.push);
  }
} catch {
  // A browser without what Kivok needs keeps its page.
}
