import "./tag.js";
import type { Api } from "./api.js";
import { holdServices } from "./services.js";
import { readSettings, runningTag } from "./settings.js";

/* The tag with blocking of declared services: `kivok-services.js`, in place of `kivok.js`. */
try {
  const { kivok } = window as { kivok?: Api };
  const { services } = readSettings(runningTag());
  if (kivok && services?.[0]) holdServices(services, kivok);
} catch {
  // The page goes on, whatever happens.
}
