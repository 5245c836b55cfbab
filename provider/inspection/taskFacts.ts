import type { InspectedPort } from "../../swarm/inspection";
import { taskStates, type PortConfig, type Task } from "../engine/types";

/** A task as it is named and told about, its network, service and node by their ids. */
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
  /** The Engine's words, an error first. */
  readonly message: string | undefined;
  readonly addresses: ReadonlyArray<{ readonly network: string; readonly address: string }>;
  /** Host-mode ports as the node has opened them. */
  readonly ports: readonly InspectedPort[];
}

/** Whether a task is over: it has given its addresses back. */
export function hasEnded({ Status }: Task): boolean {
  return taskStates.indexOf(Status.State) >= taskStates.indexOf("complete");
}

/** Whether a task is worth showing. The history of what has ended is not, unless the swarm still wants it to run. */
export function isShown(task: Task): boolean {
  return !hasEnded(task) || task.DesiredState === "running";
}

/**
 * What there is to tell about a task.
 *
 * @param serviceNames of the services that are listed, by id
 * @param nodeNames by id
 */
export function taskFacts(
  task: Task,
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

/** Ports with what the Engine means where it says nothing. */
export function inspectedPorts(ports: readonly PortConfig[] | null | undefined): InspectedPort[] {
  return (ports ?? []).map((port) => ({
    protocol: port.Protocol ?? "tcp",
    targetPort: port.TargetPort ?? 0,
    publishedPort: port.PublishedPort ?? 0,
    publishMode: port.PublishMode ?? "ingress",
  }));
}
