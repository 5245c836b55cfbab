import * as example from "../../rule/example";
import { fieldsOf } from "../../facts/service";
import { forEachAlone, settled } from "../../unknowns/looks";
import { dockerEngine } from "../../rule/framework";
import { isOverlay, networkOf, networkType, subnetsOf } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";

/** The official plugin reports the gateway that Docker assigned as a change, and replaces the network. */
export const networkRequireExplicitGateway = resourcePolicy({
  name: "swarm-network-require-explicit-gateway",
  description:
    "A subnet should set its gateway; otherwise the official plugin reports the gateway that Docker assigned as " +
    "a change.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "kreuzwerker/terraform-provider-docker internal/provider/resource_docker_network_funcs.go",
    "The official docker plugin reads back the gateway that Docker assigned, and any change to a subnet " +
      "replaces the network",
    "5.x of the official plugin",
  ),
  tags: ["swarm", "network", "overlay", "ipam", "official-plugin"],
  remediationSteps:
    "Set the gateway of the subnet, for example to its first address. Alternatively, use an OverlayNetwork, or " +
    "use this repository's provider and disable this rule.",
  docs: {
    about:
      "This rule is for stacks that use the official docker plugin. There, `pulumi refresh` writes the gateway " +
      "that Docker assigned into the state, and the next `pulumi up` replaces the network together with its " +
      "services. Networks without `ipamConfigs` are not affected, and neither are networks with `ignoreChanges: " +
      "[\"ipamConfigs\"]`, which this project's components set. This repository's provider does not report the " +
      "assigned gateway as a change; if you use it, disable the rule.",
    sources: [
      "[kreuzwerker/terraform-provider-docker#54](https://github.com/kreuzwerker/terraform-provider-docker/issues/54)",
      "observed with the official plugin 5.x: it replaces the network after a refresh",
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
    if (isOverlay(network) === false) return;
    if (opts.ignoreChanges.some((path) => path === "*" || path === "ipamConfigs")) return;
    forEachAlone(subnetsOf(network), (entry) => {
      // An unknown gateway counts as set.
      const gateway = settled(() => fieldsOf(entry).gateway);
      if (gateway !== undefined && gateway !== "") return;
      const { subnet } = fieldsOf(entry);
      if (subnet === undefined || subnet === "") return;
      report(
        `Network "${name}" has the subnet "${String(subnet)}" without a gateway: after a refresh, the official ` +
          "docker plugin replaces the network because of the gateway that Docker assigned. Set the gateway of the " +
          "subnet.",
      );
    });
  },
});
