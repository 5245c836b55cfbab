import { isNetworkId } from "../../../swarm/names";
import { isDown } from "../../../swarm/scheduling/schedulableNode";
import type { Engine } from "../../engine/engine";
import { Recently } from "../../engine/recently";
import { listTasksInParts } from "../../engine/tasksInParts";
import type { Node, ServiceSpec } from "../../engine/types";
import { hasEnded } from "../../inspection/taskFacts";
import { summaryOf, type TaskSummary } from "../../inspection/taskSummary";
import { isAttached } from "./attachments";

/** A network, with what messages call it. */
export interface Subject {
  readonly id: string;
  readonly name: string;
  /** Whether a service uses it. @default - if it is attached to it */
  readonly isUsedBy?: (spec: ServiceSpec) => boolean;
}

/** Whether a service uses a network, so that the Engine refuses to remove the network. */
export function isUser(spec: ServiceSpec, { id, isUsedBy }: Subject): boolean {
  return isUsedBy?.(spec) ?? isAttached(spec, id);
}

/**
 * The tasks on a network that are still stopping, in words: their services are gone or no longer use it.
 *
 * The Engine removes a network while such tasks are stopping. Their nodes then keep the old network: Swarm assigns its
 * addresses again too early, and the nodes never release an ingress, so that they do not join the next one ("ingress
 * sandbox already present", Engine 20.10). Tasks of services that use it are not included: the Engine refuses the
 * removal and names one of them.
 */
export async function findStoppingTasks(subject: Subject, engine: Engine, signal: AbortSignal): Promise<string[]> {
  // A local network has no tasks, and only a manager could list them.
  if (!isNetworkId(subject.id)) return [];
  const tasks = await findTasksOn(subject.id, engine, signal);
  if (tasks.length === 0) return [];
  const [services, nodes] = await Promise.all([engine.listServices({}, {}, signal), engine.listNodes({}, signal)]);
  return tasks.flatMap((task) => {
    const service = services.find(({ ID }) => ID === task.ServiceID);
    if (service !== undefined && isUser(service.Spec, subject)) return [];
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

/** Whether a task has an address on a network. */
export function isOn(task: Pick<TaskSummary, "NetworksAttachments">, networkId: string): boolean {
  return (task.NetworksAttachments ?? []).some(({ Network }) => Network.ID === networkId);
}
