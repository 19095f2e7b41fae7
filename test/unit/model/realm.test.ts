import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
let copy = "";

beforeAll(() => {
  // Not below node_modules: there the compiler takes a relative import for a package's, and does not ask whose file it is.
  copy = mkdtempSync(join(tmpdir(), "kivok-realm-"));
  cpSync(join(repository, "tsconfig.json"), join(copy, "tsconfig.json"));
  cpSync(join(repository, "src/model"), join(copy, "src/model"), { recursive: true });
  mkdirSync(join(copy, "src/core"));
  // The core itself is not needed: a file that exists and would be taken if the realm let it.
  writeFileSync(join(copy, "src/core/consent.ts"), 'export const consent: string = "";\n');
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Builds the copy's model as `tsc -b src/model` does, and gives each error as `file:line message`. */
const build = (): string[] => {
  const errors: string[] = [];
  const host = ts.createSolutionBuilderHost(
    { ...ts.sys, write: () => {} },
    undefined,
    ({ file, start = 0, messageText }) => {
      const place = file
        ? `${file.fileName.split("/").pop()}:${file.getLineAndCharacterOfPosition(start).line + 1} `
        : "";
      errors.push(place + ts.flattenDiagnosticMessageText(messageText, "\n"));
    },
    () => {},
  );
  ts.createSolutionBuilder(host, [join(copy, "src/model")], { force: true }).build();
  return errors;
};

/** Builds with `line` added at the end of a file; the file is as before afterwards. */
const buildWith = (line: string, name = "scrub.ts"): { errors: string[]; at: string } => {
  const path = join(copy, "src/model", name);
  const before = readFileSync(path, "utf8");
  writeFileSync(path, `${before}${line}\n`);
  const errors = build();
  writeFileSync(path, before);
  return { errors, at: `${name}:${before.split("\n").length} ` };
};

describe("the model's realm", () => {
  test("builds as it is", () => {
    expect(build()).toEqual([]);
  });

  test.each([
    ["an import from the core", 'import "../core/consent.js";'],
    ["a value imported from the core", 'export { consent } from "../core/consent.js";'],
    ["a type imported from the core", 'export type Taken = typeof import("../core/consent.js");'],
    ["the document", "export const title: string = document.title;"],
    ["the window", "export const width: number = window.innerWidth;"],
    ["storage", 'export const kept: string | null = localStorage.getItem("a");'],
    ["a request", 'export const asked: unknown = fetch("/");'],
    ["Node's process", "export const mode: unknown = process.env;"],
    ["a type of Node", "export type Bytes = Buffer;"],
  ])("does not build with %s, and the message names the line", (_, line) => {
    const { errors, at } = buildWith(line);
    expect(errors).not.toEqual([]);
    expect(errors.join("\n")).toContain(at);
  });

  test("imports nothing but its own files: a package would compile", () => {
    const model = join(repository, "src/model");
    for (const name of readdirSync(model).filter((file) => file.endsWith(".ts"))) {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(model, name), "utf8"));
      for (const { fileName } of importedFiles)
        expect([name, fileName]).toEqual([name, expect.stringMatching(/^\.\/[\w-]+\.js$/)]);
    }
  });

  test("builds again once the line is gone", () => {
    expect(build()).toEqual([]);
  });
});
