// @ts-check
// C4 at full length: a million malformed, oversized, slow, truncated and pipelined requests.
//   node test/bench/fuzz.mjs [requests]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SITE } from "./beacons.mjs";
import { fuzz } from "./fuzz-requests.mjs";
import { startServer } from "./server-process.mjs";

const count = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), "kivok-fuzz-"));
const { pid, port, end } = await startServer([fileURLToPath(new URL("../../dist/collector.mjs", import.meta.url))], {
  KIVOK_DATA: join(folder, "kivok.db"),
  KIVOK_SITES: SITE,
});
try {
  const start = Date.now();
  const { sent, statuses, honest, grownBytes } = await fuzz({ url: `http://127.0.0.1:${port}`, pid, count, seed: 1 });
  console.log(`${sent} requests in ${Math.round((Date.now() - start) / 1000)} s; answers ${JSON.stringify(statuses)}`);
  console.log(
    `honest: ${honest.sent} beacons, ${honest.refused} not answered with 204, the slowest ${honest.slowestMilliseconds} ms`,
  );
  console.log(`memory: ${(grownBytes / 2 ** 20).toFixed(1)} MiB more than after the first tenth`);
  process.exitCode = honest.refused > 0 || grownBytes > 50 * 2 ** 20 ? 1 : 0;
} finally {
  await end();
  rmSync(folder, { recursive: true, force: true });
}
