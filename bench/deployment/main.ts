/**
 * Compares this provider with the Engine API, with docker's own command and, if its folder is given, with another
 * docker plugin: `LAB_DIR=.lab npm run bench -- [options]`, after `make build tools lab-up`. docs/performance.md
 * describes it.
 *
 * All contenders deploy the same stack to one swarm. Within a round they take turns, so that all run under the same
 * conditions. An empty stack shows the cost of Pulumi itself.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { Engine } from "../../provider/engine/engine";
import { checkout, readLab } from "../../tests/support/lab";
import { chart } from "./chart";
import { dockerCommand, hasDocker } from "./contenders/dockerCommand";
import { engineCalls } from "./contenders/engineCalls";
import { pulumiStack, type Stack } from "./contenders/pulumiStack";
import { describeMachine } from "./machine";
import { operations, type Contender, type Operation, type Sample, type Size } from "./operation";
import { describeStart, withResults } from "./page";
import { measured, names, ratiosOf, worseThan, type Results } from "./results";
import { measureStart } from "./start";
import { Swarm } from "./swarm";

const { values: options } = parseArgs({
  options: {
    /** The number of networks, and of services. */
    size: { type: "string", default: "10" },
    replicas: { type: "string", default: "2" },
    rounds: { type: "string", default: "3" },
    /** The folder of another pulumi-resource-docker, for example of the official one. */
    plugin: { type: "string" },
    /** Writes the results to docs/performance.md. */
    record: { type: "boolean", default: false },
    /** Fails if a ratio is more than 20% worse than the recorded one, twice in a row. */
    check: { type: "boolean", default: false },
  },
});
const size: Size = { networks: Number(options.size), replicas: Number(options.replicas) };
const rounds = Number(options.rounds);
const recordedFolder = join(__dirname, "recorded");
const recordedFile = join(recordedFolder, `${size.networks}.json`);

type Part = readonly [Operation, ...Operation[]];

/** A round has three parts, because three kinds of update start on an empty swarm. Without tasks, they are one kind. */
const parts: readonly Part[] =
  size.replicas === 0
    ? [["up", "preview", "refresh", "image", "network", "destroy"]]
    : [
        ["upRunning", "preview", "refresh", "image", "network", "destroy"],
        ["up", "destroy"],
        ["upParallel", "destroy"],
      ];

async function main(): Promise<void> {
  const first = await benchmark();
  print(first);
  if (options.record) await record(first);
  if (!options.check) return;
  const recorded = JSON.parse(readFileSync(recordedFile, "utf8")) as Results;
  const worse = worseThan(recorded, first);
  if (worse.size === 0) return;
  console.log(`Worse than recorded, so the benchmark runs again:\n${[...worse.values()].join("\n")}`);
  const again = worseThan(recorded, await benchmark());
  const both = [...again].flatMap(([ratio, text]) => (worse.has(ratio) ? [text] : []));
  if (both.length > 0) throw new Error(`Twice more than 20% worse than recorded:\n${both.join("\n")}`);
}

