import { unknown } from "../../../swarm/draft";
import { isOn } from "../../facts/network";
import { firstReason, forEachAlone, when } from "../../unknowns/looks";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { topologyOf } from "../../facts/stackTopology";

const containerSpec = { image: "registry.example.com/shop/web:1.4.2" };

/** The ingress network belongs to the routing mesh. A service joins it by publishing a port. */
export const stackDisallowAttachingIngress = stackPolicy({
  name: "swarm-stack-disallow-attaching-ingress",
  description: "A service must not be attached to the ingress network.",
  enforcementLevel: "mandatory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/controlapi/service.go",
    "Service cannot be explicitly attached to the ingress network",
  ),
  tags: ["swarm", "service", "network", "ingress"],
  remediationSteps: "Remove the ingress network from the service's networks, and publish a port through it.",
  docs: {
    about:
      "Swarm refuses a service that lists the ingress network among its networks. The rule recognizes the ingress by " +
      "its ID, by its name, and by the default name `ingress`.",
    sources: ["moby/swarmkit, `manager/controlapi/service.go`"],
    bad: [
      example.network("edge", { driver: "overlay", ingress: true }),
      example.service("web", { taskSpec: { containerSpec, networksAdvanceds: [{ id: example.idOf("edge") }] } }),
    ],
    good: [
      example.network("edge", { driver: "overlay", ingress: true }),
      example.service("web", {
        taskSpec: { containerSpec },
        endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 8080 }] },
      }),
    ],
  },
  validate: ({ resources }, report) => {
    forEachAlone(topologyOf(resources).services, (service) => {
      const which = firstReason(
        ...[...service.networks].map(
          ({ name, network }) =>
            () =>
              when(isOn(network.ingress), name),
        ),
        () => service.attachments.find(({ elsewhere }) => elsewhere?.toLowerCase() === "ingress")?.elsewhere,
        () => ([...service.possible].some(({ network }) => isOn(network.ingress) !== false) ? unknown : undefined),
      );
      if (which === undefined) return;
      report(
        `Service "${service.name}" is attached to "${String(which)}", the ingress network of the swarm; Swarm ` +
          "refuses this. Remove that network from the service, and publish a port through the ingress.",
        service.urn,
      );
    });
  },
});
