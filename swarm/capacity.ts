import { blockOf, contains, parseAddress } from "./cidr";
import type { Subnet } from "./subnet";

/** What needs addresses of an overlay network besides its gateway. */
export interface Load {
  /** Attached services in VIP mode: one address each, even without replicas. */
  readonly vipServices: number;
  /**
   * Nodes with at least one task on the network (for an ingress: all nodes): one address each for the load balancer.
   */
  readonly nodes: number;
  /** Tasks that are not finished. */
  readonly tasks: number;
  /** Tasks that run besides the old ones during a rolling update, in either order. @default 0 */
  readonly surge?: number;
  /** Manually attached containers. @default 0 */
  readonly containers?: number;
}

/**
 * Number of addresses of a subnet for services, nodes and tasks: all except the network, broadcast and gateway address,
 * 253 for a /24. With a range, those in the range. 0 for text that is not an IPv4 block.
 */
export function freeAddresses({ subnet, gateway, ipRange }: Subnet): number {
  const block = blockOf(subnet);
  const range = ipRange === undefined ? block : blockOf(ipRange);
  if (block === undefined || range === undefined) return 0;
  const taken = new Set([block.first, block.last]);
  const address = gateway === undefined ? undefined : parseAddress(gateway);
  if (address !== undefined) taken.add(address);
  const inside = [...taken].filter((one) => contains(range, one)).length;
  // Without a gateway in the spec, Swarm uses the first free address of the range.
  const chosen = address === undefined ? 1 : 0;
  return Math.max(0, Number(range.last - range.first) + 1 - inside - chosen);
}

/**
 * Number of addresses that an overlay network needs. If it exceeds {@link freeAddresses}, tasks silently stay in the
 * state `new`.
 */
export function neededAddresses({ vipServices, nodes, tasks, surge = 0, containers = 0 }: Load): number {
  return vipServices + nodes + tasks + surge + containers;
}

/**
 * The tasks that a rolling update runs besides the old ones: one for each task that it replaces at a time. This holds
 * for both update orders, because a task keeps its address until it has stopped.
 *
 * @param parallelism the tasks that the update replaces at a time; 0: all
 */
export function surgeOf(tasks: number, parallelism: number): number {
  return parallelism > 0 ? Math.min(parallelism, tasks) : tasks;
}
