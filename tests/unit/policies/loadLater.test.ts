import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "../../support/lab";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "swarm-load-later-"));
  const place = join(folder, "node_modules", "heavy");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "index.js"), 'console.log("loaded"); exports.weight = 7; exports.Tool = class { a = 1; };');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The output of a program that calls loadLater for the package "heavy" at the line LATER. */
function printed(...lines: string[]): string[] {
  const user = join(folder, "user.js");
  const start = [
    `const { loadLater } = require(${JSON.stringify(join(checkout, "dist/policies/sdk/loadLater"))});`,
    `const load = require("node:module").createRequire(${JSON.stringify(user)});`,
  ];
  const later = `loadLater("heavy", ${JSON.stringify(user)});`;
  const program = [...start, ...lines.map((line) => line.replace("LATER", later))].join("\n");
  return execFileSync("node", ["-e", program], { cwd: checkout, encoding: "utf8" }).trim().split("\n");
}

test("A package is loaded once, at its first use", () => {
  expect(
    printed(
      "LATER",
      `const heavy = load("heavy");`,
      `console.log("before", heavy.__esModule);`,
      `console.log(heavy.weight, new heavy.Tool().a, Object.keys(heavy).join(), "weight" in heavy);`,
      `console.log(load("heavy").weight, heavy.__esModule);`,
    ),
  ).toEqual(["before true", "loaded", "7 1 weight,Tool true", "7 undefined"]);
});

test("A package that is already loaded or does not exist stays unchanged", () => {
  expect(
    printed(
      `const heavy = load("heavy");`,
      "LATER",
      `console.log(load("heavy") === heavy);`,
      `loadLater("missing", ${JSON.stringify(join("/nowhere", "user.js"))});`,
      `try { load("missing"); } catch ({ code }) { console.log(code); }`,
    ),
  ).toEqual(["loaded", "true", "MODULE_NOT_FOUND"]);
});

test("The SDK loads neither a compiler nor a package manager", () => {
  expect(
    execFileSync(
      "node",
      [
        "-e",
        `require("./dist/policies/sdk/loadLater"); require("@pulumi/policy");` +
          `const files = Object.keys(require.cache).filter((file) => /(typescript|arborist)\\/lib\\//.test(file));` +
          `console.log(files.length,` +
          `require("typescript").version === require("typescript/package.json").version);`,
      ],
      { cwd: checkout, encoding: "utf8" },
    ),
  ).toBe("2 true\n");
});
