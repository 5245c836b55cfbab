import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { join, sep } from "node:path";
import { jestExpect } from "@jest/expect";
import { transformSync } from "@swc/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, it, resetState, run, test } from "jest-circus";

/** The folders whose modules each run loads again; packages stay loaded. */
const root = join(__dirname, "../..");
const reloaded = ["audit", "components", "policies", "swarm", "tests/support", "tests/unit"].map(
  (folder) => join(root, folder) + sep,
);

/** How Node loads the files with an extension. ts-node sets it in the same way. */
type Loader = (module: { readonly _compile: (code: string, path: string) => void }, path: string) => void;

const load = createRequire(__filename);
const compiled = new Map<string, string>();
/** The changed source of a file, by its path. */
let changed: { readonly path: string; readonly source: string } | undefined;

/** Compiles with the compiler of jest.config.ts. */
function compile(path: string, source: string): string {
  const options = { target: "es2022", parser: { syntax: "typescript" } } as const;
  return transformSync(source, { filename: path, jsc: options, module: { type: "commonjs" }, swcrc: false }).code;
}

/**
 * Runs test files in this process, with Jest's own functions but without its environments: a run takes some
 * milliseconds, where the command `jest` takes seconds.
 *
 * @param source in place of the content of the file at `path`
 * @returns the first failure, with the test's title; `undefined` if all tests pass
 */
export async function failureOf(tests: readonly string[], path: string, source: string): Promise<string | undefined> {
  changed = { path, source };
  for (const key of Object.keys(load.cache))
    if (reloaded.some((folder) => key.startsWith(folder))) Reflect.deleteProperty(load.cache, key);
  for (const file of tests) {
    resetState();
    try {
      load(file);
    } catch (error) {
      return String(error);
    }
    const { testResults, unhandledErrors } = await run();
    const failed = testResults.find(({ errors }) => errors.length > 0);
    if (failed !== undefined) return `${failed.testPath.slice(1).join(" ")}: ${failed.errors.join(" ")}`;
    if (unhandledErrors.length > 0) return unhandledErrors.join(" ");
    if (testResults.length === 0) return `${file} has no tests.`;
  }
  return undefined;
}

Object.assign(globalThis, {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect: jestExpect,
  it,
  test,
});

const { _extensions: loaders } = Module as unknown as { readonly _extensions: Record<string, Loader> };

loaders[".ts"] = (module, path) => {
  let code: string;
  if (changed?.path === path) code = compile(path, changed.source);
  else {
    code = compiled.get(path) ?? compile(path, read(path));
    compiled.set(path, code);
  }
  module._compile(code, path);
};

function read(path: string): string {
  return readFileSync(path, "utf8");
}
