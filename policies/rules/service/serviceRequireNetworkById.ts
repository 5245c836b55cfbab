import type { PolicyComplianceFramework } from "@pulumi/policy";
import type { Draft, Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import { isNetworkId } from "../../../swarm/names";
import * as example from "../../rule/example";
import { faultsIn, settled } from "../../unknowns/looks";
import { resourcePolicy } from "../../rule/policy";
import type { NamedNetwork } from "../../facts/service";
import { namedNetworks, serviceType } from "../../facts/service";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };

const framework: PolicyComplianceFramework = {
  name: "Pulumi Docker provider",
  version: "5.x",
  reference: "kreuzwerker/terraform-provider-docker#837",
  specification: "networks_advanced.name is deprecated; services attach by id",
};

/** A name refers to whichever network has it when a task starts, and the docker package deprecates it. */
export const serviceRequireNetworkById = resourcePolicy({
  name: "swarm-service-require-network-by-id",
  description: "A service must refer to its networks by ID.",
  enforcementLevel: "mandatory",
  severity: "low",
  framework,
  tags: ["swarm", "service", "network"],
  remediationSteps: "Replace `name` with `id: network.id` in each entry of `networksAdvanceds`.",
  docs: {
    about:
      "`networksAdvanceds[].name` is deprecated. Swarm stores the ID of the network that has the name, so the " +
      "official provider sees a difference on each preview and replaces the service, which causes an outage. It " +
      "also does not notice when a network is replaced under the same name. A literal name hides from Pulumi " +
      "that the service depends on the network, too. The rule accepts an entry that has both an `id` and a " +
      "`name`, and a `name` that holds an ID, as older versions of the provider report it. A SwarmService " +
      "attaches to networks by ID only.",
    sources: [
      "[terraform-provider-docker#837](https://github.com/kreuzwerker/terraform-provider-docker/pull/837)",
      "[terraform-provider-docker#648](https://github.com/kreuzwerker/terraform-provider-docker/issues/648)",
    ],
    bad: [
      example.network("backend", { driver: "overlay" }),
      example.service("api", { taskSpec: { containerSpec, networksAdvanceds: [{ name: "backend" }] } }),
    ],
    good: [
      example.network("backend", { driver: "overlay" }),
      example.service("api", { taskSpec: { containerSpec, networksAdvanceds: [{ id: example.idOf("backend") }] } }),
    ],
  },
  types: [serviceType],
  validate: ({ name, props }, report) => {
    const hasFault = ({ reference }: NamedNetwork): boolean =>
      settled(() => !isGiven(reference.id)) && isName(reference.name) !== false;
    for (const { index, reference } of faultsIn(namedNetworks(props), hasFault)) {
      const network = String(reference.name);
      report(
        `Service "${name}" refers to a network by the name "${network}" in taskSpec.networksAdvanceds[${index}]. The ` +
          "name is deprecated: Swarm stores the ID, so the official provider replaces the service on each preview. " +
          "Set the network's id instead.",
      );
    }
  },
});

function isName(network: Draft<string>): boolean | Unknown {
  if (network === unknown) return unknown;
  return typeof network === "string" && network !== "" && !isNetworkId(network);
}

/** The providers report an empty string for a value that is not set. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}
