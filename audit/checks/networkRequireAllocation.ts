import type { Network, Swarm } from "../../provider/engine/types";
import { defaultSubnetSize } from "../../swarm/addressPools";
import { blockOf, contains } from "../../swarm/cidr";
import { dockerEngine } from "../../policies/rule/framework";
import { check, outcome } from "../check";

/** Every list shows a network without addresses, but no task on it ever starts. */
export const networkRequireAllocation = check({
  name: "swarm-network-require-allocation",
  description: "Every network of the swarm must have addresses.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "Swarm creates a network even if it cannot allocate addresses; only the leader's log shows the reason",
  ),
  tags: ["swarm", "network", "ipam"],
  remediationSteps: "Remove the network and create it again with a free subnet, or remove unused networks.",
  run: ({ networks, swarm }) => {
    const empty = networks.filter(
      ({ Scope, Driver, IPAM }) => Scope === "swarm" && Driver === "" && (IPAM.Config ?? []).length === 0,
    );
    const violations = empty.map(({ Name }) => ({
      subject: { kind: "network", name: Name },
      message:
        `Network "${Name}" has no addresses, so every task on it stays in the state "new". ` +
        (isExhausted(networks, swarm)
          ? `The swarm's address pools have no block left: ${poolsOf(swarm).join(", ")} in blocks of ` +
            `/${sizeOf(swarm)}. Remove networks that are not used, or create it again with a --subnet outside of them.`
          : "The swarm's address pools have free blocks, so it was created with a subnet that overlaps another " +
            "network of the swarm. Remove it and create it again with another --subnet."),
    }));
    return outcome(violations, { pass: "all networks have addresses", fail: empty.map(({ Name }) => Name).join(", ") });
  },
});

/** Docker's own pool, which swarms have that were created without --default-addr-pool. */
const defaultPools = ["10.0.0.0/8"];

function poolsOf({ DefaultAddrPool: pools }: Swarm): readonly string[] {
  return pools === undefined || pools === null || pools.length === 0 ? defaultPools : pools;
}

function sizeOf({ SubnetSize: size }: Swarm): number {
  return size === undefined || size === 0 ? defaultSubnetSize : size;
}

/** Whether the networks of a swarm take all blocks of its address pools. */
function isExhausted(networks: readonly Network[], swarm: Swarm): boolean {
  const size = sizeOf(swarm);
  const blocksIn = (prefix: number): number => 2 ** Math.max(0, size - prefix);
  const subnets = networks.filter(({ Scope }) => Scope === "swarm").flatMap(({ IPAM }) => IPAM.Config ?? []);
  return poolsOf(swarm).every((pool) => {
    const block = blockOf(pool);
    if (block === undefined) return true;
    const taken = subnets.flatMap(({ Subnet = "" }) => {
      const cidr = blockOf(Subnet);
      return cidr !== undefined && contains(block, cidr) ? [blocksIn(cidr.prefix)] : [];
    });
    return taken.reduce((sum, one) => sum + one, 0) >= blocksIn(block.prefix);
  });
}
