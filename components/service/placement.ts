import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { isPresent } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { listOf, recordOf, show, textOf } from "../../swarm/typed";
import { checkNumber } from "../arguments/number";

/** A kind of node that the image can run on. */
export interface PlatformArgs {
  /** Operating system, e.g. `linux`. */
  readonly os: pulumi.Input<string>;
  /** Architecture, e.g. `amd64`. */
  readonly architecture: pulumi.Input<string>;
}

/** The arguments of a service that say which nodes get its tasks. */
export interface Placement {
  readonly constraints?: pulumi.Input<pulumi.Input<string>[]>;
  readonly spreadOver?: pulumi.Input<pulumi.Input<string>[]>;
  readonly maxReplicasPerNode?: pulumi.Input<number>;
  readonly platforms?: pulumi.Input<pulumi.Input<PlatformArgs>[]>;
}

/** A placement in the docker package's form; `undefined` when nothing is asked for. */
export function placementOf(placement: Placement): docker.types.input.ServiceTaskSpecPlacement | undefined {
  const { constraints, spreadOver, maxReplicasPerNode, platforms } = placement;
  const given = { constraints, prefs: spreadOver, maxReplicas: maxReplicasPerNode, platforms };
  return Object.values(given).some((value) => value !== undefined) ? given : undefined;
}

export function checkPlacement(placement: unknown): Problem[] {
  const problems: Problem[] = [];
  const given = recordOf(placement, "", "args", problems);
  listOf(given["constraints"], "constraints", "constraints", problems).forEach((entry, i) => {
    const text = textOf(entry, `constraints[${i}]`, "constraint", `"node.role==worker"`, problems);
    if (text === undefined || /^\s*(?:node|engine)\.[^\s=!]+\s*(?:==|!=)\s*\S/.test(text)) return;
    const reason = `'constraint' ${show(text)} is not a comparison of a node's property by == or !=. Use e.g. "node.role==worker" or "node.labels.zone!=b".`;
    problems.push({ path: `constraints[${i}]`, reason });
  });
  listOf(given["spreadOver"], "spreadOver", "spreadOver", problems).forEach((entry, i) => {
    const text = textOf(entry, `spreadOver[${i}]`, "spreadOver", `"node.labels.zone"`, problems);
    if (text === undefined || /^(?:node|engine)\.labels\.\S+$/.test(text)) return;
    const reason = `'spreadOver' ${show(text)} is not a label of a node or engine. Use e.g. "node.labels.zone".`;
    problems.push({ path: `spreadOver[${i}]`, reason });
  });
  const range = { lowest: 0, whole: true, wayOut: "Use a whole number, e.g. 1, or 0 for any number." };
  problems.push(...checkNumber(given["maxReplicasPerNode"], "maxReplicasPerNode", "maxReplicasPerNode", range));
  listOf(given["platforms"], "platforms", "platforms", problems).forEach((entry, i) => {
    const { os, architecture } = recordOf(entry, `platforms[${i}]`, "platform", problems);
    textOf(os, `platforms[${i}].os`, "os", `"linux"`, problems);
    textOf(architecture, `platforms[${i}].architecture`, "architecture", `"amd64"`, problems);
  });
  return problems;
}

/** A limit per node makes no sense for a service that runs one task a node anyway. */
export function checkMaxReplicas(args: unknown): Problem[] {
  const { mode, maxReplicasPerNode } = recordOf(args, "", "args", []);
  if (mode !== "global" || !isPresent(maxReplicasPerNode) || maxReplicasPerNode === 0) return [];
  const reason =
    `'maxReplicasPerNode' ${show(maxReplicasPerNode)} contradicts 'mode' "global", which runs one task on each node. ` +
    `Leave one of them out.`;
  return [{ path: "maxReplicasPerNode", reason }];
}
