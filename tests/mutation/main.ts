import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { mutantsOf, withMutant } from "./mutants";

/**
 * Changes the conditions of the policy rules one by one, and runs the rule's test after each change. A change that no
 * test detects survives. `main.ts stackDisallow` only changes the rules whose file name starts with this word.
 *
 * Stryker does the same for any project. This project does not use it, because it copies and runs the tests of the
 * whole project, while each rule has one small test, and because it adds 168 packages with its Jest runner.
 */
const root = join(__dirname, "../..");

/** What the test of a rule needs. The mutants are written to copies of it. */
const copied = [
  "policies",
  "swarm",
  "tests/unit/policies",
  "tests/support",
  "jest.config.ts",
  "package.json",
  "tsconfig.json",
];

/** The share of mutants that tests must notice. Below it, a rule has conditions that nothing checks. */
const leastScore = 0.85;

interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

async function main(prefix: string): Promise<number> {
  const files = rulesIn(root, prefix);
  const results = await Promise.all(Array.from({ length: availableParallelism() }, () => runMutants(files)));
  const count = results.reduce((sum, result) => sum + result.count, 0);
  const survivors = results.flatMap((result) => result.survivors);
  for (const { file, line, text } of survivors) console.log(`survived  ${file}:${line}  ${text}`);
  const score = count === 0 ? 0 : (count - survivors.length) / count;
  console.log(`${count} mutants, ${survivors.length} survived: ${Math.round(100 * score)}% were noticed`);
  return score >= leastScore ? 0 : 1;
}

/** Takes files from the list, which other workers share, until it is empty, and runs their mutants in a copy. */
async function runMutants(files: string[]): Promise<{ count: number; survivors: Survivor[] }> {
  const folder = mkdtempSync(join(tmpdir(), "mutants-"));
  const survivors: Survivor[] = [];
  let count = 0;
  try {
    for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    for (let file = files.shift(); file !== undefined; file = files.shift()) {
      const source = readFileSync(join(folder, file), "utf8");
      // Otherwise every mutant would seem to be detected.
      if (!(await passes(folder, file))) throw new Error(`${testOf(file)} fails without a mutant.`);
      for (const mutant of mutantsOf(source)) {
        count++;
        writeFileSync(join(folder, file), withMutant(source, mutant));
        if (!(await passes(folder, file))) continue;
        const text = `${source.slice(mutant.start, mutant.end)} → ${mutant.replacement}`;
        survivors.push({ file, line: mutant.line, text: text.replace(/\s+/g, " ") });
      }
      writeFileSync(join(folder, file), source);
    }
    return { count, survivors };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The rules that have a test of their own. */
function rulesIn(folder: string, prefix: string): string[] {
  return readdirSync(join(folder, "policies/rules"), { recursive: true, encoding: "utf8" })
    .filter((file) => basename(file).startsWith(prefix) && file.endsWith(".ts") && basename(file) !== "index.ts")
    .map((file) => join("policies/rules", file))
    .filter((file) => existsSync(join(folder, testOf(file))))
    .sort();
}

function testOf(file: string): string {
  return join("tests/unit", dirname(file), basename(file, ".ts") + ".test.ts");
}

/** Whether the rule's test passes; one that hangs does not. */
function passes(folder: string, file: string): Promise<boolean> {
  const jest = join(root, "node_modules/jest/bin/jest.js");
  const args = [jest, "--selectProjects", "unit", "--bail", "--silent", "--runTestsByPath", testOf(file)];
  return new Promise((settle) => {
    execFile(process.execPath, args, { cwd: folder, timeout: 60_000 }, (error) => {
      settle(error === null);
    });
  });
}

void main(process.argv[2] ?? "").then((code) => {
  process.exitCode = code;
});
