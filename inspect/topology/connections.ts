import type { Topology } from "./topology";

/** The key of an item in the picture and in the page. */
export type ItemKey = `${"network" | "service" | "task" | "node" | "bridge"}:${string}`;

/**
 * The items that each item is connected to:
 *
 * - a network to its services, to their tasks on it, and to the nodes of those tasks
 * - a service to its networks, tasks and nodes
 * - a task to its service, node and networks
 * - a node to its tasks, their services, and its bridge
 *
 * Every connection is listed in both directions.
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
