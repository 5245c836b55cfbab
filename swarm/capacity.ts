import { blockOf, contains, parseAddress } from "./cidr";
import type { Subnet } from "./subnet";

/** What takes addresses of an overlay network, beside its gateway. */
export interface Load {
  /** Services in VIP mode that are attached: one address each, even without replicas. */
  readonly vipServices: number;
  /** Nodes with at least one task on the network (for an ingress: all nodes): one address each for the load balancer. */
  readonly nodes: number;
  /** Tasks that are not finished. */
  readonly tasks: number;
  /** Tasks that a rolling update starts beside the old ones, in either order. @default 0 */
  readonly surge?: number;
  /** Containers attached by hand. @default 0 */
  readonly containers?: number;
}

/**
 * Addresses of a subnet that services, nodes and tasks can have: all but the network, broadcast and gateway address, 253 for
 * a /24. With a range, those of the range. 0 for text that is no IPv4 block.
 */
export function freeAddresses({ subnet, gateway, ipRange }: Subnet): number {
  const block = blockOf(subnet);
  const range = ipRange === undefined ? block : blockOf(ipRange);
  if (block === undefined || range === undefined) return 0;
  const taken = new Set([block.first, block.last]);
  const address = gateway === undefined ? undefined : parseAddress(gateway);
  if (address !== undefined) taken.add(address);
  const inside = [...taken].filter((one) => contains(range, one)).length;
  // A gateway that nobody names is the first free address of the range.
  const chosen = address === undefined ? 1 : 0;
  return Math.max(0, Number(range.last - range.first) + 1 - inside - chosen);
}

/** Addresses that an overlay network needs. More than {@link freeAddresses}: some tasks stay in the state `new`, without an error. */
export function neededAddresses({ vipServices, nodes, tasks, surge = 0, containers = 0 }: Load): number {
  return vipServices + nodes + tasks + surge + containers;
}
