// @ts-check
import { defineConfig } from "vitest/config";

// Nothing here depends on speed, so limits are far off: they only end what hangs.
const patient = { testTimeout: 120_000, hookTimeout: 600_000, setupFiles: ["test/property-seed.ts"] };

export default defineConfig({
  test: {
    reporters: ["default"],
    // Two cores: more workers would only make browsers wait for each other.
    maxWorkers: 2,
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], environment: "node", ...patient } },
      { test: { name: "server", include: ["test/server/**/*.test.ts"], environment: "node", ...patient } },
      { test: { name: "browser", include: ["test/browser/**/*.spec.ts"], environment: "node", ...patient } },
    ],
  },
});
