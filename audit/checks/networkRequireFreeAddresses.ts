import { dockerEngine } from "../../policies/rule/framework";
import { addressUsage } from "../../provider/inspection/addressUsage";
import { check, outcome, type Violation } from "../check";
import { overlaysOf } from "../swarmParts";

/** The share of a network's addresses that must be free for a rolling update or the loss of a node. */
const leastShare = 0.1;

/** If a network has no free addresses, its tasks stay in the state "new" without an error. */
export const networkRequireFreeAddresses = check({
  name: "swarm-network-require-free-addresses",
  description: `Every overlay network must have at least ${leastShare * 100} % of its addresses free.`,
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go, moby#43052",
    "Each service, task and node takes an address; a task that gets none waits forever",
  ),
  tags: ["swarm", "network", "ipam"],
  remediationSteps:
    "Move services to another network, or create a larger one and move them there. The endpoint mode 'dnsrr' " +
    "saves the address of a service.",
  run: (snapshot) => {
    const violations = overlaysOf(snapshot).flatMap((network): Violation[] => {
      const { usable: total, free } = addressUsage(network, snapshot);
      if (total === 0 || free >= total * leastShare) return [];
      const message =
        `Network "${network.Name}" has ${free} of its ${total} addresses free: each service in VIP mode, each ` +
        'task and each node takes one, an update takes more, and a task without one stays in the state "new". ' +
        "Move services to another network or to a larger one.";
      return [
        {
          subject: { kind: "network", name: network.Name },
          message,
          ...(free === 0 ? { level: "mandatory" as const } : {}),
        },
      ];
    });
    return outcome(violations, {
      pass: "every network has enough free addresses",
      fail: violations.map(({ subject }) => subject.name).join(", "),
    });
  },
});
