import { spawnSync } from "node:child_process";
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
import { tmpdir } from "node:os";
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

/** What a rule's test needs; the copy is what the mutants are written to. */
const copied = ["policies", "swarm", "tests/unit/policies", "jest.config.ts", "package.json", "tsconfig.json"];

/** The share of mutants that tests must notice. Below it, a rule has conditions that nothing checks. */
const leastScore = 0.85;

interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

function main(prefix: string): number {
  const folder = mkdtempSync(join(tmpdir(), "mutants-"));
  try {
    for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const survivors: Survivor[] = [];
    let count = 0;
    for (const file of rulesIn(folder, prefix)) {
      const source = readFileSync(join(folder, file), "utf8");
      const mutants = mutantsOf(source);
      count += mutants.length;
      for (const mutant of mutants) {
        writeFileSync(join(folder, file), withMutant(source, mutant));
        if (!passes(folder, file)) continue;
        const text = `${source.slice(mutant.start, mutant.end)} → ${mutant.replacement}`;
        survivors.push({ file, line: mutant.line, text: text.replace(/\s+/g, " ") });
      }
      writeFileSync(join(folder, file), source);
    }
    for (const { file, line, text } of survivors) console.log(`survived  ${file}:${line}  ${text}`);
    const score = count === 0 ? 0 : (count - survivors.length) / count;
    console.log(`${count} mutants, ${survivors.length} survived: ${Math.round(100 * score)}% were noticed`);
    return score >= leastScore ? 0 : 1;
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
function passes(folder: string, file: string): boolean {
  const jest = join(root, "node_modules/jest/bin/jest.js");
  const args = [jest, "--selectProjects", "unit", "--bail", "--silent", "--runTestsByPath", testOf(file)];
  return spawnSync(process.execPath, args, { cwd: folder, timeout: 60_000, stdio: "ignore" }).status === 0;
}

process.exitCode = main(process.argv[2] ?? "");
