import { under } from "../../../swarm/problem";
import { unknown } from "../../../swarm/draft";
import type { Subnet } from "../../../swarm/subnet";
import { checkSubnets } from "../../../swarm/subnet";
import * as example from "../../rule/example";
import { entriesOf } from "../../facts/service";
import { known } from "../../unknowns/looks";
import { dockerEngine } from "../../rule/framework";
import { isOverlay, networkOf, networkType } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import { messagesOf } from "../../facts/problems";

/** Docker refuses some subnets late, and accepts others but never assigns addresses from them. */
export const networkRequireValidSubnets = resourcePolicy({
  name: "swarm-network-require-valid-subnets",
  description:
    "Each subnet of an overlay network must be a block that Swarm can use, and must contain its gateway and " +
    "range.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/network.go",
    "The Engine refuses host bits and a gateway outside the subnet; overlapping or exhausted blocks fail " +
      "later, without an error",
  ),
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps: "Correct the subnet, gateway or range as the message says, or leave it out to let Swarm choose.",
  docs: {
    about:
      "The rule refuses subnets without a mask or with host bits, subnets smaller than /29, loopback and " +
      "multicast blocks, and overlapping subnets of one network. It also refuses a gateway that is outside its " +
      "subnet or equal to the network or broadcast address, and a range outside its subnet. The components and " +
      "this repository's provider refuse the same values; with the official plugin, the rule finds them before " +
      "anything is created.",
    sources: [
      "moby/moby, `daemon/network.go`; moby/swarmkit, `manager/controlapi/network.go`",
      "moby/swarmkit, `manager/allocator/network.go`, for what fails later",
    ],
    bad: [
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.5/24", gateway: "10.8.0.1" }] }),
    ],
    good: [
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.0/24", gateway: "10.9.0.1" }] }),
    ],
  },
  types: [networkType],
  validate: ({ name, props }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false) return;
    // swarm-network-disallow-ipv6 reports IPv6 subnets.
    const problems = known(() => {
      const configs = entriesOf<Subnet>(network.ipamConfigs).map((entry) =>
        typeof entry === "object" && typeof entry.subnet === "string" && entry.subnet.includes(":") ? unknown : entry,
      );
      return under("ipamConfigs", checkSubnets(configs));
    });
    for (const message of messagesOf(`Network "${name}"`, problems)) report(message);
  },
});
