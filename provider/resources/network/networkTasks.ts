import { isNetworkId } from "../../../swarm/names";
import { isDown } from "../../../swarm/scheduling/schedulableNode";
import type { Engine } from "../../engine/engine";
import { Recently } from "../../engine/recently";
import { listTasksInParts } from "../../engine/tasksInParts";
import type { Node } from "../../engine/types";
import { hasEnded } from "../../inspection/taskFacts";
import { summaryOf, type TaskSummary } from "../../inspection/taskSummary";

/**
 * The tasks on a network that are still stopping, in words: their services are gone or no longer attached.
 *
 * The Engine removes a network while such tasks are stopping. Their nodes then keep the old network: Swarm assigns its
 * addresses again too early, and the nodes never release an ingress, so that they do not join the next one ("ingress
 * sandbox already present", Engine 20.10). Tasks of attached services are not included: the Engine refuses the removal
 * and names one of them.
 */
export async function findStoppingTasks(networkId: string, engine: Engine, signal: AbortSignal): Promise<string[]> {
  // A local network has no tasks, and only a manager could list them.
  if (!isNetworkId(networkId)) return [];
  const tasks = await findTasksOn(networkId, engine, signal);
  if (tasks.length === 0) return [];
  const [services, nodes] = await Promise.all([engine.listServices({}, {}, signal), engine.listNodes({}, signal)]);
  return tasks.flatMap((task) => {
    const service = services.find(({ ID }) => ID === task.ServiceID);
    if ((service?.Spec.TaskTemplate.Networks ?? []).some(({ Target }) => Target === networkId)) return [];
    const node = nodes.find(({ ID }) => ID === task.NodeID);
    // The tasks of a node that is down count as running for a day. A task without a node uses nothing.
    if (node === undefined || isDown(node)) return [];
    const whose = service === undefined ? "of a removed service" : `of service "${service.Spec.Name}"`;
    return [`a task ${whose}${onNode(node)} to stop`];
  });
}

/** The tasks with an address on a network that have not ended. */
export async function findTasksOn(networkId: string, engine: Engine, signal: AbortSignal): Promise<TaskSummary[]> {
  const tasks = await allTasks.at(engine, signal);
  return tasks.filter((task) => isOn(task, networkId));
}

/**
 * The tasks of the swarm that have not ended: no filter of the Engine selects those of a network. Removals that run at
 * the same time share a list, so that the number of lists does not grow with the number of networks.
 */
const allTasks = new Recently(200, (engine) =>
  listTasksInParts(engine, { pick: (task) => (hasEnded(task) ? undefined : summaryOf(task)) }),
);

/** The place in a sentence: ` on node "node1"`. */
export function onNode(node: Node | undefined): string {
  return node === undefined ? "" : ` on node "${node.Description?.Hostname ?? node.ID}"`;
}

function isOn(task: TaskSummary, networkId: string): boolean {
  return (task.NetworksAttachments ?? []).some(({ Network }) => Network.ID === networkId);
}
