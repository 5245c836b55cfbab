import { dockerEngine } from "../../policies/rule/framework";
import { addressUsage } from "../../provider/inspection/addressUsage";
import { check, outcome, type Violation } from "../check";
import { overlaysOf } from "../swarmParts";

/** Less than this share of a network's addresses left: a rolling update or the loss of a node may take them. */
const leastShare = 0.1;

/** A network without free addresses says nothing: its tasks stay in the state "new". */
export const networkRequireFreeAddresses = check({
  name: "swarm-network-require-free-addresses",
  description: `Every overlay network must have ${leastShare * 100} % of its addresses left.`,
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go, moby#43052",
    "Each service, each task and each node takes an address; without one a task waits for ever",
  ),
  tags: ["swarm", "network", "ipam"],
  remediationSteps:
    "Move services to another network, or create one with a larger subnet and move them over; 'dnsrr' saves a service its own address.",
  run: (snapshot) => {
    const violations = overlaysOf(snapshot).flatMap((network): Violation[] => {
      const { usable: total, free } = addressUsage(network, snapshot);
      if (total === 0 || free >= total * leastShare) return [];
      const message =
        `Network "${network.Name}" has ${free} of its ${total} addresses left: each service in VIP mode, each task and each node takes one, ` +
        `an update takes more, and without one a task stays in the state "new". Move services to another network or to a larger one.`;
      return [
        {
          subject: { kind: "network", name: network.Name },
          message,
          ...(free === 0 ? { level: "mandatory" as const } : {}),
        },
      ];
    });
    return outcome(violations, {
      pass: "every network has addresses left",
      fail: violations.map(({ subject }) => subject.name).join(", "),
    });
  },
});
