import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { keyPath, recordOf, show } from "../../swarm/typed";
import { mapInput } from "../arguments/inputs";
import { block, map, number, required } from "../arguments/shape";
import type { ServiceTaskSpecContainerSpecUlimit } from "./additionalInputs";

/** A limit of the processes in a container: `ulimit` of the shell. */
export interface UlimitArgs {
  /** The limit that applies; -1 for no limit. */
  readonly soft: pulumi.Input<number>;
  /**
   * The value up to which a process can raise the limit; -1 for no limit.
   *
   * @default - the value of `soft`
   */
  readonly hard?: pulumi.Input<number>;
}

const limit = number({ lowest: -1, whole: true, fix: "Use e.g. 65536, or -1 for no limit." });

/** The shape of the limits of a service, by name. */
export const ulimitsShape = map(block<UlimitArgs>({ soft: required(limit), hard: limit }));

/** Checks that no soft limit is above its hard limit: the nodes would reject every task. */
export function checkUlimits(ulimits: unknown): Problem[] {
  return Object.entries(recordOf(ulimits, "", "ulimits", [])).flatMap(([name, entry]) => {
    const { soft, hard } = recordOf(entry, "", name, []);
    if (typeof soft !== "number" || typeof hard !== "number" || hard === -1 || (soft !== -1 && soft <= hard)) return [];
    const reason = `'soft' ${show(soft)} is above 'hard' ${show(hard)}. Raise 'hard', or lower 'soft'.`;
    return [{ path: `ulimits.${keyPath(name)}.soft`, reason }];
  });
}

/** The limits in the form of the provider, by name. */
export function ulimitsOf(ulimits: {
  readonly [name: string]: pulumi.Input<UlimitArgs>;
}): pulumi.Input<ServiceTaskSpecContainerSpecUlimit>[] {
  return Object.entries(ulimits)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entry]) => mapInput(entry, ({ soft, hard = soft }) => ({ name, soft, hard })));
}
