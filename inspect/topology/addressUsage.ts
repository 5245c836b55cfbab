import { taskStates, type Network, type Node, type Service, type Task } from "../../provider/engine/types";
import { freeAddresses, neededAddresses } from "../../swarm/capacity";
import type { AddressUsage } from "./topology";

/** What shares the swarm with a network. */
export interface Neighbours {
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly nodes: readonly Node[];
}

/** Used and free addresses of a network: as the leader counts them where it says so, else from what takes addresses. */
export function addressUsage(network: Network, neighbours: Neighbours): AddressUsage {
  const usable = (network.IPAM.Config ?? []).reduce((sum, config) => sum + usableIn(config), 0);
  const counted = Object.values(network.Status?.IPAM?.Subnets ?? {});
  if (counted.length > 0) {
    const free = counted.reduce((sum, { DynamicIPsAvailable }) => sum + DynamicIPsAvailable, 0);
    return { usable, used: Math.max(0, usable - free), free, source: "engine" };
  }
  const used = neededAddresses(loadOf(network, neighbours));
  return { usable, used, free: Math.max(0, usable - used), source: "computed" };
}

/** Whether a task is over: it has given its addresses back. */
export function hasEnded({ Status }: Task): boolean {
  return taskStates.indexOf(Status.State) >= taskStates.indexOf("complete");
}

function usableIn(config: { readonly Subnet?: string; readonly Gateway?: string; readonly IPRange?: string }): number {
  return freeAddresses({
    subnet: config.Subnet ?? "",
    ...(config.Gateway === undefined ? {} : { gateway: config.Gateway }),
    ...(config.IPRange === undefined ? {} : { ipRange: config.IPRange }),
  });
}

function loadOf(network: Network, { services, tasks, nodes }: Neighbours): Parameters<typeof neededAddresses>[0] {
  const here = tasks.filter((task) => !hasEnded(task) && hasAddressOn(network, task));
  const hosts = new Set(here.flatMap(({ NodeID }) => (NodeID === undefined || NodeID === "" ? [] : NodeID)));
  const containers = here.filter(({ ServiceID }) => !ServiceID).length;
  return {
    vipServices: services.filter(({ Endpoint }) =>
      (Endpoint?.VirtualIPs ?? []).some(({ NetworkID, Addr }) => NetworkID === network.Id && Boolean(Addr)),
    ).length,
    // Every node is on the ingress, with tasks or without.
    nodes: network.Ingress ? nodes.length : hosts.size,
    tasks: here.length - containers,
    containers,
  };
}

function hasAddressOn(network: Network, task: Task): boolean {
  return (task.NetworksAttachments ?? []).some(
    ({ Network: { ID }, Addresses }) => ID === network.Id && (Addresses ?? []).length > 0,
  );
}
