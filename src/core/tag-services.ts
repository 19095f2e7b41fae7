import type { Api, QueuedCall } from "./api.js";
import { start } from "./index.js";
import { holdServices } from "./services.js";
import { readSettings, runningTag } from "./settings.js";

type Page = { kivok?: Api | { readonly has?: undefined; readonly queue?: readonly QueuedCall[] } };

/* The tag with blocking of declared services: `kivok-services.js`, in place of `kivok.js`. As in `tag.ts`, the first one has it all. */
try {
  const page = window as Page;
  const early = page.kivok;
  if (!early?.has) {
    const settings = readSettings(runningTag());
    const kivok = /*@__INLINE__*/ start(settings);
    page.kivok = kivok;
    /*@__INLINE__*/ holdServices(settings.services, kivok);
    early?.queue?.map(kivok.queue.push);
  }
} catch {
  // A browser without what Kivok needs keeps its page.
}
