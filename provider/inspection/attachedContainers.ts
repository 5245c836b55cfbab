import type { Network } from "../engine/types";
import { nodeAddress, nodeName } from "./nodeAddress";
import type { SwarmLists } from "./swarmLists";

/** A container that was attached to a network by hand. */
export interface AttachedContainer {
  /** The first 12 digits of its id, or its name (Engine 29). */
  readonly id: string;
  /** The address without a mask. */
  readonly address: string;
  /** The name of its node, otherwise the address of that node's tunnel endpoint. */
  readonly node: string | undefined;
}

/** The containers that were attached to a network by hand. Empty unless the network was read with its containers. */
export function attachedContainers(
  network: Network,
  lists: Pick<SwarmLists, "nodes" | "tasks" | "here">,
): AttachedContainer[] {
  const containers = network.Services?.[""]?.Tasks ?? [];
  if (containers.length === 0) return [];
  const ends = tunnelEnds(network, lists);
  return containers.map(({ Name: id, EndpointIP: address, Info }) => {
    const end = Info?.["Host IP"];
    return { id, address, node: (end === undefined ? undefined : ends.get(end)) ?? end };
  });
}

/**
 * The names of the nodes by the address to which other nodes send a network's packets. Usually this is the address that
 * the swarm knows. If data traffic uses its own interface, the tasks that run on a node identify it.
 */
function tunnelEnds(
  { Id, Services, Containers }: Network,
  { nodes, tasks, here }: Pick<SwarmLists, "nodes" | "tasks" | "here">,
): Map<string, string> {
  const ends = new Map(
    nodes.flatMap((node): [string, string][] => {
      const address = nodeAddress(node);
      return address === undefined ? [] : [[address, nodeName(node)]];
    }),
  );
  const names = new Map(nodes.map((node) => [node.ID, nodeName(node)]));
  const nodeOf = new Map(
    [
      ...tasks.flatMap(({ NodeID = "", NetworksAttachments }) =>
        (NetworksAttachments ?? []).flatMap(({ Network: { ID }, Addresses }) =>
          ID === Id ? (Addresses ?? []).map((one) => [one, NodeID] as const) : [],
        ),
      ),
      ...Object.values(Containers ?? {}).map(({ IPv4Address }) => [IPv4Address, here ?? ""] as const),
    ].map(([address, node]) => [address.replace(/\/\d+$/, ""), names.get(node)]),
  );
  for (const { EndpointIP, Info } of Object.values(Services ?? {}).flatMap(({ Tasks }) => Tasks ?? [])) {
    const [end, name] = [Info?.["Host IP"], nodeOf.get(EndpointIP)];
    if (end !== undefined && name !== undefined) ends.set(end, name);
  }
  return ends;
}
