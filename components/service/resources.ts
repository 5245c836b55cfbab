import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { parseMemory } from "../../swarm/shortForms/memory";
import type { Parsed } from "../../swarm/shortForms/parsed";
import { show } from "../../swarm/typed";
import { mapInput, mapMaybe } from "../arguments/inputs";
import type { Additional } from "../arguments/ownProvider";
import { block, map, number, shortForm, withAlternatives } from "../arguments/shape";
import type { ServiceTaskSpecResources } from "./additionalInputs";

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

/** The shape of generic resources: numbers by kind. */
export const genericResourcesShape = map(number({ lowest: 1, whole: true, fix: "Use a number of units, e.g. 2." }));

/** The arguments of a service that set resources. */
interface AllResourcesArgs {
  readonly resources?: pulumi.Input<ResourcesArgs>;
  readonly pidsLimit?: pulumi.Input<number>;
  readonly genericResources?: pulumi.Input<{ [kind: string]: pulumi.Input<number> }>;
  readonly swapBytes?: pulumi.Input<number>;
  readonly memorySwappiness?: pulumi.Input<number>;
}

/** Resources in the form of the docker package; `undefined` if no argument sets one. */
export function resourcesOf(
  { resources, pidsLimit, genericResources, swapBytes, memorySwappiness }: AllResourcesArgs,
  additional: Additional,
): pulumi.Input<ServiceTaskSpecResources> | undefined {
  const more = [pidsLimit, genericResources, swapBytes, memorySwappiness];
  if (more.every((argument) => argument === undefined)) return mapInput(resources, amountsOf);
  return mapMaybe<ResourcesArgs, ServiceTaskSpecResources>(resources, ({ limits, reservations } = {}) => ({
    limits:
      pidsLimit === undefined
        ? mapInput(limits, amountOf)
        : mapMaybe(limits, (amount = {}) => ({ ...amountOf(amount), pids: additional("pidsLimit", pidsLimit) })),
    reservation:
      genericResources === undefined
        ? mapInput(reservations, amountOf)
        : mapMaybe(reservations, (amount = {}) => ({
            ...amountOf(amount),
            genericResources: mapInput(genericResources, unitsOf),
          })),
    swapBytes: additional("swapBytes", swapBytes),
    memorySwappiness: additional("memorySwappiness", memorySwappiness),
  }));
}

function amountsOf({ limits, reservations }: ResourcesArgs): docker.types.input.ServiceTaskSpecResources {
  return { limits: mapInput(limits, amountOf), reservation: mapInput(reservations, amountOf) };
}

/** `{ SSD: 3 }` as `SSD=3`. Swarm cannot reserve a certain unit by its name. */
function unitsOf(units: {
  readonly [kind: string]: pulumi.Input<number>;
}): docker.types.input.ServiceTaskSpecResourcesReservationGenericResources {
  const entries = Object.entries(units).sort(([a], [b]) => (a < b ? -1 : 1));
  return { discreteResourcesSpecs: entries.map(([kind, number]) => mapInput(number, (value) => `${kind}=${value}`)) };
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
