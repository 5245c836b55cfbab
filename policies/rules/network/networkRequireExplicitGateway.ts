import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import {
  ingressConfigType,
  isOverlay,
  isPartOf,
  networkOf,
  networkType,
  overlayNetworkType,
  subnetsOf,
} from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";

/** On the official plugin, a gateway that Docker chose is a change that replaces the network. */
export const networkRequireExplicitGateway = resourcePolicy({
  name: "swarm-network-require-explicit-gateway",
  description: "A subnet should name its gateway: the official plugin takes the one that Docker chose for a change.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "kreuzwerker/terraform-provider-docker internal/provider/resource_docker_network_funcs.go",
    "The official docker plugin reads back the gateway that Docker chose, and every change of a subnet replaces the network",
    "5.x of the official plugin",
  ),
  tags: ["swarm", "network", "overlay", "ipam", "official-plugin"],
  remediationSteps:
    "Write the gateway beside the subnet, e.g. its first address; or use an OverlayNetwork; or this repository's provider, and " +
    "disable this rule.",
  docs: {
    about:
      "This rule is for stacks on the official docker plugin. There, a `pulumi refresh` writes the gateway that Docker chose into the " +
      "state, and the next `up` replaces the network, its services with it. A network without `ipamConfigs` is not affected, nor is " +
      'one with `ignoreChanges: ["ipamConfigs"]`, which the components of this project set. This repository\'s provider knows the ' +
      "difference; with it, disable the rule.",
    sources: [
      "[kreuzwerker/terraform-provider-docker#54](https://github.com/kreuzwerker/terraform-provider-docker/issues/54)",
      "tried with the official plugin 5.x: the network is replaced after a refresh",
    ],
    bad: [example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.0/24" }] })],
    good: [
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.0/24", gateway: "10.9.0.1" }] }),
      example.network("frontend", { driver: "overlay" }),
    ],
  },
  types: [networkType],
  validate: ({ name, props, opts }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false || isPartOf(opts, overlayNetworkType, ingressConfigType)) return;
    if (opts.ignoreChanges.some((path) => path === "*" || path === "ipamConfigs")) return;
    for (const entry of subnetsOf(network)) {
      if (typeof entry !== "object" || entry.subnet === undefined || entry.subnet === "") continue;
      if (entry.gateway !== undefined && entry.gateway !== "") continue;
      waitFor(props, "driver");
      waitFor(props, "ingress");
      const subnet = typeof entry.subnet === "string" ? `"${entry.subnet}"` : "that is not known yet";
      report(
        `Network "${name}" has the subnet ${subnet} without a gateway: after a refresh, the official docker plugin replaces the ` +
          `network for the gateway that Docker chose. Write the gateway beside the subnet.`,
      );
    }
    // A subnet has a gateway or not, whatever it is: only an entry that is not known at all leaves it open.
    if (network.ipamConfigs === unknown || subnetsOf(network).includes(unknown))
      waitFor(props, "ipamConfigs", "subnet");
  },
});
