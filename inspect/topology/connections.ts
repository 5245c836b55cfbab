import type { Topology } from "./topology";

/** The key of an item in the picture and in the page. */
export type ItemKey = `${"network" | "service" | "task" | "node" | "bridge"}:${string}`;

/**
 * What is connected with what: a network with its services, their tasks on it and the nodes of those; a service with its networks,
 * tasks and nodes; a task with its service, node and networks; a node with its tasks and their services, and its bridge.
 * Every connection is there in both directions.
 */
export function connectionsOf({ services, tasks, nodes }: Topology): ReadonlyMap<ItemKey, ReadonlySet<ItemKey>> {
  const connections = new Map<ItemKey, Set<ItemKey>>();
  const connect = (a: ItemKey, b: ItemKey): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      connections.set(from, (connections.get(from) ?? new Set()).add(to));
    }
  };
  for (const service of services) {
    for (const { network } of service.attachments) connect(`service:${service.id}`, `network:${network}`);
  }
  for (const task of tasks) {
    if (task.service !== undefined) connect(`task:${task.id}`, `service:${task.service}`);
    for (const { network } of task.addresses) connect(`task:${task.id}`, `network:${network}`);
    if (task.node === undefined) continue;
    connect(`task:${task.id}`, `node:${task.node}`);
    if (task.service !== undefined) connect(`service:${task.service}`, `node:${task.node}`);
    for (const { network } of task.addresses) connect(`network:${network}`, `node:${task.node}`);
  }
  for (const node of nodes) {
    if (node.bridge !== undefined) connect(`node:${node.id}`, `bridge:${node.id}`);
  }
  return connections;
}
