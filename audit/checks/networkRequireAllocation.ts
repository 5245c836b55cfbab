import { dockerEngine } from "../../policies/rule/framework";
import { check, outcome } from "../check";

/** A network that Swarm could not give addresses is there in every list, and no task on it ever starts. */
export const networkRequireAllocation = check({
  name: "swarm-network-require-allocation",
  description: "Every network of the swarm must have been given its addresses.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "A network that cannot be allocated is created all the same; only the leader's log says why",
  ),
  tags: ["swarm", "network", "ipam"],
  remediationSteps:
    "Remove the network and create it with a subnet that is free, or remove networks that are no longer used.",
  run: ({ networks }) => {
    const empty = networks.filter(
      ({ Scope, Driver, IPAM }) => Scope === "swarm" && Driver === "" && (IPAM.Config ?? []).length === 0,
    );
    const violations = empty.map(({ Name }) => ({
      subject: { kind: "network", name: Name },
      message:
        `Network "${Name}" has no addresses: its subnet overlaps another one, or the swarm's address pools are used up, and every task on it ` +
        `stays in the state "new". Remove it and create it with a subnet that is free; the leader's log has the reason.`,
    }));
    return outcome(violations, { pass: "all networks have addresses", fail: empty.map(({ Name }) => Name).join(", ") });
  },
});
