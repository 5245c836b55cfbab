import { overlaps } from "../../../swarm/cidr";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { blocksOf, isOverlay, networkOf, networkType } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import { blocks } from "../../rule/settings";

/** What the nodes are on already: Docker never looks whether an overlay takes the same addresses. */
export const networkDisallowReservedSubnet = resourcePolicy({
  name: "swarm-network-disallow-reserved-subnet",
  description: "The subnets of an overlay network must not take addresses that the nodes use themselves.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "Swarm compares an overlay's subnet with other overlays alone, never with a node's own networks and routes",
  ),
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps:
    "Use another subnet, or leave it out to let Swarm choose. Name the networks of your hosts in the setting `reserved` of this rule.",
  docs: {
    about:
      "Where an overlay has the addresses of a network that its nodes are on, its tasks cannot reach that network any more, or their " +
      "way out through docker_gwbridge is gone. By default the rule knows the networks that Docker makes on every node: docker0 " +
      "(172.17.0.0/16) and docker_gwbridge (172.18.0.0/16). Add what your hosts are on, e.g. the block of the VPC.",
    sources: [
      "[moby#34493](https://github.com/moby/moby/issues/34493), [moby#50011](https://github.com/moby/moby/issues/50011)",
      "[Dokploy#2590](https://github.com/Dokploy/dokploy/issues/2590): an ingress with the addresses of a bridge",
    ],
    bad: [example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "172.18.9.0/24" }] })],
    good: [example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "172.20.9.0/24" }] })],
  },
  types: [networkType],
  settings: {
    reserved: blocks("The address blocks that no overlay may touch.", ["172.17.0.0/16", "172.18.0.0/16"]),
  },
  validate: ({ name, props, settings: { reserved } }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false) return;
    for (const subnet of blocksOf(network)) {
      const taken = reserved.find((block) => overlaps(block, subnet));
      if (taken === undefined) continue;
      waitFor(props, "driver");
      waitFor(props, "ingress");
      report(
        `Network "${name}" has the subnet "${subnet}", which overlaps "${taken}", the addresses of a network of the nodes: its tasks ` +
          `could no longer reach that network. Use another subnet, or leave it out to let Swarm choose.`,
      );
    }
    if (reserved.length > 0) waitFor(props, "ipamConfigs", "subnet");
  },
});
