// @ts-check
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rollup } from "rollup";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
const careless = fileURLToPath(new URL("careless-store.ts", import.meta.url));

/** Sources as they are, except that the collector opens the careless store. @type {import("rollup").Plugin} */
const sources = {
  name: "careless-sources",
  resolveId(source, importer) {
    if (!source.startsWith(".") || importer === undefined) return null;
    if (source === "./store.js" && importer.endsWith("/src/server/app.ts")) return careless;
    const file = resolve(dirname(importer), source.replace(/\.js$/, ".ts"));
    return existsSync(file) ? file : null;
  },
  transform(code) {
    const compilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    };
    return { code: ts.transpileModule(code, { compilerOptions }).outputText, map: null };
  },
};

/**
 * Builds a collector whose store breaks a promise: which one, it reads from `KIVOK_CARELESS` (careless-store.ts).
 * @returns {Promise<string>} its file, below node_modules so that packages are found
 */
export const buildCarelessCollector = async () => {
  const file = join(root, "node_modules/.cache", `careless-${process.pid}`, "collector.mjs");
  const bundle = await rollup({
    input: join(root, "src/server/collector.ts"),
    external: (id) => /^[@a-z]/.test(id),
    plugins: [sources],
  });
  await bundle.write({ file, format: "es", inlineDynamicImports: true });
  await bundle.close();
  return file;
};
