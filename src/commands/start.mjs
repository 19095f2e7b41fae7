// @ts-check
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled, say } from "./install.mjs";

try {
  ensureInstalled();
  ensureBuilt();
  const { serve } = await import("./services.mjs");
  await serve();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
