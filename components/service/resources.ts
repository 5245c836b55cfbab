import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { recordOf } from "../../swarm/typed";
import { mapInput } from "../arguments/inputs";
import { checkNumber } from "../arguments/number";

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

/** Resources in the form of the docker package. */
export function resourcesOf({ limits, reservations }: ResourcesArgs): docker.types.input.ServiceTaskSpecResources {
  return { limits: mapInput(limits, amountOf), reservation: mapInput(reservations, amountOf) };
}

/** Checks amounts of CPU and memory. */
export function checkResources(resources: unknown): Problem[] {
  const problems: Problem[] = [];
  const properties = recordOf(resources, "resources", "resources", problems);
  for (const part of ["limits", "reservations"]) {
    const path = `resources.${part}`;
    const { cpus, memoryBytes } = recordOf(properties[part], path, part, problems);
    const cpuRange = { lowest: 0.001, fix: "Use CPUs as a number, e.g. 0.5." };
    problems.push(...checkNumber(cpus, `${path}.cpus`, "cpus", cpuRange));
    const memoryRange = {
      lowest: 4 * 1024 * 1024,
      whole: true,
      fix: "Use bytes, 4 MiB or more, e.g. 256 * 1024 * 1024.",
    };
    problems.push(...checkNumber(memoryBytes, `${path}.memoryBytes`, "memoryBytes", memoryRange));
  }
  return problems;
}

function amountOf({ cpus, memoryBytes }: ResourceAmountArgs): docker.types.input.ServiceTaskSpecResourcesLimits {
  return { nanoCpus: mapInput(cpus, (number) => Math.round(number * 1e9)), memoryBytes };
}