async function benchmark(): Promise<Results> {
  const lab = readLab();
  const image = lab.image.replace(/:[^:/]*$/, "");
  const engine = new Engine({ host: lab.dockerHost });
  const swarm = new Swarm(engine, size);
  const machine = await describeMachine(engine);
  const folder = mkdtempSync(join(tmpdir(), "swarm-bench-"));
  const contenders: Contender[] = [];
  try {
    const process = join(checkout, "dist", "bundle", "provider.js");
    const own: Stack = { name: names.own, path: join(checkout, "provider"), process, notWaiting: { timeout: "0s" } };
    const start = await measureStart(process);
    console.log(describeStart(start));
    const pulumi = (stack: Stack, of = size): Promise<Contender> =>
      pulumiStack(stack, lab.dockerHost, image, of, join(folder, stack.name.replaceAll(" ", "-")));
    contenders.push(engineCalls(swarm, image, size));
    contenders.push(await pulumi({ ...own, name: names.empty }, { ...size, networks: 0 }));
    contenders.push(await pulumi({ ...own, name: names.alone, isAlone: true }));
    contenders.push(await pulumi(own));
    if (hasDocker()) contenders.push(dockerCommand(swarm, lab.dockerHost, image, size, folder));
    else console.log("Skipped: docker stack. There is no docker command on the PATH that has 'stack rm --detach'.");
    if (options.plugin === undefined) console.log("Skipped: another docker plugin. Name its folder with --plugin.");
    else contenders.push(await pulumi({ name: names.other, path: options.plugin, process: options.plugin }));
    const samples = await runRounds(contenders, swarm);
    return {
      size,
      rounds,
      date: new Date().toISOString().slice(0, 10),
      machine,
      start,
      contenders: Object.fromEntries([...samples].map(([name, ofOne]) => [name, summary(ofOne)])),
    };
  } finally {
    for (const contender of contenders) await contender.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Samples = Map<Operation, Sample[]>;

async function runRounds(contenders: readonly Contender[], swarm: Swarm): Promise<ReadonlyMap<string, Samples>> {
  const all = new Map<string, Samples>(contenders.map(({ name }) => [name, new Map()]));
  for (let round = 1; round <= rounds; round++) {
    for (const part of parts) {
      for (const contender of contenders) {
        const { name } = contender;
        if (contender.operations[part[0]] === undefined) continue;
        await runPart(part, contender, swarm, (operation, sample) => {
          console.log(`round ${round}  ${name.padEnd(14)} ${operations[operation].padEnd(34)} ${show(sample)}`);
          const ofOne = all.get(name) ?? new Map<Operation, Sample[]>();
          ofOne.set(operation, [...(ofOne.get(operation) ?? []), sample]);
        });
        await swarm.empty();
      }
    }
  }
  return all;
}

async function runPart(
  part: Part,
  { name, operations: known }: Contender,
  swarm: Swarm,
  done: (operation: Operation, sample: Sample) => void,
): Promise<void> {
  for (const operation of part) {
    const sample = await known[operation]?.();
    if (sample === undefined) continue;
    done(operation, sample);
    if (operation === "up" && name !== names.empty && name !== names.alone) await swarm.settled();
  }
}

function summary(samples: Samples): Results["contenders"][string] {
  return Object.fromEntries([...samples].map(([operation, ofOne]) => [operation, measured(ofOne)]));
}

async function record(results: Results): Promise<void> {
  mkdirSync(recordedFolder, { recursive: true });
  writeFileSync(recordedFile, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(checkout, "docs", `performance-${size.networks}.svg`), chart(results));
  const all = readdirSync(recordedFolder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(recordedFolder, file), "utf8")) as Results)
    .sort((a, b) => a.size.networks - b.size.networks);
  const page = join(checkout, "docs", "performance.md");
  const text = withResults(readFileSync(page, "utf8"), all);
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), proseWrap: "always", filepath: page }));
}

function print(results: Results): void {
  console.log(`\n${results.machine}`);
  for (const { operation, base, value, target } of ratiosOf(results)) {
    const goal = target === undefined ? "" : `  (target ≤ ${target})`;
    console.log(`${operations[operation].padEnd(34)} ${value.toFixed(2).padStart(6)} × ${base}${goal}`);
  }
}

function show({ seconds, processor, memory }: Sample): string {
  const usage = processor === undefined ? "" : `  ${processor.toFixed(1)} s of processor time`;
  return `${seconds.toFixed(2)} s${usage}${memory === undefined ? "" : `, ${memory.toFixed(0)} MiB`}`;
}

if (options.check && !existsSync(recordedFile)) {
  console.error(`No results are recorded for size ${size.networks}. Record them with --record.`);
  process.exitCode = 1;
} else {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
