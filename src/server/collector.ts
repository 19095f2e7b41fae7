import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { startCollector } from "./app.js";
import { CONFIG_SCHEMA } from "./config-file.js";
import { parseSettings } from "./settings.js";
import { backupDatabase } from "./store-file.js";

/** Ends the process with its reasons, one line each. */
const fail = (reasons: readonly string[]): never => {
  for (const reason of reasons) console.error(`[kivok] ${reason}`);
  process.exit(1);
};

// V8 lets a heap grow fourfold between two full collections. Under load that is 40 MB of requests long answered; collected
// when it has grown by this much, which happens in the background for the most part, it takes no more processor time.
setFlagsFromString("--heap-growing-percent=30");
// Requests that were answered are swept away a hundred times a second, and little survives: sharing that work with other
// threads takes more time than the work itself.
setFlagsFromString("--no-parallel-scavenge");

// The store holds the hash of the password: nobody else on the machine needs to read it.
process.umask(0o077);

const [command, target, ...others] = process.argv.slice(2);
if (command === "schema") {
  console.log(JSON.stringify(CONFIG_SCHEMA, null, 2));
  process.exit(0);
}
const isBackup = command === "backup";
if (isBackup && (target === undefined || target.startsWith("-")))
  fail(["backup: expected the file to write, as in kivok backup FILE"]);

const folder = dirname(fileURLToPath(import.meta.url));
const settings = parseSettings(isBackup ? others : process.argv.slice(2), process.env, folder);
if ("issues" in settings) fail(settings.issues);
else if (isBackup) {
  try {
    backupDatabase(settings.data, String(target));
    console.log(`Backup of ${settings.data}: ${target}`);
  } catch (error) {
    fail([error instanceof Error ? error.message : String(error)]);
  }
} else {
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
