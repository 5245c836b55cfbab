import { blockOf } from "../../../swarm/cidr";
import type { Subnet } from "../../../swarm/subnet";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { entriesOf, fieldsOf, hasVirtualAddress } from "../../facts/service";
import type { StackNetwork } from "../../facts/topology/stackNetwork";
import type { StackService } from "../../facts/topology/stackService";
import { topologyOf } from "../../facts/stackTopology";
import { isOn } from "../../facts/network";
import { forEachAlone, settled } from "../../unknowns/looks";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };
const networksAdvanceds = [{ id: example.idOf("backend") }];

/** Prefix of the largest subnet that Docker's guide recommends for services with virtual addresses. */
const recommendedPrefix = 24;

/** Each virtual address requires kernel rules on every node, for each task behind it. */
export const stackLimitSubnetSizeWithVip = stackPolicy({
  name: "swarm-stack-limit-subnet-size-with-vip",
  description: "An overlay network with services in VIP mode should have subnets of /24 or smaller.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/moby#30820",
    "Overlay networks larger than /24 are not supported with virtual addresses",
  ),
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps:
    "Use one or several /24 subnets, split the network, or set the endpoint mode of all its services to `dnsrr`.",
  docs: {
    about:
      "The load balancer of a network keeps kernel rules on each node, for each service and task. Docker's guide " +
      "limits such networks to 256 addresses, and recommends `dnsrr` with an external load balancer for larger ones. " +
      "The rule reports a network if one of its subnets is larger than /24 and a service of the stack has a virtual " +
      "address on it. Several /24 subnets on one network are fine. The rule ignores the ingress network, which must " +
      "have room for every node and every service that publishes a port.",
    sources: [
      "[moby#30820](https://github.com/moby/moby/issues/30820)",
      "[docker network create: overlay network limitations](https://docs.docker.com/reference/cli/docker/network/create/#overlay-network-limitations)",
    ],
    bad: [
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.0/16" }] }),
      example.service("api", { taskSpec: { containerSpec, networksAdvanceds } }),
    ],
    good: [
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.0/16" }] }),
      example.service("api", { taskSpec: { containerSpec, networksAdvanceds }, endpointSpec: { mode: "dnsrr" } }),
    ],
  },
  validate: ({ resources }, report) => {
    const { networks, services } = topologyOf(resources);
    const large = new Map(networks.map((network) => [network, settled(() => largeSubnetOf(network))] as const));
    const reported = new Set<StackNetwork>();
    forEachAlone(services, (service) => {
      const virtual = hasVirtualAddress(service.service);
      if (virtual === false) return;
      const reportOn = (network: StackNetwork): void => {
        const subnet = large.get(network);
        if (subnet === undefined || reported.has(network) || isOn(network.network.ingress) === true) return;
        if (report(messageFor(network, subnet, service), network.urn)) reported.add(network);
      };
      forEachAlone(service.networks, reportOn);
      forEachAlone(service.possible, reportOn);
    });
  },
});

/** A subnet that is larger than recommended. An unknown subnet is one that Swarm chooses, or left to other rules. */
function largeSubnetOf({ network: { ipamConfigs } }: StackNetwork): string | undefined {
  const subnets = entriesOf<Subnet>(ipamConfigs).map((config) => fieldsOf<Subnet>(config).subnet);
  return subnets.find((subnet): subnet is string => {
    const block = typeof subnet === "string" ? blockOf(subnet) : undefined;
    return block !== undefined && block.prefix < recommendedPrefix;
  });
}

function messageFor(network: StackNetwork, subnet: string, service: StackService): string {
  return (
    `Network "${network.name}" has the subnet "${subnet}", and service "${service.name}" has a virtual address on ` +
    `it: Docker recommends /${recommendedPrefix} or smaller, because each virtual address requires kernel rules on ` +
    `every node. Use /${recommendedPrefix} subnets, split the network, or set the endpoint mode "dnsrr" for all its ` +
    "services."
  );
}
