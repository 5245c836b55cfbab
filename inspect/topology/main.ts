#!/usr/bin/env node
/** Draws the networks of a swarm: `npx swarm-topology --help`. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { runCommand } from "../../cli/runCommand";
import { UsageError } from "../../cli/usageError";
import { engineSettings } from "../../provider/configuration/configuration";
import { Engine } from "../../provider/engine/engine";
import { graphOf } from "./graph";
import { layOut } from "./layout";
import { parseOptions, usage, type Options } from "./options";
import { makePage } from "./page";
import { readTopology } from "./readTopology";
import { readProgramNames, type ProgramNames } from "./stackExport";
import { drawSvg } from "./svg";

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return;
  }
  const program =
    options.stack === undefined ? undefined : await readProgramNames(options.stack, process.cwd(), process.env);
  const topology = await readTopology(engineAt(hostOf(options, program)), options.nodes.map(engineAt), program);
  if (options.json) {
    console.log(JSON.stringify(topology, undefined, 2));
    return;
  }
  const graph = graphOf(topology);
  const drawing = { topology, graph, laidOut: await layOut(graph.root) };
  await mkdir(dirname(options.out), { recursive: true });
  for (const [path, content] of [
    [`${options.out}.svg`, drawSvg(drawing)],
    [`${options.out}.html`, makePage(drawing)],
  ] as const) {
    await writeFile(path, content);
    console.log(path);
  }
}

function engineAt(host: string | undefined): Engine {
  return new Engine(engineSettings(host === undefined ? {} : { host }, process.env));
}

/** The address of `--host`, or else of the stack's provider; `undefined` leaves the choice to the environment. */
function hostOf({ host }: Options, program: ProgramNames | undefined): string | undefined {
  if (host !== undefined) return host;
  const hosts = program?.hosts ?? [];
  if (hosts.length <= 1) return hosts[0];
  throw new UsageError(
    `Stack "${program?.stack ?? ""}" uses several daemons: ${hosts.join(", ")}. Choose a manager with --host URL.`,
  );
}

runCommand(main, usage);
