import { freeAddresses, neededAddresses } from "../../swarm/capacity";
import type { AddressUsage, InspectedSubnet } from "../../swarm/inspection";
import type { IpamConfig, Network, Service } from "../engine/types";
import { attachedContainers } from "./attachedContainers";
import { groupedBy } from "./groupedBy";
import { nodeName } from "./nodeAddress";
import type { SwarmLists } from "./swarmLists";
import { hasEnded } from "./taskFacts";
import type { TaskSummary } from "./taskSummary";

/** The other objects of the swarm that are needed to count a network's addresses. */
export type Neighbours = Pick<SwarmLists, "services" | "tasks" | "nodes" | "here">;

/**
 * The used and free addresses of a network: the leader's count if it reports one, otherwise the sum of the objects
 * that use addresses.
 */
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

/** The subnets of a network, each with its share of {@link addressUsage} if that is known. */
export function subnetsOf(network: Network, usage: AddressUsage): InspectedSubnet[] {
  const configs = network.IPAM.Config ?? [];
  return configs.map((config) => {
    const { Subnet: subnet = "", Gateway: gateway, IPRange: ipRange } = config;
    const usable = usableIn(config);
    const free = network.Status?.IPAM?.Subnets?.[subnet]?.DynamicIPsAvailable;
    const share =
      free !== undefined
        ? { used: Math.max(0, usable - free), free }
        : configs.length === 1
          ? { used: usage.used, free: usage.free }
          : {};
    return {
      subnet,
      ...(gateway === undefined ? {} : { gateway }),
      // Go writes an unset range as empty text.
      ...(ipRange === undefined || ipRange === "" ? {} : { ipRange }),
      usable,
      ...share,
    };
  });
}

/** The addresses of a subnet that tasks, services and load balancers can use. */
export function usableIn({ Subnet: subnet = "", Gateway: gateway, IPRange: ipRange }: IpamConfig): number {
  return freeAddresses({
    subnet,
    ...(gateway === undefined ? {} : { gateway }),
    ...(ipRange === undefined || ipRange === "" ? {} : { ipRange }),
  });
}

function loadOf(network: Network, neighbours: Neighbours): Parameters<typeof neededAddresses>[0] {
  const { services, tasks, nodes } = neighbours;
  const here = tasksWithAddress(tasks, network.Id);
  const containers = attachedContainers(network, neighbours);
  const names = new Map(nodes.map((node) => [node.ID, nodeName(node)]));
  const hosts = new Set([
    ...here.flatMap(({ NodeID }) => (NodeID === undefined || NodeID === "" ? [] : (names.get(NodeID) ?? NodeID))),
    ...containers.flatMap(({ node }) => node ?? []),
  ]);
  return {
    vipServices: servicesWithVip(services, network.Id).length,
    // Every node is attached to the ingress, with or without tasks.
    nodes: network.Ingress ? nodes.length : hosts.size,
    tasks: here.length,
    containers: containers.length,
  };
}

/** The tasks that have not ended, by the networks on which they have an address. */
const tasksWithAddress = groupedBy<TaskSummary>((task) => {
  if (hasEnded(task)) return [];
  return (task.NetworksAttachments ?? []).flatMap(({ Network: { ID }, Addresses }) =>
    (Addresses ?? []).length > 0 ? ID : [],
  );
});

const servicesWithVip = groupedBy<Service>(({ Endpoint }) =>
  (Endpoint?.VirtualIPs ?? []).flatMap(({ NetworkID, Addr }) => (Addr ? NetworkID : [])),
);
