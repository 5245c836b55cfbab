import type { PolicyComplianceFramework } from "@pulumi/policy";
import { unknown } from "../../../swarm/draft";
import { isNetworkId } from "../../../swarm/names";
import * as example from "../../rule/example";
import { draftOf, waitFor } from "../../unknowns/known";
import { resourcePolicy } from "../../rule/policy";
import type { NetworkReference, Service, TaskSpec } from "../../facts/service";
import { entriesOf, fieldsOf, serviceType } from "../../facts/service";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };

const framework: PolicyComplianceFramework = {
  name: "Pulumi Docker provider",
  version: "5.x",
  reference: "kreuzwerker/terraform-provider-docker#837",
  specification: "networks_advanced.name is deprecated; services attach by id",
};

/** A name stands for whatever network has it when a task starts; and the docker package calls it deprecated. */
export const serviceRequireNetworkById = resourcePolicy({
  name: "swarm-service-require-network-by-id",
  description: "A service must name its networks by id.",
  enforcementLevel: "mandatory",
  severity: "low",
  framework,
  tags: ["swarm", "service", "network"],
  remediationSteps: "Give `id: network.id` in place of `name` in each entry of `networksAdvanceds`.",
  docs: {
    about:
      "`networksAdvanceds[].name` is deprecated. Swarm keeps the id of what it finds by the name, so the official provider sees a " +
      "difference on each preview and replaces the service, with an outage; and a network that is replaced under the same name " +
      "is not noticed. A literal name also hides from Pulumi that the service comes after the network. The rule takes an " +
      "entry that has both for one by id, and lets a `name` be that holds an id: it is what older versions of the provider " +
      "report. A SwarmService attaches by id only.",
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
    const { taskSpec } = fieldsOf<Service>(draftOf<Service>(props));
    if (taskSpec === unknown) waitFor(props, "taskSpec");
    const { networksAdvanceds } = fieldsOf<TaskSpec>(taskSpec);
    let open = networksAdvanceds === unknown;
    entriesOf(networksAdvanceds).forEach((reference, i) => {
      const { id, name: network } = fieldsOf<NetworkReference>(reference);
      open ||= reference === unknown || (network === unknown && !isGiven(id));
      if (typeof network !== "string" || !isGiven(network) || isGiven(id) || isNetworkId(network)) return;
      report(
        `Service "${name}" names a network by the name "${network}" in taskSpec.networksAdvanceds[${i}]. The name is deprecated: ` +
          `Swarm keeps the id, and the official provider then replaces the service on each preview. Give the network's id.`,
      );
    });
    if (open) waitFor(props["taskSpec"] as object, "networksAdvanceds", "name");
  },
});

/** The providers report an empty text for what is not given. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}
