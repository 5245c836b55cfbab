import { fork, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { equivalentMutants, type Equivalent } from "./equivalentMutants";
import { mutantsOf, withMutant, type Mutant } from "./mutants";
import { TypeChecker } from "./typeChecker";
import type { Answer, Job } from "./worker";

/**
 * Changes the conditions of the policy rules one by one, and runs the tests of the rule after each change. A change
 * that no test notices survives, and fails this program unless `equivalentMutants.ts` says why no test can notice it.
 * `main.ts stackDisallow` only changes the rules whose file name starts with this word.
 *
 * Stryker does the same for any project. This project does not use it, because it runs the tests of the whole project,
 * while each rule has one small test, and because it adds 168 packages with its Jest runner.
 */
const root = join(__dirname, "../..");
const testFolder = join(root, "tests/unit/policies");

/** A test that takes longer hangs, which counts as noticed. In milliseconds. */
const longestTest = 120_000;

type Survivor = Pick<Equivalent, "rule" | "line" | "change"> & { readonly place: string };

/** A mutant that no test noticed. */
interface Unnoticed {
  readonly file: string;
  readonly mutant: Mutant;
}

async function main(prefix: string): Promise<number> {
  const rules = rulesIn(prefix);
  const left = [...rules];
  const results = await Promise.all(Array.from({ length: availableParallelism() }, () => runMutants(left)));
  const count = results.reduce((sum, result) => sum + result.count, 0);
  const survivors = compilingOnes(
    rules,
    results.flatMap(({ unnoticed }) => unnoticed),
  ).map(describe);
  const unexplained = survivors.filter((survivor) => !equivalentMutants.some((one) => isSame(one, survivor)));
  const outdated = equivalentMutants.filter(
    (one) =>
      rules.some((file) => basename(file, ".ts") === one.rule) && !survivors.some((survivor) => isSame(one, survivor)),
  );
  for (const { place, line, change } of unexplained) console.log(`survived  ${place}  ${change}  in  ${line}`);
  for (const { rule, line, change } of outdated)
    console.log(`noticed   ${rule}  ${change}  in  ${line}\n          Remove it from equivalentMutants.ts.`);
  const equivalent = survivors.length - unexplained.length;
  console.log(`${count} mutants: ${unexplained.length} survived, ${equivalent} are equivalent to the original`);
  return count > 0 && unexplained.length === 0 && outdated.length === 0 ? 0 : 1;
}

function isSame(one: Equivalent, { rule, line, change }: Survivor): boolean {
  return one.rule === rule && one.line === line && one.change === change;
}

/** The mutants that the compiler accepts: `make test` also notices those with a type error. */
function compilingOnes(rules: readonly string[], unnoticed: readonly Unnoticed[]): Unnoticed[] {
  const checker = new TypeChecker(join(root, "tsconfig.json"), rules);
  return unnoticed.filter(({ file, mutant }) => {
    const isRefused = checker.refuses(file, withMutant(readFileSync(file, "utf8"), mutant));
    checker.restore(file);
    return !isRefused;
  });
}

function describe({ file, mutant }: Unnoticed): Survivor {
  const source = readFileSync(file, "utf8");
  const change = `${source.slice(mutant.start, mutant.end)} → ${mutant.replacement}`;
  return {
    rule: basename(file, ".ts"),
    place: `${file.slice(root.length + 1)}:${mutant.line}`,
    line: (source.split("\n")[mutant.line - 1] ?? "").trim(),
    change: change.replace(/\s+/g, " "),
  };
}

/** Takes files from the list, which other workers share, until it is empty, and runs their mutants. */
async function runMutants(left: string[]): Promise<{ count: number; unnoticed: Unnoticed[] }> {
  const unnoticed: Unnoticed[] = [];
  let count = 0;
  let worker = start();
  try {
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      const mutants = mutantsOf(readFileSync(file, "utf8"));
      count += mutants.length;
      const tests = testsOf(file);
      for (let first = 0; first < mutants.length;) {
        const { survived, hung } = await runJob(worker, { file, tests, first });
        for (const [index, mutant] of mutants.entries()) if (survived.includes(index)) unnoticed.push({ file, mutant });
        if (hung !== undefined) worker = start();
        first = hung === undefined ? mutants.length : hung + 1;
      }
    }
    return { count, unnoticed };
  } finally {
    worker.kill();
  }
}

function start(): ChildProcess {
  return fork(join(__dirname, "worker.ts"), [], { execArgv: process.execArgv });
}

/**
 * The indices of the mutants that survived, and of a mutant whose test hung: the worker is then killed.
 *
 * @throws Error if the tests fail without a mutant
 */
function runJob(worker: ChildProcess, job: Job): Promise<{ survived: number[]; hung: number | undefined }> {
  return new Promise((resolve, reject) => {
    const survived: number[] = [];
    let current: number | undefined;
    const expire = (): void => {
      worker.kill("SIGKILL");
      end();
      if (current === undefined) reject(new Error(`${job.file}: its tests hang without a change.`));
      else resolve({ survived, hung: current });
    };
    let timer = setTimeout(expire, longestTest);
    const end = (): void => {
      clearTimeout(timer);
      worker.removeAllListeners();
    };
    worker.on("exit", (code) => {
      end();
      reject(new Error(`${job.file}: the worker ended with ${code ?? "a signal"}.`));
    });
    worker.on("message", (answer: Answer) => {
      clearTimeout(timer);
      timer = setTimeout(expire, longestTest);
      if (answer.kind === "started") current = answer.index;
      if (answer.kind === "survived") survived.push(answer.index);
      if (answer.kind === "failed") {
        end();
        reject(new Error(`${job.file}: ${answer.reason}`));
      }
      if (answer.kind === "finished") {
        end();
        resolve({ survived, hung: undefined });
      }
    });
    worker.send(job);
  });
}

function rulesIn(prefix: string): string[] {
  const folder = join(root, "policies/rules");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => basename(file).startsWith(prefix) && file.endsWith(".ts") && basename(file) !== "index.ts")
    .map((file) => join(folder, file))
    .sort();
}

/** The tests that import a rule; its own comes first, because it notices most changes. */
function testsOf(file: string): string[] {
  const name = basename(file, ".ts");
  const own = (test: string): boolean => basename(test) === `${name}.test.ts`;
  const tests = readdirSync(testFolder, { recursive: true, encoding: "utf8" })
    .filter((test) => test.endsWith(".test.ts"))
    .map((test) => join(testFolder, test))
    .filter((test) => readFileSync(test, "utf8").includes(`/${basename(dirname(file))}/${name}"`));
  if (tests.length === 0) throw new Error(`No test imports ${name}.`);
  return tests.sort((a, b) => Number(own(b)) - Number(own(a)));
}

void main(process.argv[2] ?? "").then((code) => {
  process.exitCode = code;
});
