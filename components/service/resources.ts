import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { mapInput } from "../arguments/inputs";
import { block, number } from "../arguments/shape";

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

const amount = block<ResourceAmountArgs>({
  cpus: number({ lowest: 0.001, fix: "Use CPUs as a number, e.g. 0.5." }),
  memoryBytes: number({
    lowest: 4 * 1024 * 1024,
    whole: true,
    fix: "Use bytes, 4 MiB or more, e.g. 256 * 1024 * 1024.",
  }),
});

/** The shape of resources. */
export const resourcesShape = block<ResourcesArgs>({ limits: amount, reservations: amount });

/** Resources in the form of the docker package. */
export function resourcesOf({ limits, reservations }: ResourcesArgs): docker.types.input.ServiceTaskSpecResources {
  return { limits: mapInput(limits, amountOf), reservation: mapInput(reservations, amountOf) };
}

function amountOf({ cpus, memoryBytes }: ResourceAmountArgs): docker.types.input.ServiceTaskSpecResourcesLimits {
  return { nanoCpus: mapInput(cpus, (number) => Math.round(number * 1e9)), memoryBytes };
}
