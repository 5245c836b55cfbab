import { overlaps } from "../../../swarm/cidr";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { blocksOf, isOverlay, networkOf, networkType } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import { blocks } from "../../rule/settings";

/** Docker never checks whether an overlay network overlaps a network that the nodes use themselves. */
export const networkDisallowReservedSubnet = resourcePolicy({
  name: "swarm-network-disallow-reserved-subnet",
  description: "The subnets of an overlay network must not overlap networks that the nodes use themselves.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "Swarm compares the subnet of an overlay only with other overlays, never with a node's own networks and routes",
  ),
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps:
    "Use another subnet, or leave it out to let Swarm choose. List the networks of your hosts in this rule's " +
    "`reserved` setting.",
  docs: {
    about:
      "If an overlay network has the same addresses as a network of its nodes, its tasks can no longer reach " +
      "that network, or they lose the route to the outside through docker_gwbridge. By default, the rule " +
      "reserves the networks that Docker creates on every node: docker0 (172.17.0.0/16) and docker_gwbridge " +
      "(172.18.0.0/16). Add the networks of your hosts, for example the CIDR block of the VPC.",
    sources: [
      "[moby#34493](https://github.com/moby/moby/issues/34493), [moby#50011](https://github.com/moby/moby/issues/50011)",
      "[Dokploy#2590](https://github.com/Dokploy/dokploy/issues/2590): an ingress network that overlaps a bridge",
    ],
    bad: [example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "172.18.9.0/24" }] })],
    good: [example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "172.20.9.0/24" }] })],
  },
  types: [networkType],
  settings: {
    reserved: blocks("Address blocks that overlay networks must not overlap.", ["172.17.0.0/16", "172.18.0.0/16"]),
  },
  validate: ({ name, props, settings: { reserved } }, report) => {
    const network = networkOf(props);
    if (reserved.length === 0 || isOverlay(network) === false) return;
    for (const subnet of blocksOf(network)) {
      const taken = reserved.find((block) => overlaps(block, subnet));
      if (taken === undefined) continue;
      report(
        `Network "${name}" has the subnet "${subnet}", which overlaps "${taken}", a block that the nodes use ` +
          "themselves: tasks on this network could no longer reach those addresses. Use another subnet, or leave " +
          "it out to let Swarm choose.",
      );
    }
  },
});
