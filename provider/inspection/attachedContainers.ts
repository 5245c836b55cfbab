import type { Network } from "../engine/types";
import { nodeAddress, nodeName } from "./nodeAddress";
import type { SwarmLists } from "./swarmLists";

/** A container that was attached to a network by hand. */
export interface AttachedContainer {
  /** The first 12 digits of its id, or its name (Engine 29). */
  readonly id: string;
  /** Without a mask. */
  readonly address: string;
  /** Name of its node, else the address of the node's end of the tunnel. */
  readonly node: string | undefined;
}

/** The containers that were attached to a network by hand, as far as it was read with them. */
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
 * Names of nodes by the address that others send a network's packets to. It is the one by which the swarm knows the
 * node, unless data traffic has an interface of its own: then what is known to run on a node tells.
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
