import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { blocksOf, isOn, isOverlay, networkOf, networkType } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";

/** Swarm takes IPv6 on an overlay and gives no task an address from it. */
export const networkDisallowIpv6 = resourcePolicy({
  name: "swarm-network-disallow-ipv6",
  description: "An overlay network must not ask for IPv6, which Swarm does not give to services and tasks.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "Virtual IPs, tasks and load balancers get IPv4 addresses only; an IPv6 subnet leaves the network without addresses",
  ),
  tags: ["swarm", "network", "overlay", "ipam", "ipv6"],
  remediationSteps:
    "Leave `ipv6` and IPv6 subnets out. Nodes may talk to each other over IPv6 all the same; clients reach published ports by a load balancer.",
  docs: {
    about:
      "`ipv6: true` and IPv6 subnets are accepted, and then the network stays without addresses, or its tasks get IPv6 addresses that " +
      "nobody keeps apart. A bridge is not meant: there IPv6 works.",
    sources: [
      "[moby#48116](https://github.com/moby/moby/issues/48116), [moby#24379](https://github.com/moby/moby/issues/24379)",
    ],
    bad: [example.network("backend", { driver: "overlay", ipv6: true, ipamConfigs: [{ subnet: "fd00:9::/64" }] })],
    good: [
      example.network("backend", { driver: "overlay" }),
      example.network("local", { driver: "bridge", ipv6: true, ipamConfigs: [{ subnet: "fd00:9::/64" }] }),
    ],
  },
  types: [networkType],
  validate: ({ name, props }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false) return;
    const asks = [
      ...(isOn(network.ipv6) === true ? ["'ipv6' true"] : []),
      ...blocksOf(network)
        .filter((subnet) => subnet.includes(":"))
        .map((subnet) => `the subnet "${subnet}"`),
    ];
    if (asks.length > 0) {
      waitFor(props, "driver");
      waitFor(props, "ingress");
      report(
        `Network "${name}" has ${asks.join(" and ")}: Swarm gives services and tasks IPv4 addresses only, and may leave the network ` +
          `without any. Leave IPv6 out.`,
      );
    }
    waitFor(props, "ipv6");
    waitFor(props, "ipamConfigs", "subnet");
  },
});
