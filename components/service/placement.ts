import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { isPresent } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { listOf, recordOf, show, textOf } from "../../swarm/typed";
import { block, required, text } from "../arguments/shape";

/** A platform that the image can run on. */
export interface PlatformArgs {
  /** Operating system, e.g. `linux`. */
  readonly os: pulumi.Input<string>;
  /** Architecture, e.g. `amd64`. */
  readonly architecture: pulumi.Input<string>;
}

/** The shape of a platform. */
export const platformShape = block<PlatformArgs>({ os: required(text), architecture: required(text) });

/** The arguments of a service that determine which nodes run its tasks. */
export interface Placement {
  readonly constraints?: pulumi.Input<pulumi.Input<string>[]>;
  readonly spreadOver?: pulumi.Input<pulumi.Input<string>[]>;
  readonly maxReplicasPerNode?: pulumi.Input<number>;
  readonly platforms?: pulumi.Input<pulumi.Input<PlatformArgs>[]>;
}

/** A placement in the form of the docker package; `undefined` if no argument is set. */
export function placementOf(placement: Placement): docker.types.input.ServiceTaskSpecPlacement | undefined {
  const { constraints, spreadOver, maxReplicasPerNode, platforms } = placement;
  const fields = { constraints, prefs: spreadOver, maxReplicas: maxReplicasPerNode, platforms };
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}

/** Checks the form of constraints and of labels to spread over. */
export function checkPlacement(placement: unknown): Problem[] {
  const problems: Problem[] = [];
  const args = recordOf(placement, "", "args", problems);
  listOf(args["constraints"], "constraints", "constraints", problems).forEach((entry, i) => {
    const text = textOf(entry, `constraints[${i}]`, "constraint", `"node.role==worker"`, problems);
    if (text === undefined || /^\s*(?:node|engine)\.[^\s=!]+\s*(?:==|!=)\s*\S/.test(text)) return;
    const reason =
      `'constraint' ${show(text)} does not compare a property of the node with == or !=. Use e.g. ` +
      `"node.role==worker" or "node.labels.zone!=b".`;
    problems.push({ path: `constraints[${i}]`, reason });
  });
  listOf(args["spreadOver"], "spreadOver", "spreadOver", problems).forEach((entry, i) => {
    const text = textOf(entry, `spreadOver[${i}]`, "spreadOver", `"node.labels.zone"`, problems);
    if (text === undefined || /^(?:node|engine)\.labels\.\S+$/.test(text)) return;
    const reason = `'spreadOver' ${show(text)} is not a label of a node or engine. Use e.g. "node.labels.zone".`;
    problems.push({ path: `spreadOver[${i}]`, reason });
  });
  return problems;
}

/** Checks that a global service, which runs one task on each node, has no limit per node. */
export function checkMaxReplicas(args: unknown): Problem[] {
  const { mode, maxReplicasPerNode } = recordOf(args, "", "args", []);
  if (mode !== "global" || !isPresent(maxReplicasPerNode) || maxReplicasPerNode === 0) return [];
  const reason =
    `'maxReplicasPerNode' ${show(maxReplicasPerNode)} contradicts 'mode' "global", which runs one task on each node. ` +
    `Leave one of them out.`;
  return [{ path: "maxReplicasPerNode", reason }];
}
