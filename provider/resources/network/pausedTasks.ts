import { meetsConstraints } from "../../../swarm/scheduling/constraints";
import { isDown } from "../../../swarm/scheduling/schedulableNode";
import { isWanted, type Node, type Service, type Task, type TaskState } from "../../engine/types";
import { nodeName } from "../../inspection/nodeAddress";

/** What is read of a task. */
type PlacedTask = Pick<Task, "ServiceID" | "NodeID" | "DesiredState"> & {
  readonly Status: { readonly State: TaskState };
};

/**
 * The tasks that no update of their services reaches, for messages: those of global services on paused nodes.
 *
 * Swarm neither replaces nor stops them (swarmkit manager/orchestrator/global/global.go, `reconcileServices`), so they
 * stay on networks that their services have left, until their nodes are active again, or drained. Tasks of other
 * services are replaced on other nodes, and tasks on a node that does not meet the constraints are stopped.
 *
 * @returns e.g. `"agent" on node "node3"`; `undefined` if there are none
 */
export function namePausedTasks(
  tasks: readonly PlacedTask[],
  { services, nodes }: { readonly services: readonly Service[]; readonly nodes: readonly Node[] },
): string | undefined {
  const names = tasks.filter(isWanted).flatMap(({ ServiceID, NodeID }) => {
    const service = services.find(({ ID }) => ID === ServiceID);
    const node = nodes.find(({ ID }) => ID === NodeID);
    if (service?.Spec.Mode?.Global === undefined || node?.Spec.Availability !== "pause" || isDown(node)) return [];
    if (!meetsConstraints(node, service.Spec.TaskTemplate.Placement?.Constraints ?? [])) return [];
    return [`"${service.Spec.Name}" on node "${nodeName(node)}"`];
  });
  return names.length === 0 ? undefined : names.sort().join(", ");
}

/** The reason why tasks on paused nodes prevent the removal of a network. */
export function wouldStay(paused: string): string {
  return `Swarm does not update the tasks of global services on paused nodes, so these would stay on it: ${paused}`;
}

/** The fix, as a sentence. */
export const activateNodes = "Activate these nodes (docker node update --availability active NODE), or drain them.";
