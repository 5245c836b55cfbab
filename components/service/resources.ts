import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { parseMemory } from "../../swarm/shortForms/memory";
import type { Parsed } from "../../swarm/shortForms/parsed";
import { show } from "../../swarm/typed";
import { mapInput } from "../arguments/inputs";
import { block, number, shortForm, withAlternatives } from "../arguments/shape";

/** CPU and memory. */
export interface ResourceAmountArgs {
  /**
   * CPUs, e.g. `0.5`; at least 0.001.
   *
   * @default - none
   */
  readonly cpus?: pulumi.Input<number>;
  /**
   * Memory in bytes, e.g. `256 * 1024 * 1024`; at least 4 MiB.
   *
   * @default - none
   */
  readonly memoryBytes?: pulumi.Input<number>;
  /**
   * Memory as text, with units that are powers of 1024: `128M`, `1.5G`. The same value as `memoryBytes`.
   *
   * @default - the value of `memoryBytes`
   */
  readonly memory?: pulumi.Input<string>;
}

/** The resources of each task. */
export interface ResourcesArgs {
  /**
   * The most that a task can use.
   *
   * @default - no limit
   */
  readonly limits?: pulumi.Input<ResourceAmountArgs>;
  /**
   * The amount that a node must have available to run the task.
   *
   * @default - none
   */
  readonly reservations?: pulumi.Input<ResourceAmountArgs>;
}

/** The least memory that the Engine accepts (daemon/container_linux.go). */
const leastMemory = 4 * 1024 * 1024;

const amount = withAlternatives(
  block<ResourceAmountArgs>({
    cpus: number({ lowest: 0.001, fix: "Use CPUs as a number, e.g. 0.5." }),
    memoryBytes: number({
      lowest: leastMemory,
      whole: true,
      fix: "Use bytes, 4 MiB or more, e.g. 256 * 1024 * 1024.",
    }),
    memory: shortForm(parseEnough),
  }),
  ["memory", "memoryBytes"],
);

/** The shape of resources. */
export const resourcesShape = block<ResourcesArgs>({ limits: amount, reservations: amount });

/** Resources in the form of the docker package. */
export function resourcesOf({ limits, reservations }: ResourcesArgs): docker.types.input.ServiceTaskSpecResources {
  return { limits: mapInput(limits, amountOf), reservation: mapInput(reservations, amountOf) };
}

function amountOf({
  cpus,
  memoryBytes,
  memory,
}: ResourceAmountArgs): docker.types.input.ServiceTaskSpecResourcesLimits {
  return {
    nanoCpus: mapInput(cpus, (number) => Math.round(number * 1e9)),
    memoryBytes: memory === undefined ? memoryBytes : mapInput(memory, bytesOf),
  };
}

function bytesOf(memory: string): number {
  const parsed = parseMemory(memory);
  return "value" in parsed ? parsed.value : leastMemory;
}

function parseEnough(memory: string): Parsed<number> {
  const parsed = parseMemory(memory);
  if ("reason" in parsed || parsed.value >= leastMemory) return parsed;
  return { reason: `'memory' ${show(memory)} is below 4 MiB, the least that Docker accepts. Use e.g. "128M".` };
}
