import { blockOf } from "../../../swarm/cidr";
import { unknown } from "../../../swarm/draft";
import type { Subnet } from "../../../swarm/subnet";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { entriesOf, fieldsOf, hasVirtualAddress } from "../../facts/service";
import type { StackNetwork, StackService } from "../../facts/stackSurvey";
import { surveyStack, waitForNetworks } from "../../facts/stackSurvey";
import { waitForPart } from "../../unknowns/undecided";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };
const networksAdvanceds = [{ id: example.idOf("backend") }];

/** The largest subnet that Docker's guide advises for services with virtual addresses. */
const advisedPrefix = 24;

/** Each virtual address costs rules in every node's kernel, for each task behind it. */
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
    "Give the network one or several /24 subnets, split it into several networks, or set the endpoint mode of all its services to dnsrr.",
  docs: {
    about:
      "The load balancer of a network keeps rules for each service and task in each node's kernel; Docker's guide keeps such networks to " +
      "256 addresses, and sends larger ones to `dnsrr` with a load balancer of one's own. The rule speaks when a subnet is larger " +
      "than /24 and a service of the stack is attached with a virtual address. Several /24 subnets of one network are fine. The " +
      "ingress is left out, since it has to hold every node and every service that publishes a port.",
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
    const survey = surveyStack(resources);
    const large = new Map(
      survey.networks.flatMap((network): [StackNetwork, string][] => {
        const subnet = network.network.ingress === true ? undefined : largeSubnetOf(network);
        return subnet === undefined ? [] : [[network, subnet]];
      }),
    );
    const reported = new Set<StackNetwork>();
    const open: StackService[] = [];
    for (const service of survey.services) {
      const virtual = hasVirtualAddress(service.service);
      for (const network of service.networks) {
        const subnet = large.get(network);
        if (subnet === undefined || virtual === false || reported.has(network)) continue;
        if (virtual === unknown) open.push(service);
        else {
          reported.add(network);
          report(messageFor(network, subnet, service), network.urn);
        }
      }
      if (virtual !== false && [...service.possible].some((network) => large.has(network))) open.push(service);
    }
    for (const service of open) {
      waitForPart(service.resource, ["endpointSpec", "mode"]);
      waitForNetworks(service);
    }
  },
});

/** A subnet of a network that is larger than advised. One that is unknown is Swarm's choice, or another rule's riddle. */
function largeSubnetOf({ network: { ipamConfigs } }: StackNetwork): string | undefined {
  const subnets = entriesOf<Subnet>(ipamConfigs).map((config) => fieldsOf<Subnet>(config).subnet);
  return subnets.find((subnet): subnet is string => {
    const block = typeof subnet === "string" ? blockOf(subnet) : undefined;
    return block !== undefined && block.prefix < advisedPrefix;
  });
}

function messageFor(network: StackNetwork, subnet: string, service: StackService): string {
  return (
    `Network "${network.name}" has the subnet "${subnet}", and service "${service.name}" has a virtual address on it: Docker advises ` +
    `/${advisedPrefix} or smaller with virtual addresses, whose rules fill every node's kernel. ` +
    `Use /${advisedPrefix} subnets, split the network, or use the endpoint mode "dnsrr" for all its services.`
  );
}
