// @ts-check
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import resolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import typescript from "@rollup/plugin-typescript";
import { bundle } from "lightningcss";
import ts from "typescript";

/** Types are checked by `tsc -b` before; here each file is only stripped of them. */
const stripped = typescript({
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
  },
});

/**
 * One instance for all outputs, which reads the source once: the plugin would do so for each output, and a build would take
 * minutes. While watching it follows changes by itself.
 */
let isRead = false;
const compiled = {
  ...stripped,
  /** @this {import("rollup").PluginContext} @param {import("rollup").NormalizedInputOptions} options */
  buildStart(options) {
    if (isRead) return;
    isRead = true;
    if (typeof stripped.buildStart === "function") stripped.buildStart.call(this, options);
  },
};

/** Where to; a test builds elsewhere, to compare. */
const DIST = process.env.DIST ?? "dist";

/** Where `tsc -b` has written a declaration file. */
const typesOf = (/** @type {string} */ file) =>
  join("node_modules/.cache/tsc", file.startsWith("server/") ? "server" : "types", file);

/** Other tags of a language, whose files are copies: RFC 5646 has more than one for some. */
const OTHER_TAGS = { he: ["iw"], nb: ["no", "nn"], ro: ["mo"] };

/** Languages of which some browsers know neither units nor dates. */
const units = readdirSync("src/ui/units");
const languages = readdirSync("src/ui/messages").filter((file) => file.endsWith(".json"));

/** The keys of what a module of sentences exports: the one list of them. */
const sentences = async (/** @type {string} */ file, /** @type {string} */ name) => {
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions: { module: 99 } });
  const exported = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
  return Object.keys(exported[name]);
};
const KEYS = await sentences("src/ui/messages/en.ts", "english");
const EXTRA_KEYS = await sentences("src/ui/messages/en-extra.ts", "englishExtra");

/** Part of a language as it ships: without the keys, which the interface has, but with their length, by which it knows them again. */
const compact = (/** @type {string[]} */ keys) => (/** @type {string} */ json) => {
  const messages = JSON.parse(json);
  const missing = keys.filter((key) => typeof messages[key] !== "string");
  if (missing.length > 0) throw new Error(`messages: expected a text for ${missing.join(", ")}`);
  return JSON.stringify([keys.join("").length, ...keys.map((key) => messages[key])]);
};

/** Serbian in Latin letters: the same text letter by letter, in capitals where the next letter is one. */
const latin = (/** @type {string} */ text) => {
  const [from, to] = [
    "абвгдђежзијклљмнњопрстћуфхцчџш",
    "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š",
  ];
  const letters = to.split(" ");
  return text.replace(/[а-џђјљњћ]/giu, (letter) => {
    const found = letters[from.indexOf(letter.toLowerCase())] ?? letter;
    return letter === letter.toLowerCase() ? found : found.replace(/^./, (first) => first.toUpperCase());
  });
};

/** A language's files: all that both layers say, what optional parts say, and the name of the way back alone. */
const shipLanguage = (/** @type {string} */ file) => {
  const language = file.replace(".json", "");
  const ship = (/** @type {string} */ tag, spell = (/** @type {string} */ json) => json) => [
    copy(`src/ui/messages/${file}`, `messages/${tag}.json`, (json) => compact(KEYS)(spell(json))),
    copy(`src/ui/messages/${file}`, `messages/${tag}-extra.json`, (json) => compact(EXTRA_KEYS)(spell(json))),
    copy(`src/ui/messages/${file}`, `messages/${tag}-button.json`, (json) =>
      JSON.stringify(JSON.parse(spell(json)).preferences),
    ),
  ];
  const others = Object.entries(OTHER_TAGS).find(([of]) => of === language)?.[1] ?? [];
  return [
    ...ship(language),
    ...others.flatMap((tag) => ship(tag)),
    ...(language === "sr" ? ["sr-latn", "sh"].flatMap((tag) => ship(tag, inLatin)) : []),
  ];
};

/** The same JSON with its texts, not its keys, in Latin letters. */
const inLatin = (/** @type {string} */ json) =>
  JSON.stringify(JSON.parse(json), (_, text) => (typeof text === "string" ? latin(text) : text));

/** A style sheet with those that it imports, which are in the folder of its name, minified. */
const minifyCss = (/** @type {string} */ file) => bundle({ filename: file, minify: true }).code.toString();

