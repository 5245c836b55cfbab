import * as example from "../../rule/example";
import { known } from "../../unknowns/looks";
import { dockerEngine } from "../../rule/framework";
import { blocksOf, isOn, isOverlay, networkOf, networkType } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";

/** Docker accepts IPv6 on an overlay network, but Swarm manages only IPv4 addresses. */
export const networkDisallowIpv6 = resourcePolicy({
  name: "swarm-network-disallow-ipv6",
  description: "An overlay network must not enable IPv6: Swarm assigns only IPv4 addresses to services and tasks.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "Virtual IPs, tasks and load balancers get IPv4 addresses only; an IPv6 subnet leaves the network without " +
      "addresses",
  ),
  tags: ["swarm", "network", "overlay", "ipam", "ipv6"],
  remediationSteps:
    "Remove `ipv6` and IPv6 subnets. Nodes can still reach each other over IPv6; for IPv6 clients, put a load " +
    "balancer in front of the published ports.",
  docs: {
    about:
      "Docker accepts `ipv6: true` and IPv6 subnets, but the network then gets no addresses at all, or its tasks " +
      "get IPv6 addresses that can collide because Swarm does not track them. IPv6 works on bridge networks, so " +
      "the rule ignores those.",
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
      ...(known(() => isOn(network.ipv6)) === true ? ["'ipv6: true'"] : []),
      ...blocksOf(network)
        .filter((subnet) => subnet.includes(":"))
        .map((subnet) => `the IPv6 subnet "${subnet}"`),
    ];
    if (asks.length > 0) {
      report(
        `Network "${name}" has ${asks.join(" and ")}: Swarm assigns only IPv4 addresses to services and tasks, ` +
          "and the network may get no addresses at all. Remove 'ipv6' and IPv6 subnets.",
      );
    }
  },
});
