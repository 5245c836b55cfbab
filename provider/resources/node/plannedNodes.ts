import { unknown, type Unknown } from "../../../swarm/draft";
import type { NodeLabels, SchedulableNode } from "../../../swarm/scheduling/schedulableNode";
import type { Node } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { PlannedResource } from "../../handler/updatePlan";
import { propertiesOf } from "../../mapping/fields/field";

/** The type of the resource that is one node of a swarm. */
export const nodeType = "docker:swarm/node:Node";

/**
 * The nodes of the swarm after this update, as far as the preview has seen it.
 *
 * @param isWhole whether to ask the other provider processes as well: each node may have a docker.Provider of its own
 */
export function plannedNodes(
  nodes: readonly Node[],
  { plan }: Pick<Operation, "plan">,
  isWhole: boolean,
): readonly SchedulableNode[] {
  const planned = [...(plan?.planned(nodeType) ?? []), ...(isWhole ? (plan?.plannedElsewhere(nodeType) ?? []) : [])];
  const known = new Set(nodes.map(({ ID }) => ID));
  return [
    ...nodes.map((node) =>
      withChange(
        node,
        planned.find(({ id }) => id === node.ID),
      ),
    ),
    ...planned.filter(({ id = "" }) => !known.has(id)).map((change) => withChange(joiningNode, change)),
  ];
}

/** A node whose id and machine the preview does not know. */
const joiningNode: SchedulableNode = {
  ID: "",
  Spec: { Labels: {}, Role: unknown, Availability: "active" },
  Status: { State: "ready" },
};

function withChange(node: SchedulableNode, change: PlannedResource | undefined): SchedulableNode {
  if (change === undefined) return node;
  const { role, availability, labels } = change.inputs;
  const { Spec } = node;
  return {
    ...node,
    Spec: {
      Labels: labels === unknown ? new Proxy({}, anyLabel) : { ...Spec.Labels, ...textsIn(labels) },
      Role: role === "worker" || role === "manager" || role === unknown ? role : Spec.Role,
      Availability:
        availability === "active" || availability === "pause" || availability === "drain" || availability === unknown
          ? availability
          : Spec.Availability,
    },
  };
}

/** Labels of which not even the names are known. */
const anyLabel: ProxyHandler<NodeLabels> = { get: () => unknown };

function textsIn(labels: PlannedResource["inputs"][string]): NodeLabels {
  const entries = Object.entries(propertiesOf(labels));
  return Object.fromEntries(
    entries.filter(
      (entry): entry is [string, string | Unknown] => typeof entry[1] === "string" || entry[1] === unknown,
    ),
  );
}
