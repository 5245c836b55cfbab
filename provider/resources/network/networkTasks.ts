import { isNetworkId } from "../../../swarm/names";
import { isDown } from "../../../swarm/scheduling/schedulableNode";
import type { Engine } from "../../engine/engine";
import { Recently } from "../../engine/recently";
import { listTasksInParts } from "../../engine/tasksInParts";
import type { Node, ServiceSpec } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { hasEnded } from "../../inspection/taskFacts";
import { summaryOf, type TaskSummary } from "../../inspection/taskSummary";
import { isAttached } from "./attachments";
import { activateNodes, namePausedTasks, wouldStay } from "./pausedTasks";

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
 *
 * @throws Error that names tasks on paused nodes, which do not stop
 */
export async function findStoppingTasks(subject: Subject, engine: Engine, signal: AbortSignal): Promise<string[]> {
  // A local network has no tasks, and only a manager could list them.
  if (!isNetworkId(subject.id)) return [];
  const tasks = await findTasksOn(subject.id, engine, signal);
  if (tasks.length === 0) return [];
  const [services, nodes] = await Promise.all([engine.listServices({}, {}, signal), engine.listNodes({}, signal)]);
  const users = services.filter(({ Spec }) => isUser(Spec, subject)).map(({ ID }) => ID);
  const stopping = tasks.filter(({ ServiceID }) => !users.includes(ServiceID));
  refusePausedTasks(subject, namePausedTasks(stopping, { services, nodes }));
  return stopping.flatMap((task) => {
    const service = services.find(({ ID }) => ID === task.ServiceID);
    const node = nodes.find(({ ID }) => ID === task.NodeID);
    // The tasks of a node that is down count as running for a day. A task without a node uses nothing.
    if (node === undefined || isDown(node)) return [];
    const whose = service === undefined ? "of a removed service" : `of service "${service.Spec.Name}"`;
    return [`a task ${whose}${onNode(node)} to stop`];
  });
}

/**
 * Refuses to remove a network, before anything is changed, while tasks would stay on it.
 *
 * @throws Error that names tasks of global services on paused nodes
 */
export async function requireNoPausedTasks(subject: Subject, operation: Operation): Promise<void> {
  refusePausedTasks(subject, await findPausedTasks(subject.id, operation));
}

/** The tasks on a network that no update reaches, see {@link namePausedTasks}. */
export async function findPausedTasks(
  networkId: string,
  { engine, signal }: Pick<Operation, "engine" | "signal">,
): Promise<string | undefined> {
  // A list of all tasks is large, and paused nodes are rare.
  const nodes = await engine.listNodes({}, signal);
  if (nodes.every(({ Spec }) => Spec.Availability !== "pause")) return undefined;
  const [tasks, services] = await Promise.all([
    findTasksOn(networkId, engine, signal),
    engine.listServices({}, {}, signal),
  ]);
  return namePausedTasks(tasks, { services, nodes });
}

function refusePausedTasks({ id, name }: Subject, paused: string | undefined): void {
  if (paused === undefined) return;
  throw new Error(
    `Network "${name}" (${id}) cannot be removed: ${wouldStay(paused)}. ${activateNodes} Then run the command again.`,
  );
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
