import type { Network } from "../../provider/engine/types";
import { dockerEngine } from "../../policies/rule/framework";
import { blockOf, contains, parseAddress, type Cidr } from "../../swarm/cidr";
import { check, outcome, type Violation } from "../check";
import type { Snapshot } from "../snapshot";
import { nodeAddress, nodeName, overlaysOf } from "../swarmParts";

interface Block {
  readonly network: Network;
  readonly subnet: string;
  readonly cidr: Cidr;
}

/** Swarm does not check a subnet against the addresses of the nodes when it assigns it to an overlay network. */
export const networkDisallowOverlapWithNode = check({
  name: "swarm-network-disallow-overlap-with-node",
  description: "An overlay network must not use addresses that a node uses itself.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/ipams/defaultipam",
    "Swarm never compares its address pools with docker_gwbridge, other bridges and the nodes' own networks",
  ),
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps:
    "Give the overlay network another subnet. To change the subnet of docker_gwbridge, run 'docker network " +
    "create --subnet … docker_gwbridge' before the node joins.",
  run: (snapshot) => {
    const overlays = overlaysOf(snapshot).flatMap(blocksOf);
    const violations = [...withBridges(overlays, snapshot), ...withAddresses(overlays, snapshot)];
    return outcome(violations, {
      pass: `no overlay network overlaps the bridges of ${snapshot.info.Name} or the address of a node`,
      fail: violations.map(({ subject }) => subject.name).join(", "),
    });
  },
});

function withBridges(overlays: readonly Block[], { networks, info }: Snapshot): Violation[] {
  const local = networks.filter(({ Scope }) => Scope === "local").flatMap(blocksOf);
  return overlays.flatMap((overlay) =>
    local
      .filter(({ cidr }) => contains(cidr, overlay.cidr) || contains(overlay.cidr, cidr))
      .map(({ network, subnet }) => ({
        subject: subjectOf(overlay),
        message:
          `Subnet "${overlay.subnet}" of network "${overlay.network.Name}" overlaps subnet "${subnet}" of ` +
          `"${network.Name}", a local network of node "${info.Name}": tasks there can reach only one of the two. ` +
          (network.Name === "docker_gwbridge"
            ? "Give the overlay network another subnet, or re-create docker_gwbridge before the node rejoins."
            : `Give one of them another subnet.`),
      })),
  );
}

function withAddresses(overlays: readonly Block[], { nodes }: Snapshot): Violation[] {
  return overlays.flatMap((overlay) =>
    nodes
      .filter((node) => isInside(nodeAddress(node), overlay.cidr))
      .map((node) => ({
        subject: subjectOf(overlay),
        message:
          `Subnet "${overlay.subnet}" of network "${overlay.network.Name}" contains ${nodeAddress(node) ?? ""}, the ` +
          `address of node "${nodeName(node)}": tasks on the network cannot reach the node. ` +
          "Give the network another subnet.",
      })),
  );
}

function subjectOf({ network }: Block): Violation["subject"] {
  return { kind: "network", name: network.Name };
}

function isInside(address: string | undefined, block: Cidr): boolean {
  const number = address === undefined ? undefined : parseAddress(address);
  return number !== undefined && contains(block, number);
}

function blocksOf(network: Network): Block[] {
  return (network.IPAM.Config ?? []).flatMap(({ Subnet: subnet = "" }) => {
    const cidr = blockOf(subnet);
    return cidr === undefined ? [] : [{ network, subnet, cidr }];
  });
}
