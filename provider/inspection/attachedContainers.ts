import type { Network, Node } from "../engine/types";
import { nodeAddress, nodeName } from "./nodeAddress";

/** A container that was attached to a network by hand. */
export interface AttachedContainer {
  /** The first 12 digits. */
  readonly id: string;
  /** Without a mask. */
  readonly address: string;
  /** Name of its node, else the node's end of the tunnel where that is no address by which the swarm knows a node. */
  readonly node: string | undefined;
}

/** The containers that were attached to a network by hand, as far as it was read with them. */
export function attachedContainers({ Services: services }: Network, nodes: readonly Node[]): AttachedContainer[] {
  const names = new Map(nodes.map((node) => [nodeAddress(node), nodeName(node)]));
  return (services?.[""]?.Tasks ?? []).map(({ Name: id, EndpointIP: address, Info }) => {
    const host = Info?.["Host IP"];
    return { id, address, node: names.get(host) ?? host };
  });
}
