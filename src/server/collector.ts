import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { startCollector } from "./app.js";
import { parseSettings } from "./settings.js";

/** Ends the process with its reasons, one line each. */
const fail = (reasons: readonly string[]): never => {
  for (const reason of reasons) console.error(`[kivok] ${reason}`);
  process.exit(1);
};

// The store holds the hash of the password: nobody else on the machine needs to read it.
process.umask(0o077);

const settings = parseSettings(process.argv.slice(2), process.env, dirname(fileURLToPath(import.meta.url)));
if ("issues" in settings) fail(settings.issues);
else {
  const collector = await startCollector(settings).catch((error: unknown) =>
    fail([error instanceof Error ? error.message : String(error)]),
  );
  let stopping = false;
  const stop = (): void => {
    // Asked a second time, it is in earnest: what was answered is on disk in any case.
    if (stopping) process.exit(1);
    stopping = true;
    collector.stop().then(
      () => process.exit(0),
      (error: unknown) => fail([`could not stop cleanly: ${String(error)}`]),
    );
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
  if (collector.madePassword !== undefined)
    console.log(`Password of the dashboard, shown only this once: ${collector.madePassword}`);
  if (settings.sites.length === 0) console.log("No site is declared yet: add one with --site example.org");
  console.log(`Kivok collector: ${collector.url}`);
}
