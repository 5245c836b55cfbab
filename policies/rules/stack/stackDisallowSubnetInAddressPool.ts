import { overlaps } from "../../../swarm/cidr";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { blocksOf, isAllocated } from "../../facts/network";
import { stackPolicy } from "../../rule/policy";
import { entriesOf } from "../../facts/service";
import { nodesIn } from "../../facts/stackNodes";
import { topologyOf } from "../../facts/stackTopology";
import { known, settled } from "../../unknowns/looks";

/** Swarm gives the blocks of its pools to networks without a subnet, in the order in which they come. */
export const stackDisallowSubnetInAddressPool = stackPolicy({
  name: "swarm-stack-disallow-subnet-in-address-pool",
  description: "A subnet that a network sets should be outside the address pools of the swarm.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "A network whose subnet is taken is created without addresses; only the leader's log says so",
  ),
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps: "Use a subnet outside `defaultAddressPools`, or leave it out to let Swarm choose.",
  docs: {
    about:
      "Swarm gives the blocks of its pools to networks that set no subnet. If it has given one to another network, " +
      "also of another stack, a network that sets this block gets no addresses. The rule compares the networks of a " +
      "stack with the `defaultAddressPools` of its nodes. A deployed network that has its addresses passes.",
    sources: ["moby/swarmkit, `manager/allocator/network.go`"],
    bad: [
      example.node("manager1", { defaultAddressPools: ["10.128.0.0/12"] }),
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.130.0.0/24" }] }),
    ],
    good: [
      example.node("manager1", { defaultAddressPools: ["10.128.0.0/12"] }),
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.90.0.0/24" }] }),
    ],
  },
  validate: ({ resources }, report) => {
    const { networks } = topologyOf(resources);
    if (new Set(networks.map(({ swarm }) => swarm)).size !== 1) return;
    const pools = known(() =>
      nodesIn(resources).flatMap(({ node, name }) =>
        entriesOf(node.defaultAddressPools).flatMap((pool) => (typeof pool === "string" ? [{ pool, name }] : [])),
      ),
    );
    for (const { network, name, urn } of networks) {
      for (const subnet of known(() => blocksOf(network))) {
        const found = pools.find(({ pool }) => overlaps(pool, subnet));
        // A network that has its addresses has the block to itself, whether the program or Swarm has chosen it.
        if (found === undefined || settled(() => isAllocated(network))) continue;
        report(
          `Network "${name}" has the subnet "${subnet}" in "${found.pool}", an address pool of node "${found.name}": ` +
            "Swarm may have given it to another network. Use a subnet outside the pools, or leave it out to let " +
            "Swarm choose.",
          urn,
        );
      }
    }
  },
});
