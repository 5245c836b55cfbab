import { blockOf, contains, overlaps, parseAddress } from "../../../swarm/cidr";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { blocksOf, isAllocated, isOn } from "../../facts/network";
import { hostOf } from "../../facts/node";
import { stackPolicy } from "../../rule/policy";
import { entriesOf } from "../../facts/service";
import { nodesIn, type StackNode } from "../../facts/stackNodes";
import { topologyOf } from "../../facts/stackTopology";
import { blocks } from "../../rule/settings";
import { known, settled } from "../../unknowns/looks";

/**
 * An overlay with the addresses of a node cuts its tasks off from the node; one with those of the ingress gets none.
 */
export const stackDisallowTakenSubnet = stackPolicy({
  name: "swarm-stack-disallow-taken-subnet",
  description: "An overlay network must not have the addresses of a node, or of the default ingress network.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "Swarm compares a subnet only with those of other overlay networks; the ingress network gets the first one",
  ),
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps: "Use another subnet, or leave it out to let Swarm choose.",
  docs: {
    about:
      "If an overlay network has the address of a node, its tasks cannot reach that node. The rule knows the " +
      "addresses that the nodes of the stack set: `advertiseAddress`, `listenAddress`, `dataPathAddress` and " +
      "`remoteAddresses`. If neither the ingress network nor address pools are part of the stack, the ingress " +
      "network has 10.0.0.0/24, Swarm's first block: an overlay network with these addresses gets none. If your " +
      "swarm has other pools, set `defaultIngress` to their first block. A deployed network that has its addresses " +
      "passes: the ingress must be elsewhere. The rule checks stacks with one swarm; it cannot tell the nodes of two.",
    sources: [
      "[moby#34493](https://github.com/moby/moby/issues/34493)",
      "moby/swarmkit, `manager/allocator/network.go`",
    ],
    bad: [
      example.node("manager1", { advertiseAddress: "10.20.0.11:2377", defaultAddressPools: ["10.128.0.0/12"] }),
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.20.0.0/24" }] }),
    ],
    good: [
      example.node("manager1", { advertiseAddress: "10.20.0.11:2377", defaultAddressPools: ["10.128.0.0/12"] }),
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.20.1.0/24" }] }),
    ],
  },
  settings: {
    defaultIngress: blocks("The subnet of an ingress network that is not part of the stack.", ["10.0.0.0/24"]),
  },
  validate: ({ resources, settings: { defaultIngress } }, report) => {
    const { networks } = topologyOf(resources);
    if (new Set(networks.map(({ swarm }) => swarm)).size !== 1) return;
    const nodes = nodesIn(resources);
    const addresses = known(() => nodes.flatMap(addressesOf));
    const isIngressKnown = settled(
      () =>
        networks.some(({ network }) => isOn(network.ingress) !== false) ||
        nodes.some(({ node }) => node.defaultAddressPools !== undefined),
    );
    for (const { network, name, urn } of networks) {
      for (const subnet of known(() => blocksOf(network))) {
        const block = blockOf(subnet);
        const taken = block && addresses.find(({ address }) => contains(block, address));
        const ingress = isIngressKnown ? undefined : defaultIngress.find((one) => overlaps(one, subnet));
        const what =
          taken !== undefined
            ? `contains ${taken.text}, the '${taken.property}' of node "${taken.node}": its tasks could not reach it`
            : // Where Swarm has given a network its addresses, the ingress is elsewhere.
              ingress !== undefined && !settled(() => isAllocated(network))
              ? `overlaps ${ingress}, the subnet of the default ingress network: Swarm would assign no addresses on it`
              : undefined;
        if (what === undefined) continue;
        report(
          `Network "${name}" has the subnet "${subnet}", which ${what}. Use another subnet, or leave it out to let ` +
            "Swarm choose.",
          urn,
        );
      }
    }
  },
});

interface NodeAddress {
  readonly address: bigint;
  readonly text: string;
  readonly property: string;
  readonly node: string;
}

/** The addresses that a node sets; those of the wildcard and names of interfaces are in no subnet. */
function addressesOf({ node, name }: StackNode): NodeAddress[] {
  const given: readonly (readonly [string, unknown])[] = [
    ["advertiseAddress", node.advertiseAddress],
    ["listenAddress", node.listenAddress],
    ["dataPathAddress", node.dataPathAddress],
    ...entriesOf(node.remoteAddresses).map((address) => ["remoteAddresses", address] as const),
  ];
  return given.flatMap(([property, value]) => {
    if (typeof value !== "string") return [];
    const text = hostOf(value);
    const address = parseAddress(text);
    return address === undefined || address === 0n ? [] : [{ address, text, property, node: name }];
  });
}
