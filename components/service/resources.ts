import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { recordOf } from "../../swarm/typed";
import { mapInput } from "../arguments/inputs";
import { checkNumber } from "../arguments/number";

/** An amount of a node's resources. */
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
   * The most that a task gets.
   *
   * @default - no limit
   */
  readonly limits?: pulumi.Input<ResourceAmountArgs>;
  /**
   * What a node must have left to get the task.
   *
   * @default - nothing
   */
  readonly reservations?: pulumi.Input<ResourceAmountArgs>;
}

/** Resources in the docker package's form. */
export function resourcesOf({ limits, reservations }: ResourcesArgs): docker.types.input.ServiceTaskSpecResources {
  return { limits: mapInput(limits, amountOf), reservation: mapInput(reservations, amountOf) };
}

export function checkResources(resources: unknown): Problem[] {
  const problems: Problem[] = [];
  const given = recordOf(resources, "resources", "resources", problems);
  for (const part of ["limits", "reservations"]) {
    const path = `resources.${part}`;
    const { cpus, memoryBytes } = recordOf(given[part], path, part, problems);
    const cpuRange = { lowest: 0.001, wayOut: "Use CPUs as a number, e.g. 0.5." };
    problems.push(...checkNumber(cpus, `${path}.cpus`, "cpus", cpuRange));
    const memoryRange = {
      lowest: 4 * 1024 * 1024,
      whole: true,
      wayOut: "Use bytes, 4 MiB or more, e.g. 256 * 1024 * 1024.",
    };
    problems.push(...checkNumber(memoryBytes, `${path}.memoryBytes`, "memoryBytes", memoryRange));
  }
  return problems;
}

function amountOf({ cpus, memoryBytes }: ResourceAmountArgs): docker.types.input.ServiceTaskSpecResourcesLimits {
  return { nanoCpus: mapInput(cpus, (number) => Math.round(number * 1e9)), memoryBytes };
}