/** The files of a style sheet, to be watched for changes. */
const partsOf = (/** @type {string} */ file) => {
  const folder = file.replace(/\.css$/, "");
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
};

/** Style sheets and messages become modules: a minified text, an object. */
const asModule = {
  name: "kivok-as-module",
  /** @this {import("rollup").PluginContext} @param {string} code @param {string} id */
  transform(code, id) {
    if (id.endsWith(".css")) {
      for (const part of partsOf(id)) this.addWatchFile(part);
      return { code: `export default ${JSON.stringify(minifyCss(id))}`, map: null };
    }
    if (id.endsWith(".json")) return { code: `export default ${code}`, map: null };
    return null;
  },
};

/**
 * js-cookie without what no page can reach: the ways to make another instance of it, the question whether there is a
 * document, and its own way to copy attributes. Fails on a version in which they read otherwise.
 */
const leanCookies = {
  name: "kivok-lean-cookies",
  transform(/** @type {string} */ code, /** @type {string} */ id) {
    if (!id.endsWith("js.cookie.mjs")) return null;
    let lean = code;
    for (const [part, instead] of /** @type {const} */ ([
      [/if \(typeof document === 'undefined'\) \{\s+return\s+\}/, ""],
      ["typeof document === 'undefined' || (arguments.length && !name)", "arguments.length && !name"],
      [/Object\.create\(\s+(\{.+?\}),\s+withAttributes.+?\n {2}\)/s, "($1})"],
      // A spread copies the same, and cannot set a prototype either.
      ["assign({}, defaultAttributes, attributes)", "{ ...defaultAttributes, ...attributes }"],
      [/assign\(\{\}, attributes, (\{.+?\})\s*\)/s, "{ ...attributes, ...$1 }"],
      [/function assign.+?\n\}/s, ""],
      // Only ends the search early: the first of a name counts anyway.
      [/if \(name === found\) \{\s+break\s+\}/, ""],
    ])) {
      const shorter = lean.replace(part, instead);
      if (shorter === lean) throw new Error(`js-cookie: expected ${part}, found another version's text`);
      lean = shorter;
    }
    return { code: lean, map: null };
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

/** A style sheet that ships as a file. */
const styleSheet = (/** @type {string} */ from, /** @type {string} */ to) => ({
  name: "kivok-style-sheet",
  /** @this {import("rollup").PluginContext} */
  generateBundle() {
    this.emitFile({ type: "asset", fileName: to, source: minifyCss(from) });
  },
  /** @this {import("rollup").PluginContext} */
  buildStart() {
    for (const file of [from, ...partsOf(from)]) this.addWatchFile(file);
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
    // Functions are not inlined into each other: repeated shapes pack better than merged ones. Large ones that run at start
    // say otherwise (`@__INLINE__`): a browser compiles at once what is called where it stands, and reads anything else twice.
    // `unsafe` makes a concatenation of a template, which differs for objects alone: those are converted by `concat`.
    compress: { passes: 2, inline: 1, unsafe: true, unsafe_arrows: true, unsafe_methods: true, pure_getters: true },
    mangle: true,
    format: { comments: new RegExp(EAGER) },
  });

/** What stands before a small function that runs at start. */
const EAGER = "@__EAGER__";

/** Puts parentheses around each function that is marked: a browser compiles such a one while it reads the file. */
const compiledAtOnce = {
  name: "kivok-compiled-at-once",
  renderChunk(/** @type {string} */ code) {
    const file = ts.createSourceFile("chunk.js", code, ts.ScriptTarget.Latest);
    const mark = `/*${EAGER}*/`;
    let eager = "";
    let end = 0;
    const visit = (/** @type {import("typescript").Node} */ node) => {
      const start = node.getStart(file);
      if (ts.isArrowFunction(node) && code.slice(end, start).endsWith(mark)) {
        eager += `${code.slice(end, start - mark.length)}(${code.slice(start, node.end)})`;
        end = node.end;
      } else ts.forEachChild(node, visit);
    };
    visit(file);
    return { code: eager + code.slice(end), map: null };
  },
};

/** Without a line break at the end, which takes up to three bytes of a packed file. */
const withoutLineBreak = {
  name: "kivok-without-line-break",
  outputOptions: (/** @type {import("rollup").OutputOptions} */ options) => ({ ...options, compact: true }),
};

/** Writes `let` for each `const`, for a file that is full: one keyword packs better than two. */
const onlyLet = {
  name: "kivok-only-let",
  renderChunk(/** @type {string} */ code) {
    const file = ts.createSourceFile("chunk.js", code, ts.ScriptTarget.Latest);
    let lean = "";
    let end = 0;
    const visit = (/** @type {import("typescript").Node} */ node) => {
      if (ts.isVariableDeclarationList(node) && node.flags & ts.NodeFlags.Const) {
        const start = node.getStart(file);
        lean += `${code.slice(end, start)}let`;
        end = start + "const".length;
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
    return { code: lean + code.slice(end), map: null };
  },
};

const browser = (/** @type {boolean} */ isDevelopment = false) => [
  asModule,
  leanCookies,
  resolve({ browser: true, extensions: [".mjs", ".js", ".ts", ".tsx"] }),
  compiled,
  ...(isDevelopment ? [] : [withoutLineBreak, minify(), compiledAtOnce]),
];

/** Packages stay packages: the collector is installed with them. */
const server = () => [
  resolve({ exportConditions: ["node"], extensions: [".mjs", ".js", ".ts"], resolveOnly: [/^\./] }),
  asModule,
  compiled,
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
    plugins: [...browser(), onlyLet],
  },
  {
    input: "src/core/tag-services.ts",
    output: { file: `${DIST}/kivok-services.js`, format: "iife" },
    plugins: [...browser(), onlyLet],
  },
  {
    input: "src/core/dev.ts",
    output: { file: `${DIST}/kivok.dev.js`, format: "iife" },
    plugins: browser(true),
  },
  {
    input: "src/core/dev-services.ts",
    output: { file: `${DIST}/kivok-services.dev.js`, format: "iife" },
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
    input: "src/core/tag-storage.ts",
    output: { file: `${DIST}/kivok-storage.js`, format: "iife" },
    plugins: browser(),
  },
  {
    input: "src/browser-id/index.ts",
    output: { file: `${DIST}/kivok-browser-id.js`, format: "es" },
    plugins: browser(),
  },
  {
    input: "src/button/index.ts",
    output: { file: `${DIST}/kivok-button.js`, format: "es" },
    plugins: browser(),
  },
  {
    input: "src/model/accent.ts",
    output: { file: `${DIST}/kivok-accent.js`, format: "es" },
    plugins: browser(),
  },
  {
    input: "src/ui/index.ts",
    output: { file: `${DIST}/kivok-ui.js`, format: "es" },
    plugins: [
      ...browser(),
      ...languages.flatMap(shipLanguage),
      ...units.map((file) =>
        copy(`src/ui/units/${file}`, `messages/${file.replace(".json", "-units.json")}`, (json) =>
          JSON.stringify(JSON.parse(json)),
        ),
      ),
      ...["autoconsent", "consent-o-matic"].map((tool) => copy(`src/rules/${tool}.json`, `rules/${tool}.json`)),
    ],
  },
  ...readdirSync("src/adapters")
    .filter((file) => file.endsWith(".ts") && file !== "follow.ts")
    .map((file) => ({
      input: `src/adapters/${file}`,
      output: {
        file: `${DIST}/adapters/${file.replace(".ts", ".js")}`,
        // The one that must run before any tag is a classic script.
        format: /** @type {const} */ (file === "google-consent-mode.ts" ? "iife" : "es"),
      },
      plugins: browser(),
    })),
  {
    input: "src/ui/placeholder/index.ts",
    output: { file: `${DIST}/kivok-placeholder.js`, format: "es" },
    plugins: browser(),
  },
  {
    input: "src/ui/guardian.tsx",
    output: { file: `${DIST}/kivok-guardian.js`, format: "es" },
    plugins: browser(),
  },
  {
    input: "src/ui/declaration.tsx",
    output: { file: `${DIST}/kivok-declaration.js`, format: "es" },
    plugins: browser(),
  },
  {
    input: "src/ui/decision.ts",
    output: { file: `${DIST}/kivok-decision.js`, format: "es" },
    plugins: browser(),
  },
  {
    input: "src/ui/receipt.ts",
    output: { file: `${DIST}/kivok-receipt.js`, format: "es" },
    plugins: browser(),
  },
  {
    input: "src/dashboard/index.tsx",
    output: { file: `${DIST}/dashboard/dashboard.js`, format: "es" },
    plugins: [
      ...browser(),
      copy("src/dashboard/index.html", "index.html"),
      styleSheet("src/dashboard/style.css", "dashboard.css"),
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
