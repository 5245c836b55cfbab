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

/** The overlays' addresses are not looked up among those of the nodes when Swarm gives them out. */
export const networkDisallowOverlapWithNode = check({
  name: "swarm-network-disallow-overlap-with-node",
  description: "An overlay network must not have addresses that a node uses for itself.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/ipams/defaultipam",
    "Swarm's address pools are never compared with docker_gwbridge, other bridges and the nodes' own networks",
  ),
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps:
    "Give the overlay a subnet of its own; docker_gwbridge gets another one before a node joins: docker network create --subnet … docker_gwbridge.",
  run: (snapshot) => {
    const overlays = overlaysOf(snapshot).flatMap(blocksOf);
    const violations = [...withBridges(overlays, snapshot), ...withAddresses(overlays, snapshot)];
    return outcome(violations, {
      pass: `no overlay has addresses of ${snapshot.info.Name}'s bridges or of a node`,
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
          `Subnet "${overlay.subnet}" of network "${overlay.network.Name}" overlaps subnet "${subnet}" of "${network.Name}", a network of node ` +
          `"${info.Name}" alone: tasks there reach one of the two and never the other. ` +
          (network.Name === "docker_gwbridge"
            ? `Give the overlay another subnet, or the node another docker_gwbridge before it joins again.`
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
          `Subnet "${overlay.subnet}" of network "${overlay.network.Name}" holds ${nodeAddress(node) ?? ""}, the address of node "${nodeName(node)}": ` +
          `tasks on it do not reach the node, nor what lies behind. Give the network another subnet.`,
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
