import { unknown } from "../../../swarm/draft";
import { isOn } from "../../facts/network";
import { firstReason, forEachAlone, when } from "../../unknowns/looks";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { surveyStack } from "../../facts/stackSurvey";

const containerSpec = { image: "registry.example.com/shop/web:1.4.2" };

/** The ingress belongs to the routing mesh; a service gets there by publishing a port. */
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
  remediationSteps: "Remove the ingress from the service's networks and publish a port through it.",
  docs: {
    about:
      "Swarm refuses a service that names the ingress among its networks. The rule finds the ingress by its id, by its name " +
      "whatever that is, and by the name `ingress`, which the default one has.",
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
    forEachAlone(surveyStack(resources).services, (service) => {
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
        `Service "${service.name}" is attached to "${String(which)}", which is the swarm's ingress network; Swarm refuses that. ` +
          `Publish a port to be reached through it, and attach the service to an overlay network of its own.`,
        service.urn,
      );
    });
  },
});
