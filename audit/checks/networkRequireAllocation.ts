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
  run: ({ networks }) => {
    const empty = networks.filter(
      ({ Scope, Driver, IPAM }) => Scope === "swarm" && Driver === "" && (IPAM.Config ?? []).length === 0,
    );
    const violations = empty.map(({ Name }) => ({
      subject: { kind: "network", name: Name },
      message:
        `Network "${Name}" has no addresses: its subnet overlaps another one, or the swarm's address pools are ` +
        'exhausted. Every task on it stays in the state "new". Remove it and create it again with a free subnet; ' +
        "the leader's log shows the reason.",
    }));
    return outcome(violations, { pass: "all networks have addresses", fail: empty.map(({ Name }) => Name).join(", ") });
  },
});
