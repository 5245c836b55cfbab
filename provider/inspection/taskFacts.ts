import type { InspectedPort } from "../../swarm/inspection";
import { taskStates, type PortConfig } from "../engine/types";
import type { TaskSummary } from "./taskSummary";

/** A description of a task. Its networks, service and node are given by their ids. */
export interface TaskFacts {
  readonly id: string;
  /** `web.1`; of a global service `web.node1`. */
  readonly name: string;
  /** `undefined` for a container that was attached by hand. */
  readonly service: string | undefined;
  /** `undefined` until it is placed. */
  readonly node: string | undefined;
  readonly state: string;
  readonly desiredState: string;
  /** The Engine's message, an error first. */
  readonly message: string | undefined;
  readonly addresses: ReadonlyArray<{ readonly network: string; readonly address: string }>;
  /** The host-mode ports that the node has opened. */
  readonly ports: readonly InspectedPort[];
}

/** Whether a task has ended, so that its addresses are free again. */
export function hasEnded({ Status }: TaskSummary): boolean {
  return taskStates.indexOf(Status.State) >= taskStates.indexOf("complete");
}

/** Whether to show a task. Ended tasks are history, unless the swarm still wants them to run. */
export function isShown(task: TaskSummary): boolean {
  return !hasEnded(task) || task.DesiredState === "running";
}

/**
 * Describes a task.
 *
 * @param serviceNames the names of the listed services, by id
 * @param nodeNames by id
 */
export function taskFacts(
  task: TaskSummary,
  serviceNames: ReadonlyMap<string, string>,
  nodeNames: ReadonlyMap<string, string>,
): TaskFacts {
  const node = task.NodeID === "" ? undefined : task.NodeID;
  const service = serviceNames.get(task.ServiceID);
  const where = task.Slot ?? (node === undefined ? task.ID.slice(0, 5) : (nodeNames.get(node) ?? node));
  return {
    id: task.ID,
    name: service === undefined ? `container ${task.ID.slice(0, 5)}` : `${service}.${where}`,
    service: service === undefined ? undefined : task.ServiceID,
    node,
    state: task.Status.State,
    desiredState: task.DesiredState,
    message: task.Status.Err ?? task.Status.Message,
    addresses: (task.NetworksAttachments ?? []).flatMap(({ Network: { ID }, Addresses }) =>
      (Addresses ?? []).map((address) => ({ network: ID, address })),
    ),
    ports: inspectedPorts(task.Status.PortStatus?.Ports),
  };
}

/** Ports with the Engine's defaults filled in. */
export function inspectedPorts(ports: readonly PortConfig[] | null | undefined): InspectedPort[] {
  return (ports ?? []).map((port) => ({
    protocol: port.Protocol ?? "tcp",
    targetPort: port.TargetPort ?? 0,
    publishedPort: port.PublishedPort ?? 0,
    publishMode: port.PublishMode ?? "ingress",
  }));
}
