// @ts-check
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import resolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import typescript from "@rollup/plugin-typescript";
import { transform } from "lightningcss";
import ts from "typescript";

/** Types are checked by `tsc -b` before; here each file is only stripped of them. */
const compile = (/** @type {Record<string, unknown>} */ options = {}) =>
  typescript({
    tsconfig: false,
    include: ["src/**/*.ts", "src/**/*.tsx"],
    compilerOptions: {
      target: "ES2020",
      module: "ESNext",
      moduleResolution: "bundler",
      skipLibCheck: true,
      noCheck: true,
      jsx: "react-jsx",
      jsxImportSource: "preact",
      ...options,
    },
  });

/** Where to; a test builds elsewhere, to compare. */
const DIST = process.env.DIST ?? "dist";

/** Where `tsc -b` has written a declaration file. */
const typesOf = (/** @type {string} */ file) =>
  join("node_modules/.cache/tsc", file.startsWith("server/") ? "server" : "types", file);

const languages = readdirSync("src/ui/messages").filter((file) => file.endsWith(".json"));

/** Every sentence of the interface; its keys are the one list of them. */
const { english } = await import(
  `data:text/javascript,${encodeURIComponent(ts.transpile(readFileSync("src/ui/messages/en.ts", "utf8"), { module: ts.ModuleKind.ESNext }))}`
);

/** A language as it ships: without the keys, which the interface has, but with their length, by which it knows them again. */
const compact = (/** @type {string} */ json) => {
  const messages = JSON.parse(json);
  const keys = Object.keys(english);
  const missing = keys.filter((key) => typeof messages[key] !== "string");
  if (missing.length > 0) throw new Error(`messages: expected a text for ${missing.join(", ")}`);
  return JSON.stringify([keys.join("").length, ...keys.map((key) => messages[key])]);
};

const minifyCss = (/** @type {string} */ css) =>
  transform({ filename: "style.css", code: Buffer.from(css), minify: true }).code.toString();

/** Style sheets and messages become modules: a minified text, an object. */
const asModule = {
  name: "kivok-as-module",
  transform(/** @type {string} */ code, /** @type {string} */ id) {
    if (id.endsWith(".css")) {
      return { code: `export default ${JSON.stringify(minifyCss(code))}`, map: null };
    }
    if (id.endsWith(".json")) return { code: `export default ${code}`, map: null };
    return null;
  },
};

/** Copies a file to the output as it is, or changed by `change`. */
const copy = (/** @type {string} */ from, /** @type {string} */ to, change = (/** @type {string} */ text) => text) => ({
  name: "kivok-copy",
  /** @this {import("rollup").PluginContext} */
  generateBundle() {
    this.emitFile({ type: "asset", fileName: to, source: change(readFileSync(from, "utf8")) });
  },
  /** @this {import("rollup").PluginContext} */
  buildStart() {
    this.addWatchFile(from);
  },
});

/** The declarations that a declaration file needs, itself included; `tsc -b` has written them. */
const declarations = (/** @type {string} */ file, /** @type {Set<string>} */ found = new Set()) => {
  if (found.has(file)) return found;
  found.add(file);
  for (const { fileName } of ts.preProcessFile(readFileSync(typesOf(file), "utf8")).importedFiles)
    if (fileName.startsWith(".")) declarations(join(dirname(file), fileName.replace(/\.js$/, ".d.ts")), found);
  return found;
};

const minify = () =>
  terser({
    ecma: 2020,
    // Functions are not inlined into each other: repeated shapes pack better than merged ones.
    compress: { passes: 4, inline: 1, unsafe_arrows: true, unsafe_methods: true, pure_getters: true },
    mangle: true,
    format: { comments: false },
  });

const browser = (/** @type {boolean} */ isDevelopment = false) => [
  asModule,
  resolve({ browser: true, extensions: [".mjs", ".js", ".ts", ".tsx"] }),
  compile(),
  ...(isDevelopment ? [] : [minify()]),
];

/** Packages stay packages: the collector is installed with them. */
const server = () => [
  resolve({ exportConditions: ["node"], extensions: [".mjs", ".js", ".ts"], resolveOnly: [/^\./] }),
  asModule,
  compile(),
];

const isPackage = (/** @type {string} */ id) => /^[@a-z]/.test(id);

const MIDDLEWARE = "server/set-cookie-middleware.d.ts";

/** CommonJS may name the types of a module only if it says so. */
const fromCommonJs = (/** @type {string} */ types) =>
  types.replace(/( from "[^"]+");/g, '$1 with { "resolution-mode": "import" };');

/** @type {import("rollup").RollupOptions[]} */
export default [
  {
    input: "src/core/tag.ts",
    output: { file: `${DIST}/kivok.js`, format: "iife" },
    plugins: browser(),
  },
  {
    input: "src/core/dev.ts",
    output: { file: `${DIST}/kivok.dev.js`, format: "iife" },
    plugins: browser(true),
  },
  {
    input: "src/core/module.ts",
    output: { file: `${DIST}/kivok.mjs`, format: "es" },
    plugins: [
      ...browser(),
      ...[...declarations("core/module.d.ts")].map((file) => copy(typesOf(file), `types/${file}`)),
    ],
  },
  {
    input: "src/count/index.ts",
    output: { file: `${DIST}/kivok-count.js`, format: "es" },
    plugins: browser(),
  },
  // Each is loaded only where it is needed, and none shares code with another by a further request.
  ...["ways", "again", "clicks", "plausible", "umami", "goatcounter"].map((name) => ({
    input: `src/count/${name}.ts`,
    output: { file: `${DIST}/kivok-count-${name}.js`, format: /** @type {const} */ ("es") },
    plugins: browser(),
  })),
  {
    input: "src/decide/index.ts",
    output: { file: `${DIST}/kivok-decide.js`, format: "es" },
    plugins: browser(),
  },
  {
    input: "src/gate/index.ts",
    output: { file: `${DIST}/kivok-gate.js`, format: "es" },
    plugins: browser(),
  },
  {
    input: "src/button/index.ts",
    output: { file: `${DIST}/kivok-button.js`, format: "es" },
    plugins: browser(),
  },
  {
    input: "src/ui/index.ts",
    output: { file: `${DIST}/kivok-ui.js`, format: "es" },
    plugins: [...browser(), ...languages.map((file) => copy(`src/ui/messages/${file}`, `messages/${file}`, compact))],
  },
  {
    input: "src/dashboard/index.tsx",
    output: { file: `${DIST}/dashboard/dashboard.js`, format: "es" },
    plugins: [
      ...browser(),
      copy("src/dashboard/index.html", "index.html"),
      copy("src/dashboard/style.css", "dashboard.css", minifyCss),
    ],
  },
  {
    input: "src/server/collector.ts",
    external: isPackage,
    output: { file: `${DIST}/collector.mjs`, format: "es", banner: "#!/usr/bin/env node" },
    plugins: server(),
  },
  {
    input: "src/server/set-cookie-middleware.ts",
    output: [
      { file: `${DIST}/set-cookie-middleware.mjs`, format: "es" },
      { file: `${DIST}/set-cookie-middleware.cjs`, format: "cjs" },
    ],
    plugins: [
      ...server(),
      ...[...declarations(MIDDLEWARE)].map((file) => copy(typesOf(file), `types/${file}`)),
      copy(typesOf(MIDDLEWARE), `types/${MIDDLEWARE.replace(/ts$/, "cts")}`, fromCommonJs),
    ],
  },
];
