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

/** What a program prints that has said of the package "heavy" that it shall come later. */
function printed(...lines: string[]): string[] {
  const user = join(folder, "user.js");
  const start = [
    `require("ts-node/register/transpile-only");`,
    `const { loadLater } = require(${JSON.stringify(join(checkout, "policies/sdk/loadLater.ts"))});`,
    `const load = require("node:module").createRequire(${JSON.stringify(user)});`,
  ];
  const later = `loadLater("heavy", ${JSON.stringify(user)});`;
  const program = [...start, ...lines.map((line) => line.replace("LATER", later))].join("\n");
  return execFileSync("node", ["-e", program], { cwd: checkout, encoding: "utf8" }).trim().split("\n");
}

it("loads a package when it is asked for something, and once", () => {
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

it("leaves alone what is loaded already, and what is not there", () => {
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

it("keeps the SDK from loading a compiler and a package manager", () => {
  expect(
    execFileSync(
      "node",
      [
        "-e",
        `require("./dist/policies/sdk/loadLater"); require("@pulumi/policy");` +
          `console.log(Object.keys(require.cache).filter((file) => /(typescript|arborist)\\/lib\\//.test(file)).length,` +
          `require("typescript").version === require("typescript/package.json").version);`,
      ],
      { cwd: checkout, encoding: "utf8" },
    ),
  ).toBe("2 true\n");
});
